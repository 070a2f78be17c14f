import { expect, test } from "vitest";
import type { SelfFact } from "../../src/alerts/self-alerts.ts";
import { createCatchUp } from "../../src/daemon/catch-up.ts";
import type { Incident } from "../../src/model/incident.ts";
import type { Severity } from "../../src/model/rule.ts";

const hour = 3_600_000;
const day = 24 * hour;
const now = 1_790_000_000_000;

function incident(number: number, severity: Severity, more: Partial<Incident> = {}): Incident {
  return {
    number,
    key: String(number),
    tenant: undefined,
    state: "resolved",
    severity,
    title: `title ${number}`,
    toldAs: undefined,
    openedAt: now - 3 * day,
    resolvedAt: now - 2 * day,
    reopened: 0,
    owner: undefined,
    alerts: [],
    ...more,
  };
}

function digests(): {
  readonly facts: (readonly SelfFact[])[];
  readonly take: ReturnType<typeof createCatchUp>;
} {
  const facts: (readonly SelfFact[])[] = [];
  return {
    facts,
    take: createCatchUp(
      () => day,
      (one) => facts.push(one),
    ),
  };
}

test("what was missed is told once, the worst first, when all is judged; and ends by itself", () => {
  const { facts, take } = digests();
  take.stepped([incident(1, "warning"), incident(2, "info")], now - 2 * day, now);
  take.stepped([incident(3, "critical"), incident(4, "warning")], now - hour, now + 1_000);
  expect(facts).toEqual([]);
  take.stepped([], now, now + 2_000);
  expect(facts).toEqual([
    [
      {
        group: {},
        title:
          "4 incidents began and ended more than 1d before being judged, and nobody was told. The worst: INC-3 (critical) title 3; INC-1 (warning) title 1; INC-4 (warning) title 4. To see all: tocsin incidents list",
      },
    ],
  ]);
  take.stepped([], now, now + 10_000);
  take.stepped([], now, now + 16 * 60_000);
  take.stepped([], now, now + 32 * 60_000);
  expect(facts.slice(1)).toEqual([[]]);
});

test("what was told, still holds or ended of late is not part of it", () => {
  const { facts, take } = digests();
  const others = [
    incident(1, "critical", { toldAs: "told" }),
    incident(2, "critical", { state: "open", resolvedAt: undefined }),
    incident(3, "critical", { resolvedAt: now - hour }),
  ];
  take.stepped(others, now, now);
  expect(facts).toEqual([]);
});

test("where catching up takes long, what was missed is told all the same", () => {
  const { facts, take } = digests();
  take.stepped([incident(7, "warning")], now - 2 * day, now);
  take.stepped([], now - day, now + 4 * 60_000);
  expect(facts).toEqual([]);
  take.stepped([], now - day, now + 5 * 60_000);
  expect(facts.flat().map(({ title }) => title)).toEqual([
    "1 incident began and ended more than 1d before being judged, and nobody was told. INC-7 (warning) title 7. To see all: tocsin incidents list",
  ]);
});
