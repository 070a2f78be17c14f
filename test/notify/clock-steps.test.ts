import { expect, test } from "vitest";
import type { DeliveryResult } from "../../src/model/delivery.ts";
import type { Lane } from "../../src/notify/deliver-one.ts";
import { createDueTimes } from "../../src/notify/due-times.ts";
import { failure } from "../../src/notify/failure.ts";
import { createOutbox, delivery, type Outbox } from "./outbox.ts";
import { type VirtualTime, virtualTime } from "./virtual-time.ts";

const start = 1_800_000_000_000;
const hour = 3_600_000;
const day = 24 * hour;
const lane = "ops/webhook/0";

interface Stand {
  readonly time: VirtualTime;
  readonly outbox: Outbox;
  readonly sentAt: number[];
}

/** Each answer in turn, the last for ever. */
function stand(...answers: readonly DeliveryResult[]): Stand {
  const time = virtualTime(start);
  const sentAt: number[] = [];
  const hook: Lane = {
    type: "webhook",
    channel: {
      async send() {
        sentAt.push(time.now() - start);
        return answers[Math.min(sentAt.length, answers.length) - 1] ?? accepted;
      },
    },
  };
  return { time, sentAt, outbox: createOutbox(new Map([[lane, hook]]), time) };
}

const accepted: DeliveryResult = { state: "accepted", reference: "x" };
const hook = { id: "INC-1/1/ops/webhook/0/hook", lane, channel: "webhook", operation: "hook" } as const;

test.each([
  ["a first try", { createdAt: start + hour, dueAt: start + hour + 5000 }, 5000],
  [
    "another try",
    { createdAt: start, decidedAt: start + hour, dueAt: start + hour + 90_000, attempts: 2 },
    90_000,
  ],
  [
    "a peer's own hour",
    { createdAt: start, decidedAt: start + hour, dueAt: start + 2 * hour, attempts: 1 },
    hour,
  ],
])(
  "%s decided before the clock was set back by an hour waits no longer than was decided",
  async (_, row, wait) => {
    const { time, outbox, sentAt } = stand(accepted);
    outbox.add(delivery({ ...hook, ...row }));
    await time.advance(wait - 1);
    expect(sentAt).toEqual([]);
    await time.advance(1);
    expect(sentAt).toEqual([wait]);
  },
);

test("where the clock was not set back, what is left of the wait is waited", () => {
  const { understood } = createDueTimes();
  const row = delivery({ ...hook, createdAt: start, decidedAt: start + 1000, dueAt: start + 60_000 });
  expect(understood(row, start + 1000).dueAt).toBe(start + 60_000);
  expect(understood(row, start + 59_000).dueAt).toBe(start + 60_000);
});

test("a wait that was understood anew is not understood anew again as time goes on", () => {
  const { understood } = createDueTimes();
  const row = delivery({ ...hook, createdAt: start + hour, dueAt: start + hour + 60_000 });
  expect(understood(row, start).dueAt).toBe(start + 60_000);
  expect(understood(row, start + 30_000).dueAt).toBe(start + 60_000);
  expect(understood(row, start + hour + 1).dueAt).toBe(start + 60_000);
});

test.each([
  ["one that was never sent again is given up after a day", undefined, "dead"],
  ["one that was sent again a day later is tried on", start - 1000, "queued"],
])("%s", async (_, resentAt, state) => {
  const { time, outbox } = stand(failure("retry", "HTTP 503"));
  const sentAgain = resentAt === undefined ? {} : { resentAt, decidedAt: resentAt };
  outbox.add(delivery({ ...hook, createdAt: start - day, dueAt: start - 1000, ...sentAgain }));
  await time.advance(100);
  expect(outbox.rows.get(hook.id)?.state).toBe(state);
});
