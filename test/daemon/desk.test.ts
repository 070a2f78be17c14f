import { afterEach, describe, expect, test } from "vitest";
import { createDesk, type Desk } from "../../src/daemon/desk.ts";
import {
  type BookSettings,
  createIncidentBook,
  type IncidentBook,
} from "../../src/incidents/incident-book.ts";
import { openStores, type WriteStores } from "../../src/store/open-stores.ts";
import { minute, silenceOf } from "../incidents/made-up.ts";
import { rules, settings, transition } from "../incidents/people.ts";
import { scratchDirectory } from "../store/scratch-directory.ts";

const opened: WriteStores[] = [];

afterEach(() => {
  for (const stores of opened.splice(0)) stores.close();
});

interface Writer {
  readonly stores: WriteStores;
  readonly book: IncidentBook;
  readonly desk: Desk;
  readonly ordered: () => number;
  now: number;
  whole: boolean;
}

/** What the writer thread puts together, over the data of the directory. */
function writer(directory: string, more: Partial<BookSettings> = {}): Writer {
  const stores = openStores(directory);
  opened.push(stores);
  const book = createIncidentBook(
    rules,
    { ...settings, ...more },
    stores.stateWriter.load(settings.reopenWithinMs),
  );
  let ordered = 0;
  const made: Writer = { stores, book, desk: makeDesk(), ordered: () => ordered, now: 1_000, whole: true };
  function makeDesk(): Desk {
    return createDesk({
      book,
      writer: stores.stateWriter,
      incident: stores.state.incident,
      delivery: stores.state.delivery,
      deliveries: stores.state.deliveries,
      clock: { now: () => made.now },
      position: () => made.now,
      whole: () => made.whole,
      onOrdered: () => {
        ordered++;
      },
    });
  }
  return made;
}

/** INC-1: athens is slow, and chat was told. */
function withIncident(directory = scratchDirectory(), more: Partial<BookSettings> = {}): Writer {
  const made = writer(directory, more);
  const decided = made.book.apply([transition("slow", "firing", 1_000)], 1_000, 1_000);
  made.stores.stateWriter.commitStep({
    step: { from: 0, to: 1_000, maxSequence: 1, judgedAt: 1_000, entries: 1 },
    ...decided,
    ruleCounts: [],
    late: 0,
  });
  return made;
}

const post = "INC-1/1/chat/slack/0/post";

describe("the desk", () => {
  test("keeps an action with what follows from it, and says that there is something to send", () => {
    const { desk, stores, ordered } = withIncident();
    expect(desk.act({ type: "acknowledge", incident: 1, by: "ann" })).toEqual({ state: "done" });
    expect(stores.state.incident(1)).toMatchObject({ state: "acknowledged", acknowledged: { by: "ann" } });
    expect(stores.state.events(1).at(-1)?.text).toBe("ann acknowledged it.");
    expect(stores.state.queued().map(({ id }) => id)).toEqual([
      post,
      "INC-1/2/chat/slack/0/update",
      "INC-1/2/chat/slack/0/reply",
    ]);
    expect(ordered()).toBe(1);
  });

  test("changes nothing where it refuses", () => {
    const { desk, stores, ordered } = withIncident();
    const before = [stores.state.incident(1), stores.state.events(1), stores.state.queued()];
    expect(desk.act({ type: "assign", incident: 2, by: "ann", owner: "bob" })).toEqual({
      state: "refused",
      why: "there is no INC-2",
    });
    expect([stores.state.incident(1), stores.state.events(1), stores.state.queued()]).toEqual(before);
    expect(ordered()).toBe(0);
  });

  test("tells what an ended silence held back, once the picture is whole", () => {
    const directory = scratchDirectory();
    const first = writer(directory);
    first.desk.saveSilence(silenceOf("s", 0, 60 * minute, 'service="athens"'));
    first.stores.close();
    const made = withIncident(directory);
    expect(made.stores.state.queued()).toEqual([]);
    made.whole = false;
    made.now = 2_000;
    expect(made.desk.expireSilence("s", "bob")).toBe(true);
    expect(made.stores.state.queued()).toEqual([]);
    made.whole = true;
    made.desk.look();
    expect(made.stores.state.queued()).toMatchObject([
      { id: post, notice: expect.stringContaining("ended early by bob") },
    ]);
    expect(made.ordered()).toBe(1);
    expect(made.desk.expireSilence("s", "bob")).toBe(false);
  });

  test("a reminder counts from the acceptance, before and after a restart", () => {
    const directory = scratchDirectory();
    const before = withIncident(directory);
    before.desk.recordAttempt({
      deliveryId: post,
      at: minute,
      result: { state: "accepted", reference: "C1/1.2" },
    });
    before.stores.close();
    const after = writer(directory);
    after.now = minute + 240 * minute - 1;
    after.desk.look();
    expect(after.stores.state.queued()).toEqual([]);
    after.now++;
    after.desk.look();
    expect(after.stores.state.queued().map(({ reason }) => reason)).toEqual(["reminder", "reminder"]);
    after.now += 240 * minute;
    after.desk.look();
    expect(after.stores.state.queued(), "not while one is under way").toHaveLength(2);
  });

  test("queues a dead delivery again", () => {
    const { desk, stores, ordered } = withIncident();
    expect(desk.redeliver(post, "ann")).toBe(false);
    desk.recordAttempt({
      deliveryId: post,
      at: 2_000,
      result: { state: "failed", class: "configuration", detail: "invalid_auth" },
    });
    expect(stores.state.queued()).toEqual([]);
    expect(desk.redeliver(post, "ann")).toBe(true);
    expect(stores.state.queued().map(({ id }) => id)).toEqual([post]);
    expect(ordered()).toBe(1);
  });
});

describe("a fallback receiver", () => {
  const fallback = { fallbackReceiver: "pager" };
  const mend = { state: "failed", class: "configuration", detail: "configuration: invalid_auth" } as const;
  const busy = { state: "failed", class: "retry", detail: "retry: 429 from Slack" } as const;
  const notice =
    "chat could not be told of this by slack: invalid_auth; it is tried again every five minutes.";

  test("is told of the incident once, by its own channels, and of its end", () => {
    const { desk, stores, ordered, book } = withIncident(undefined, fallback);
    const trying = { deliveryId: post, at: 2_000, nextAt: 302_000 };
    desk.recordAttempt({ ...trying, result: mend });
    desk.recordAttempt({ ...trying, at: 302_000, nextAt: 602_000, result: mend });
    const mail = { id: "INC-1/2/pager/email/0/mail", reason: "opened", standsFor: "chat", notice };
    expect(stores.state.queued()).toMatchObject([{ id: post }, mail]);
    expect(ordered()).toBe(1);
    expect(stores.state.events(1).at(-1)?.text).toBe(
      "pager is told in place of chat, which could not be told by slack.",
    );
    const over = book.apply([transition("slow", "resolved", 9_000, 1_000)], 9_000, 9_000);
    expect(over.deliveries.map(({ receiver, reason }) => `${receiver} ${reason}`)).toContain(
      "pager resolved",
    );
  });

  test("not for what will be tried again by itself; but once that was given up", () => {
    const { desk, stores } = withIncident(undefined, fallback);
    desk.recordAttempt({ deliveryId: post, at: 2_000, nextAt: 4_000, result: busy });
    expect(stores.state.queued()).toHaveLength(1);
    desk.recordAttempt({ deliveryId: post, at: 9_000, result: busy });
    expect(stores.state.queued()).toMatchObject([
      { receiver: "pager", notice: expect.stringContaining("429 from Slack; it was given up.") },
    ]);
  });

  test("that fails too is not told in its own place", () => {
    const { desk, stores } = withIncident(undefined, fallback);
    desk.recordAttempt({ deliveryId: post, at: 2_000, result: mend });
    const mail = "INC-1/2/pager/email/0/mail";
    desk.recordAttempt({ deliveryId: mail, at: 3_000, result: mend });
    expect(stores.state.queued()).toEqual([]);
    expect(stores.state.deliveryCounts()).toMatchObject({ dead: 2 });
  });

  test("that has no other channel than the one that failed tells nobody", () => {
    const { desk, stores } = withIncident(undefined, { fallbackReceiver: "chat" });
    desk.recordAttempt({ deliveryId: post, at: 2_000, result: mend });
    expect(stores.state.queued()).toEqual([]);
  });

  test("survives a restart between failures: still one message", () => {
    const directory = scratchDirectory();
    const before = withIncident(directory, fallback);
    before.desk.recordAttempt({ deliveryId: post, at: 2_000, nextAt: 302_000, result: mend });
    before.stores.close();
    const after = writer(directory, fallback);
    after.desk.recordAttempt({ deliveryId: post, at: 302_000, nextAt: 602_000, result: mend });
    expect(after.stores.state.queued()).toHaveLength(2);
  });
});

test("what is sent again is tried for another day, whatever its age", () => {
  const { desk, stores, ...made } = withIncident();
  desk.recordAttempt({
    deliveryId: post,
    at: 25 * 60 * minute,
    result: { state: "failed", class: "retry", detail: "retry: 429" },
  });
  Object.assign(made, { now: 30 * 60 * minute });
  expect(desk.redeliver(post, "ann")).toBe(true);
  expect(stores.state.queued()).toMatchObject([{ id: post, resentAt: expect.any(Number), attempts: 0 }]);
});
