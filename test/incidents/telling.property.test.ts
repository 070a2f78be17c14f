import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Transition } from "../../src/model/alert.ts";
import type { Incident } from "../../src/model/incident.ts";
import { hour, minute, route, silenceOf } from "./made-up.ts";
import { type Kept, keptBook, transition } from "./people.ts";

/** What may happen, each some time after the one before. */
type Happening = { readonly after: number } & (
  | { readonly kind: "turn"; readonly rule: string; readonly service: string }
  | { readonly kind: "look" | "accept" }
  | { readonly kind: "silence"; readonly id: string; readonly lasts: number; readonly matcher: string }
  | { readonly kind: "expire"; readonly id: string }
  | { readonly kind: "acknowledge" | "resolve"; readonly incident: number }
);

const after = fc.oneof(fc.integer({ min: 1, max: 10 * minute }), fc.integer({ min: 1, max: 5 * hour }));
const service = fc.constantFrom("athens", "goproxy");
const id = fc.constantFrom("s", "t");
const incident = fc.integer({ min: 1, max: 4 });
const turn = fc.record({
  kind: fc.constant("turn" as const),
  after,
  rule: fc.constantFrom("down", "slow", "odd"),
  service,
});
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: turn },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("look" as const, "accept" as const), after }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("silence" as const),
      after,
      id,
      lasts: after,
      matcher: fc.constantFrom('service="athens"', 'severity="critical"', 'alertname!="slow"', "service=~.*"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("expire" as const), after, id }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("acknowledge" as const, "resolve" as const),
      after,
      incident,
    }),
  },
);
const story = fc.array(happening, { maxLength: 25 });

const tree = route("chat", {
  repeatIntervalMs: 2 * hour,
  routes: [route("pager", { repeatIntervalMs: 30 * minute }, 'severity="critical"')],
});

interface Told {
  /** After each happening: the deliveries as ids with reasons and notices, and the lines of the timelines. */
  readonly said: readonly (readonly string[])[];
  readonly kept: Kept;
}

/** Plays a story; every alert turns over between firing and resolved. `restartAfter`: numbers of happenings. */
function play(
  happenings: readonly Happening[],
  each: (kept: Kept) => void = () => {},
  restartAfter: ReadonlySet<number> = new Set(),
): Told {
  const kept = keptBook({ route: tree });
  const firing = new Map<string, number>();
  const said: (readonly string[])[] = [];
  let now = 1_000;
  for (const [place, one] of happenings.entries()) {
    now += one.after;
    const recorded = kept.record().length;
    const ordered = happen(kept, one, now, firing);
    said.push([...ordered, ...kept.record().slice(recorded)]);
    each(kept);
    if (restartAfter.has(place)) kept.restart();
  }
  return { said, kept };
}

function happen(kept: Kept, one: Happening, now: number, firing: Map<string, number>): readonly string[] {
  switch (one.kind) {
    case "turn":
      return kept.step(now, turned(one, now, firing));
    case "look":
      return kept.look(now);
    case "accept":
      kept.accept(now);
      return [];
    case "silence":
      return kept.keep(kept.book().saveSilence(silenceOf(one.id, now, now + one.lasts, one.matcher)));
    case "expire":
      return kept.keep(kept.book().endSilence(one.id, "bob", now));
    case "acknowledge":
      return kept.act({ type: "acknowledge", incident: one.incident, by: "ann" }, now);
    case "resolve":
      return kept.act({ type: "resolve", incident: one.incident, by: "ann", reason: "over" }, now);
  }
}

function turned(
  { rule, service: of }: { readonly rule: string; readonly service: string },
  now: number,
  firing: Map<string, number>,
): Transition {
  const key = `${rule} ${of}`;
  const since = firing.get(key);
  if (since === undefined) {
    firing.set(key, now);
    return transition(rule, "firing", now, now, of);
  }
  firing.delete(key);
  return transition(rule, "resolved", now, since, of);
}

function withoutTitleTold({ toldAs: _, ...incident_ }: Incident): object {
  return incident_;
}

// Shrinking a long story may take for ever; what it has by then is enough to see.
const runs = { numRuns: 500, interruptAfterTimeLimit: 8_000 };

describe("whatever happens", () => {
  test("silences change neither alerts nor incidents", () => {
    fc.assert(
      fc.property(story, (happenings) => {
        const loud = happenings.map((one): Happening => {
          return one.kind === "silence" || one.kind === "expire" ? { kind: "look", after: one.after } : one;
        });
        const byNumber = (kept: Kept) =>
          [...kept.saved().incidents].sort((a, b) => a.number - b.number).map(withoutTitleTold);
        const silenced = play(happenings).kept;
        const free = play(loud).kept;
        expect(byNumber(silenced)).toEqual(byNumber(free));
        expect(silenced.saved().openAlerts).toEqual(free.saved().openAlerts);
      }),
      runs,
    );
  });

  test("who has been told of an incident only grows, and each hears of its beginning first and of its end", () => {
    fc.assert(
      fc.property(story, (happenings) => {
        let known = new Set<string>();
        play(happenings, (kept) => {
          const now = new Set(kept.saved().told.map((one) => `${one.incident} ${one.receiver}`));
          for (const one of known) expect(now).toContain(one);
          known = now;
          // Nobody is left with an incident that they think goes on.
          const over = new Set(
            kept
              .saved()
              .incidents.filter((one) => one.state === "resolved")
              .map((one) => one.number),
          );
          expect(kept.saved().told.filter((one) => over.has(one.incident) && !one.resolved)).toEqual([]);
        });
      }),
      runs,
    );
  });

  test("a restart anywhere changes nothing that is told or put on record", () => {
    fc.assert(
      fc.property(story, fc.array(fc.nat(24)), (happenings, places) => {
        const restarted = play(happenings, () => {}, new Set(places));
        expect(restarted.said).toEqual(play(happenings).said);
      }),
      runs,
    );
  });

  test("looking more often tells nothing more", () => {
    fc.assert(
      fc.property(story, (happenings) => {
        const { kept } = play(happenings);
        const end = 1_000 + happenings.reduce((sum, one) => sum + one.after, 0);
        // A silence that was replaced at this very instant takes a second look to be put on record.
        kept.look(end);
        kept.accept(end);
        kept.look(end);
        const recorded = kept.record().length;
        // At the same instant: later a silence may end, or a reminder be due.
        for (let look = 0; look < 5; look++) expect(kept.look(end)).toEqual([]);
        expect(kept.record()).toHaveLength(recorded);
      }),
      runs,
    );
  });

  test("every delivery has an id of its own, and its place behind those before it", () => {
    fc.assert(
      fc.property(story, fc.array(fc.nat(24)), (happenings, places) => {
        const ids = new Set<string>();
        let last = 0;
        const kept = keptBook({ route: tree });
        const firing = new Map<string, number>();
        let now = 1_000;
        for (const [place, one] of happenings.entries()) {
          now += one.after;
          const decisions =
            one.kind === "turn"
              ? kept.book().apply([turned(one, now, firing)], now, now)
              : kept.book().look(now);
          for (const { id: made, order } of decisions?.deliveries ?? []) {
            expect(ids).not.toContain(made);
            expect(order).toBeGreaterThan(last);
            ids.add(made);
            last = order;
          }
          kept.keep(decisions);
          kept.accept(now);
          if (places.includes(place)) kept.restart();
        }
      }),
      runs,
    );
  });
});
