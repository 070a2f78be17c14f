import type { Delivery } from "../model/delivery.ts";
import type { Clock } from "../ports/clock.ts";
import type { StateWriter } from "../ports/state-store.ts";
import { type Composer, deliverOne, type Lane, type Outcome } from "./deliver-one.ts";
import { failure } from "./failure.ts";
import { type NextInLane, nextInLane } from "./lane-order.ts";
import { createPacing, type Pacing, type SetTimer } from "./pacing.ts";
import { nextTry } from "./retry-schedule.ts";
import { createShownStates, type ShownStates } from "./shown-states.ts";

type RecordedAttempt = Parameters<StateWriter["recordAttempt"]>[0];

export interface DeliveryLoopOptions {
  /** All that is queued; the loop knows nothing else about what is to be sent. */
  readonly readQueued: () => readonly Delivery[];
  readonly rootReference: (incident: number, lane: string) => string | undefined;
  readonly compose: Composer;
  /** By the name of the lane; asked for each attempt, since receivers may change. */
  readonly lanes: Pick<ReadonlyMap<string, Lane>, "get">;
  /** Resolves when it is durable; what it recorded is then seen by readQueued. */
  readonly recordAttempt: (attempt: RecordedAttempt) => Promise<void>;
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly setTimer: SetTimer;
  /** Trouble of our own (the queue cannot be read, an attempt not recorded), one line. */
  readonly report: (trouble: string) => void;
}

export interface DeliveryLoop {
  /** Something may be due: after start, and after each commit that ordered deliveries. */
  readonly wake: () => void;
  /** Starts nothing more and resolves when what is under way has been recorded. */
  readonly stop: () => Promise<void>;
}

/** After our own database failed. */
export const ownTroublePauseMs = 5000;
/** Longer waits are slept in pieces, so that a clock step is noticed. */
export const maxSleepMs = 60_000;
/** The queue as read does not yet show what was recorded. */
const staleReadPauseMs = 200;
/** Kept in memory; an older one is found by the peer's answer that the root is gone. */
const maxNewRoots = 1000;

interface LaneState {
  running: Promise<void> | undefined;
  /** Woken while running: looks once more before it rests. */
  again: boolean;
  cancelTimer: (() => void) | undefined;
  /** Sent, but not recorded: recorded before anything else is sent. */
  unrecorded: RecordedAttempt | undefined;
  /** The last attempt that was recorded, to know it again in a stale queue. */
  recorded: { readonly id: string; readonly attempts: number } | undefined;
}

interface Loop {
  readonly options: DeliveryLoopOptions;
  readonly startedAt: number;
  readonly pacing: Pacing;
  readonly lanes: Map<string, LaneState>;
  /** Roots that were posted in place of lost ones, until the queue's owner knows them. */
  readonly newRoots: Map<string, string>;
  /** Deliveries that this process has tried. */
  readonly tried: Set<string>;
  readonly shown: ShownStates;
  stopped: boolean;
}

/**
 * Sends what is queued: lanes beside each other, each in its order, one request at a time. Nothing is kept but
 * what saves work; after a restart everything follows from the queue.
 */
export function createDeliveryLoop(options: DeliveryLoopOptions): DeliveryLoop {
  const loop: Loop = {
    options,
    startedAt: options.clock.now(),
    pacing: createPacing(options.clock.now, options.setTimer),
    lanes: new Map(),
    newRoots: new Map(),
    tried: new Set(),
    shown: createShownStates(),
    stopped: false,
  };
  return { wake: () => wake(loop), stop: () => stop(loop) };
}

function wake(loop: Loop): void {
  if (loop.stopped) return;
  try {
    for (const name of new Set(loop.options.readQueued().map((delivery) => delivery.lane))) start(loop, name);
  } catch (error) {
    loop.options.report(`queue: ${messageOf(error)}`);
    loop.options.setTimer(ownTroublePauseMs, () => wake(loop));
  }
}

async function stop(loop: Loop): Promise<void> {
  loop.stopped = true;
  for (const lane of loop.lanes.values()) lane.cancelTimer?.();
  loop.pacing.stop();
  await Promise.all([...loop.lanes.values()].map((lane) => lane.running));
}

function start(loop: Loop, name: string): void {
  const lane = loop.lanes.get(name) ?? newLane();
  loop.lanes.set(name, lane);
  if (loop.stopped) return;
  if (lane.running !== undefined) {
    lane.again = true;
    return;
  }
  lane.cancelTimer?.();
  lane.cancelTimer = undefined;
  lane.again = false;
  lane.running = run(loop, name, lane).finally(() => {
    lane.running = undefined;
    if (lane.again) start(loop, name);
  });
}

function newLane(): LaneState {
  return {
    running: undefined,
    again: false,
    cancelTimer: undefined,
    unrecorded: undefined,
    recorded: undefined,
  };
}

function sleep(loop: Loop, name: string, lane: LaneState, ms: number): void {
  if (loop.stopped) return;
  lane.cancelTimer?.();
  lane.cancelTimer = loop.options.setTimer(Math.min(ms, maxSleepMs), () => {
    lane.cancelTimer = undefined;
    start(loop, name);
  });
}

async function run(loop: Loop, name: string, lane: LaneState): Promise<void> {
  try {
    while (!loop.stopped) {
      await recordPending(loop, lane);
      const pause = await step(loop, name, lane);
      if (pause === undefined) continue;
      if (pause > 0) sleep(loop, name, lane, pause);
      return;
    }
  } catch (error) {
    loop.options.report(`lane ${name}: ${messageOf(error)}`);
    sleep(loop, name, lane, ownTroublePauseMs);
  }
}

async function recordPending(loop: Loop, lane: LaneState): Promise<void> {
  if (lane.unrecorded === undefined) return;
  await loop.options.recordAttempt(lane.unrecorded);
  lane.unrecorded = undefined;
}

/** Undefined: go on at once. Else how long to pause; 0 until somebody wakes us. */
async function step(loop: Loop, name: string, lane: LaneState): Promise<number | undefined> {
  const queue = loop.options.readQueued().filter((delivery) => delivery.lane === name);
  const now = loop.options.clock.now();
  const next = nextInLane(queue, now);
  if (next.state === "empty") return 0;
  if (next.state === "wait") return next.ms;
  const head = next.delivery;
  if (lane.recorded?.id === head.id && head.attempts <= lane.recorded.attempts) return staleReadPauseMs;
  const superfluous = collapsed(loop, next);
  const outcome = superfluous ?? (await attempt(loop, head));
  if (outcome === undefined) return 0;
  lane.recorded = { id: head.id, attempts: head.attempts };
  lane.unrecorded = recordOf(loop, head, outcome);
  remember(loop, head, outcome, lane.unrecorded);
  if (superfluous === undefined && outcome.result.state === "accepted") loop.shown.add(head, now);
  await recordPending(loop, lane);
  return undefined;
}

/** What a later message says, or an earlier one has said already, is not sent. */
function collapsed(loop: Loop, next: Extract<NextInLane, { state: "send" | "leave" }>): Outcome | undefined {
  const root = rootOf(loop, next.delivery);
  if (root === undefined) return undefined;
  const note = superfluousNote(loop, next);
  if (note === undefined) return undefined;
  return { result: { state: "accepted", reference: root, note }, reduced: false };
}

function superfluousNote(
  loop: Loop,
  next: Extract<NextInLane, { state: "send" | "leave" }>,
): string | undefined {
  if (next.state === "leave") return `left to ${next.to.id}, which shows the newer state`;
  return loop.shown.covers(next.delivery)
    ? "said already by a message made after this was ordered"
    : undefined;
}

/** Undefined when it was given up because the loop stops; nothing was sent then. */
async function attempt(loop: Loop, delivery: Delivery): Promise<Outcome | undefined> {
  const lane = loop.options.lanes.get(delivery.lane);
  if (lane === undefined) {
    const detail = `no receiver of the configuration has the lane ${delivery.lane}`;
    return { result: failure("configuration", detail), reduced: false };
  }
  let abandoned = false;
  const turn = async (pace: string): Promise<void> => {
    await loop.pacing.turn(pace);
    abandoned ||= loop.stopped;
    if (abandoned) throw new Error("stopping");
  };
  const outcome = await deliverOne(delivery, lane, {
    compose: loop.options.compose,
    root: delivery.operation === "post" ? undefined : rootOf(loop, delivery),
    turn,
    fromBefore: delivery.createdAt <= loop.startedAt && !loop.tried.has(delivery.id),
  });
  return abandoned ? undefined : outcome;
}

function rootOf(loop: Loop, delivery: Delivery): string | undefined {
  const posted = loop.newRoots.get(rootKey(delivery));
  return posted ?? loop.options.rootReference(delivery.incident, delivery.lane);
}

function remember(loop: Loop, delivery: Delivery, outcome: Outcome, recorded: RecordedAttempt): void {
  if (recorded.nextAt === undefined) loop.tried.delete(delivery.id);
  else loop.tried.add(delivery.id);
  if (outcome.newRoot === undefined) return;
  loop.newRoots.set(rootKey(delivery), outcome.newRoot);
  const [oldest] = loop.newRoots.keys();
  if (loop.newRoots.size > maxNewRoots && oldest !== undefined) loop.newRoots.delete(oldest);
}

function recordOf(loop: Loop, delivery: Delivery, outcome: Outcome): RecordedAttempt {
  const at = loop.options.clock.now();
  const { result } = outcome;
  if (result.state === "accepted") return { deliveryId: delivery.id, at, result };
  const next = nextTry({
    attempt: delivery.attempts + 1,
    class: result.class,
    retryAfterMs: result.retryAfterMs,
    reduced: outcome.reduced,
    createdAt: delivery.createdAt,
    now: at,
    jitter: loop.options.random(),
  });
  if (next.state === "again") return { deliveryId: delivery.id, at, result, nextAt: next.at };
  return { deliveryId: delivery.id, at, result: { ...result, detail: `${result.detail} (${next.why})` } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function rootKey(delivery: Delivery): string {
  return `${delivery.incident} ${delivery.lane}`;
}
