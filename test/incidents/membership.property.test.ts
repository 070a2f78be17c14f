import fc from "fast-check";
import { expect, it } from "vitest";
import { byWeight, withAlert } from "../../src/incidents/membership.ts";
import type { Alert } from "../../src/model/alert.ts";
import type { Incident } from "../../src/model/incident.ts";

/** What membership looks at; the rest of an alert is carried along. */
const alert = fc
  .record({
    id: fc.constantFrom("a", "b", "c", "d", "e", "f"),
    severity: fc.constantFrom("critical", "warning", "info"),
    state: fc.constantFrom("firing", "resolved"),
    startedAt: fc.nat(5),
  })
  .map((some) => ({ ...some, title: `${some.id} ${some.severity}` }) as Alert);

it("alerts that come one by one lie as if they had been sorted at the end", () => {
  fc.assert(
    fc.property(fc.array(alert, { minLength: 1, maxLength: 20 }), (alerts) => {
      const empty = { severity: "info", title: "", alerts: [] } as unknown as Incident;
      const incident = alerts.reduce<Incident>(withAlert, empty);
      const newest = new Map(alerts.map((one) => [one.id, one]));
      expect(incident.alerts).toEqual([...newest.values()].sort(byWeight));
      const leading = incident.alerts.find(({ state }) => state === "firing") ?? incident.alerts[0];
      if (leading?.severity === incident.severity) expect(incident.title).toBe(leading.title);
    }),
    { numRuns: 2000 },
  );
});
