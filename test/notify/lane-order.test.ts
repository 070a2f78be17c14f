import { describe, expect, test } from "vitest";
import type { Delivery } from "../../src/model/delivery.ts";
import { nextInLane } from "../../src/notify/lane-order.ts";
import { createShownStates } from "../../src/notify/shown-states.ts";

function delivery(id: string, more: Partial<Delivery>): Delivery {
  return {
    id,
    incident: 1,
    order: 1,
    receiver: "ops",
    channel: "slack",
    lane: "ops/slack/0",
    operation: "post",
    reason: "opened",
    state: "queued",
    createdAt: 0,
    dueAt: 0,
    attempts: 0,
    lastError: undefined,
    acceptedAt: undefined,
    reference: undefined,
    ...more,
  };
}

describe("what a lane does next", () => {
  test.each([
    { name: "nothing", queue: [], next: { state: "empty" } },
    {
      name: "the first of those that are due",
      queue: [delivery("b", { incident: 2, order: 2 }), delivery("a", { order: 1 })],
      next: { state: "send", id: "a" },
    },
    {
      name: "news of one incident while an edit of another may wait",
      queue: [
        delivery("a", { operation: "update", order: 1, dueAt: 60_000 }),
        delivery("b", { incident: 2, operation: "reply", order: 2 }),
      ],
      next: { state: "send", id: "b" },
    },
    {
      name: "never a reply before its root",
      queue: [
        delivery("root", { order: 1, dueAt: 5_000 }),
        delivery("reply", { operation: "reply", order: 2 }),
      ],
      next: { state: "wait", ms: 4_000 },
    },
    {
      name: "an edit is left to a later one, waiting or not",
      queue: [
        delivery("a", { operation: "update", order: 1, dueAt: 60_000 }),
        delivery("b", { operation: "update", order: 2 }),
      ],
      next: { state: "leave", id: "a" },
    },
    {
      name: "the whole lane waits for a channel that said to come back later",
      queue: [
        delivery("a", { order: 1, attempts: 1, dueAt: 31_000, lastError: "retry: ratelimited" }),
        delivery("b", { incident: 2, order: 2 }),
      ],
      next: { state: "wait", ms: 30_000 },
    },
    {
      name: "a message refused for its content holds nobody else up",
      queue: [
        delivery("a", { order: 1, attempts: 1, dueAt: 31_000, lastError: "content: invalid_blocks" }),
        delivery("b", { incident: 2, order: 2 }),
      ],
      next: { state: "send", id: "b" },
    },
  ])("$name", ({ queue, next }) => {
    const got = nextInLane(queue, 1_000);
    const shown = "delivery" in got ? { state: got.state, id: got.delivery.id } : got;
    expect(shown).toEqual(next);
  });
});

describe("what has been said already", () => {
  const root = delivery("root", { operation: "post", createdAt: 0 });
  const reply = delivery("reply", { operation: "reply", createdAt: 4_000 });

  test("news that was ordered before the root was made stands in the root", () => {
    const shown = createShownStates();
    shown.add(root, 5_000);
    expect(shown.covers(reply)).toBe(true);
    expect(shown.covers({ ...reply, createdAt: 6_000 })).toBe(false);
    expect(shown.covers({ ...reply, lane: "ops/slack/1" })).toBe(false);
    expect(shown.covers({ ...reply, incident: 2 })).toBe(false);
  });

  test("an edit is no news: the reply is still owed", () => {
    const shown = createShownStates();
    shown.add({ ...root, operation: "update" }, 5_000);
    expect(shown.covers(reply)).toBe(false);
  });
});
