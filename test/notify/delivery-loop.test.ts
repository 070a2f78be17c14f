import { describe, expect, test } from "vitest";
import type { Delivery, DeliveryResult } from "../../src/model/delivery.ts";
import type { Lane } from "../../src/notify/deliver-one.ts";
import { createDeliveryLoop, type DeliveryLoop } from "../../src/notify/delivery-loop.ts";
import { failure } from "../../src/notify/failure.ts";
import type { LookUp, SlackRequest } from "../../src/ports/channel.ts";
import { type VirtualTime, virtualTime } from "./virtual-time.ts";

const START = 1_800_000_000_000;
const OK: DeliveryResult = { state: "accepted", reference: "C1/1.1" };

type Answer = (request: SlackRequest, at: number) => DeliveryResult | Promise<DeliveryResult>;

interface Stage {
  readonly time: VirtualTime;
  readonly loop: DeliveryLoop;
  readonly rows: Map<string, Delivery>;
  readonly sent: { readonly at: number; readonly lane: string; readonly what: string }[];
  readonly lookedUp: string[];
  readonly notes: string[];
  readonly restart: () => Stage;
}

interface Script {
  readonly answers?: Readonly<Record<string, Answer>>;
  readonly lookUp?: (since: number) => LookUp;
  readonly record?: () => void;
  readonly composeFails?: (reduced: boolean) => boolean;
  readonly pace?: string;
}

function delivery(over: Partial<Delivery> & { readonly id: string }): Delivery {
  return {
    incident: 1,
    order: 1,
    receiver: "ops",
    channel: "slack",
    lane: "ops/slack/0",
    operation: "post",
    reason: "opened",
    state: "queued",
    createdAt: START,
    dueAt: START,
    attempts: 0,
    lastError: undefined,
    acceptedAt: undefined,
    reference: undefined,
    ...over,
  };
}

function stage(
  deliveries: readonly Delivery[],
  script: Script,
  kept?: Pick<Stage, "time" | "rows" | "sent" | "lookedUp" | "notes">,
): Stage {
  const time = kept?.time ?? virtualTime(START);
  const rows = kept?.rows ?? new Map(deliveries.map((row) => [row.id, row]));
  const sent = kept?.sent ?? [];
  const lookedUp = kept?.lookedUp ?? [];
  const notes = kept?.notes ?? [];
  const lane = (name: string): Lane => ({
    type: "slack",
    pace: script.pace ?? name,
    channel: {
      send: async (request) => {
        const text = request.message.text;
        sent.push({
          at: time.now() - START,
          lane: name,
          what: `${request.operation} ${request.deliveryId} ${text}`,
        });
        return (script.answers?.[name] ?? (() => OK))(request, time.now());
      },
      lookUp: async ({ deliveryId, since }) => {
        lookedUp.push(deliveryId);
        return script.lookUp?.(since) ?? { state: "absent" };
      },
    },
  });
  // What is there when the loop begins is from before; the rest is ordered while it runs.
  let begun = kept !== undefined;
  const loop = createDeliveryLoop({
    readQueued: () => (begun ? [...rows.values()].filter((row) => row.state === "queued") : []),
    rootReference: (incident, name) =>
      [...rows.values()].find(
        (row) => row.incident === incident && row.lane === name && row.operation === "post",
      )?.reference,
    compose: {
      slack: async (_, form) => {
        if (script.composeFails?.(form.reduced) === true) throw new Error("no facts");
        return { text: form.reduced ? "reduced" : "full", blocks: [] };
      },
      email: () => Promise.reject(new Error("no mail here")),
      webhook: () => Promise.reject(new Error("no webhook here")),
    },
    lanes: new Map([lanePair("ops/slack/0"), lanePair("dev/slack/0")]),
    recordAttempt: async ({ deliveryId, at, result, nextAt }) => {
      script.record?.();
      const row = rows.get(deliveryId);
      if (row === undefined) throw new Error("no such row");
      const over = result.state === "accepted" ? "accepted" : nextAt === undefined ? "dead" : "queued";
      if (result.state === "accepted" && result.note !== undefined) notes.push(result.note);
      rows.set(deliveryId, {
        ...row,
        state: over,
        attempts: row.attempts + 1,
        dueAt: nextAt ?? row.dueAt,
        lastError: result.state === "failed" ? result.detail : row.lastError,
        acceptedAt: over === "accepted" ? at : undefined,
        reference: result.state === "accepted" ? result.reference : undefined,
      });
    },
    clock: { now: time.now },
    random: () => 0,
    setTimer: time.setTimer,
    report: (trouble) => notes.push(trouble),
  });
  function lanePair(name: string): readonly [string, Lane] {
    return [name, lane(name)];
  }
  loop.wake();
  begun = true;
  const self = { time, rows, sent, lookedUp, notes };
  return { ...self, loop, restart: () => stage([], script, self) };
}

function states(of: Stage): Readonly<Record<string, string>> {
  return Object.fromEntries([...of.rows.values()].map((row) => [row.id, row.state]));
}

function sequence(...results: readonly DeliveryResult[]): Answer {
  let next = 0;
  return () => results[Math.min(next++, results.length - 1)] ?? OK;
}

describe("order and pace", () => {
  test("a lane is sent in its order, no two within 1.1 s, one at a time", async () => {
    const s = stage(
      [
        delivery({ id: "b", order: 2 }),
        delivery({ id: "a", order: 1 }),
        delivery({ id: "c", order: 3, incident: 2 }),
      ],
      {},
    );
    s.loop.wake();
    s.loop.wake();
    await s.time.advance(5000);
    expect(s.sent.map((one) => [one.at, one.what])).toEqual([
      [0, "post a full"],
      [1100, "post b full"],
      [2200, "post c full"],
    ]);
  });

  test("two lanes of one Slack channel share its pace", async () => {
    const s = stage([delivery({ id: "a" }), delivery({ id: "b", lane: "dev/slack/0" })], { pace: "C1" });
    s.loop.wake();
    await s.time.advance(5000);
    expect(s.sent.map((one) => one.at)).toEqual([0, 1100]);
  });

  test("a lane that must wait delays no other", async () => {
    const limited = failure("retry", "429", { retryAfterMs: 60_000 });
    const s = stage([delivery({ id: "a" }), delivery({ id: "b", lane: "dev/slack/0" })], {
      answers: { "ops/slack/0": sequence(limited, OK) },
    });
    s.loop.wake();
    await s.time.advance(100);
    expect(states(s)).toEqual({ a: "queued", b: "accepted" });
    await s.time.advance(59_000);
    expect(states(s)["a"]).toBe("queued");
    await s.time.advance(2000);
    expect(states(s)["a"]).toBe("accepted");
    expect(s.sent.filter((one) => one.lane === "ops/slack/0").map((one) => one.at)).toEqual([0, 60_000]);
  });

  test("nothing is sent before it is due", async () => {
    const s = stage([delivery({ id: "a", dueAt: START + 30_000 })], {});
    s.loop.wake();
    await s.time.advance(29_999);
    expect(s.sent).toEqual([]);
    await s.time.advance(1);
    expect(s.sent).toHaveLength(1);
  });
});

describe("failures", () => {
  test("refused content: once more reduced, then dead, and the lane goes on", async () => {
    const s = stage([delivery({ id: "a" }), delivery({ id: "b", order: 2, incident: 2 })], {
      answers: {
        "ops/slack/0": (request) => (request.deliveryId === "a" ? failure("content", "invalid_blocks") : OK),
      },
    });
    s.loop.wake();
    await s.time.advance(10_000);
    expect(s.sent.map((one) => one.what)).toEqual(["post a full", "post b full", "post a reduced"]);
    expect(states(s)).toEqual({ a: "dead", b: "accepted" });
    expect(s.rows.get("a")?.lastError).toBe("content: invalid_blocks (even the reduced message was refused)");
  });

  test("a wrong configuration is tried every five minutes, for a day", async () => {
    const s = stage([delivery({ id: "a" })], {
      answers: { "ops/slack/0": () => failure("configuration", "invalid_auth") },
    });
    s.loop.wake();
    await s.time.advance(25 * 3_600_000);
    expect(states(s)).toEqual({ a: "dead" });
    expect(s.sent).toHaveLength(289);
    expect(s.rows.get("a")?.lastError).toContain("given up after 24 hours");
  });

  test("a lane that no receiver has is a wrong configuration", async () => {
    const s = stage([delivery({ id: "a", lane: "gone/slack/0" })], {});
    s.loop.wake();
    await s.time.advance(10);
    expect(s.rows.get("a")?.lastError).toBe(
      "configuration: no receiver of the configuration has the lane gone/slack/0",
    );
  });

  test("what fails again and again is tried reduced", async () => {
    const s = stage([delivery({ id: "a" })], {
      answers: { "ops/slack/0": () => failure("retry", "HTTP 500") },
    });
    s.loop.wake();
    await s.time.advance(60_000);
    expect(s.sent.slice(0, 7).map((one) => one.what.split(" ")[2])).toEqual([
      ...Array(6).fill("full"),
      "reduced",
    ]);
  });

  test("a message that cannot be made is sent reduced", async () => {
    const s = stage([delivery({ id: "a" })], { composeFails: (reduced) => !reduced });
    s.loop.wake();
    await s.time.advance(10_000);
    expect(s.sent.map((one) => one.what)).toEqual(["post a reduced"]);
    expect(states(s)).toEqual({ a: "accepted" });
  });

  test("an attempt that could not be recorded is recorded before anything is sent again", async () => {
    let broken = 2;
    const s = stage([delivery({ id: "a" })], {
      record: () => {
        broken -= 1;
        if (broken >= 0) throw new Error("database is locked");
      },
    });
    s.loop.wake();
    await s.time.advance(20_000);
    expect(s.sent).toHaveLength(1);
    expect(states(s)).toEqual({ a: "accepted" });
    expect(s.notes).toEqual(["lane ops/slack/0: database is locked", "lane ops/slack/0: database is locked"]);
  });
});

describe("what may have been accepted", () => {
  const ambiguous = failure("ambiguous", "no answer in time");

  test("is looked up, and not sent twice", async () => {
    const s = stage([delivery({ id: "a" })], {
      answers: { "ops/slack/0": sequence(ambiguous, OK) },
      lookUp: () => ({ state: "found", reference: "C1/9.9" }),
    });
    s.loop.wake();
    await s.time.advance(10_000);
    expect([s.sent.length, s.lookedUp]).toEqual([1, ["a"]]);
    expect(s.rows.get("a")).toMatchObject({ state: "accepted", reference: "C1/9.9" });
  });

  test.each([{ state: "absent" }, { state: "unknown" }] as const)(
    "is sent again when it is $state",
    async (there) => {
      const s = stage([delivery({ id: "a" })], {
        answers: { "ops/slack/0": sequence(ambiguous, OK) },
        lookUp: () => there,
      });
      s.loop.wake();
      await s.time.advance(10_000);
      expect([s.sent.length, s.lookedUp.length]).toEqual([2, 1]);
    },
  );

  test("stays so while it cannot be looked up", async () => {
    let asked = 0;
    const s = stage([delivery({ id: "a" })], {
      answers: { "ops/slack/0": sequence(ambiguous, OK) },
      lookUp: () => {
        asked += 1;
        return asked < 3
          ? { state: "failed", result: failure("retry", "429", { retryAfterMs: 5000 }) }
          : { state: "found", reference: "C1/9.9" };
      },
    });
    s.loop.wake();
    await s.time.advance(30_000);
    expect([s.sent.length, asked]).toEqual([1, 3]);
    expect(s.rows.get("a")?.reference).toBe("C1/9.9");
  });

  test("shows what was known when it was sent: what was ordered since is sent all the same", async () => {
    const news = { createdAt: START + 500, dueAt: START + 500, reason: "resolved" } as const;
    const s = stage([delivery({ id: "a" }), delivery({ id: "u", order: 2, operation: "update", ...news })], {
      answers: { "ops/slack/0": sequence(ambiguous, OK) },
      lookUp: () => ({ state: "found", reference: "C1/9.9" }),
    });
    s.loop.wake();
    await s.time.advance(10_000);
    expect(s.sent.map(({ what }) => what)).toEqual(["post a full", "update u full"]);
  });

  test("after a restart with a clock that was set back, it is looked up as far back as it may have been sent", async () => {
    const since: number[] = [];
    const s = stage([delivery({ id: "a", createdAt: START + 3_600_000, dueAt: START + 3_600_000 })], {
      lookUp: (wanted) => {
        since.push(wanted);
        return { state: "found", reference: "C1/7.7" };
      },
    }).restart();
    s.loop.wake();
    await s.time.advance(10);
    expect([s.sent.length, s.lookedUp]).toEqual([0, ["a"]]);
    expect(since[0]).toBeLessThan(START);
  });

  test("after a restart, what was queued before is looked up first", async () => {
    const s = stage([delivery({ id: "a" })], {
      lookUp: () => ({ state: "found", reference: "C1/7.7" }),
    }).restart();
    s.loop.wake();
    await s.time.advance(10);
    expect([s.sent.length, s.lookedUp]).toEqual([0, ["a"]]);
  });
});

describe("roots", () => {
  const resolving = [
    delivery({ id: "u", order: 2, operation: "update", reason: "resolved" }),
    delivery({ id: "r", order: 3, operation: "reply", reason: "resolved" }),
  ];

  test("an update and a reply go to the incident's root", async () => {
    const s = stage([delivery({ id: "p", state: "accepted", reference: "C1/5.5" }), ...resolving], {});
    s.loop.wake();
    await s.time.advance(10_000);
    expect(s.sent.map((one) => one.what)).toEqual(["update u full", "reply r full"]);
  });

  test("when the post is dead, one root is posted and the reply goes into its thread", async () => {
    const s = stage([delivery({ id: "p", state: "dead" }), ...resolving], {});
    s.loop.wake();
    await s.time.advance(10_000);
    expect(s.sent.map((one) => one.what)).toEqual(["post u full", "reply r full"]);
  });

  test("when the root is gone, likewise, in the same attempt", async () => {
    const s = stage([delivery({ id: "p", state: "accepted", reference: "C1/5.5" }), ...resolving], {
      answers: {
        "ops/slack/0": (request) =>
          request.operation === "update" ? failure("content", "message_not_found", { rootGone: true }) : OK,
      },
    });
    s.loop.wake();
    await s.time.advance(10_000);
    expect(s.sent.map((one) => one.what)).toEqual(["update u full", "post u full", "reply r full"]);
    expect(states(s)).toMatchObject({ u: "accepted", r: "accepted" });
  });

  test("of several updates that wait, only the last is sent", async () => {
    const updates = [1, 2, 3].map((n) => delivery({ id: `u${n}`, order: n + 1, operation: "update" }));
    const s = stage([delivery({ id: "p", state: "accepted", reference: "C1/5.5" }), ...updates], {});
    s.loop.wake();
    await s.time.advance(10_000);
    expect(s.sent.map((one) => one.what)).toEqual(["update u3 full"]);
    expect(states(s)).toMatchObject({ u1: "accepted", u2: "accepted", u3: "accepted" });
    expect(s.notes[0]).toBe("left to u2, which shows the newer state");
  });

  test("reopened is shown in the channel, resolved only in the thread", async () => {
    const seen: unknown[] = [];
    const s = stage(
      [
        delivery({ id: "p", state: "accepted", reference: "C1/5.5" }),
        delivery({ id: "r1", order: 2, operation: "reply", reason: "resolved" }),
        delivery({ id: "r2", order: 3, operation: "reply", reason: "reopened" }),
      ],
      {
        answers: {
          "ops/slack/0": (request) => {
            seen.push("broadcast" in request && request.broadcast);
            return OK;
          },
        },
      },
    );
    s.loop.wake();
    await s.time.advance(10_000);
    expect(seen).toEqual([false, true]);
  });
});

describe("stop and start", () => {
  test("stop waits for what is under way, records it, and sends nothing more", async () => {
    let finish: (result: DeliveryResult) => void = () => undefined;
    const s = stage([delivery({ id: "a" }), delivery({ id: "b", order: 2, incident: 2 })], {
      answers: {
        "ops/slack/0": () =>
          new Promise((resolve) => {
            finish = resolve;
          }),
      },
    });
    s.loop.wake();
    await s.time.advance(10);
    let stopped = false;
    const stopping = s.loop.stop().then(() => {
      stopped = true;
    });
    await s.time.advance(10);
    expect(stopped).toBe(false);
    finish(OK);
    await stopping;
    await s.time.advance(60_000);
    expect(states(s)).toEqual({ a: "accepted", b: "queued" });
    expect(s.sent).toHaveLength(1);
    expect(s.time.pending()).toBe(0);
  });

  test("a lane that waits for its turn is stopped at once, and a new loop goes on from the queue alone", async () => {
    const s = stage([delivery({ id: "a" }), delivery({ id: "b", order: 2, incident: 2 })], {});
    s.loop.wake();
    await s.time.advance(500);
    await s.loop.stop();
    expect(states(s)).toEqual({ a: "accepted", b: "queued" });
    expect(s.rows.get("b")?.attempts).toBe(0);
    const next = s.restart();
    next.loop.wake();
    await next.time.advance(5000);
    expect(states(next)).toEqual({ a: "accepted", b: "accepted" });
    expect(s.sent.map((one) => one.what)).toEqual(["post a full", "post b full"]);
  });
});
