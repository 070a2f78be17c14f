import { expect, test } from "vitest";
import type { WebhookPayload } from "../../src/model/webhook-payload.ts";
import { startServe } from "../daemon/daemon-process.ts";
import { postLines, REFUSALS, requestLine, scenarioFolder } from "../daemon/scenario.ts";
import { until } from "../daemon/until.ts";
import { type HttpPeer, startHttpPeer } from "./http-peer.ts";

function payloads(peer: HttpPeer, path: string): readonly (WebhookPayload & { readonly key: unknown })[] {
  return peer.requests
    .filter((request) => request.path === path)
    .map(({ body, headers }) => ({
      ...(JSON.parse(body) as WebhookPayload),
      key: headers["idempotency-key"],
    }));
}

test("an incident is told to webhooks when it opens and, where they want it, when it ends", async () => {
  const peer = await startHttpPeer();
  const folder = scenarioFolder({
    "rules/refusals.yaml": REFUSALS,
    "tocsin.yaml": `listen: 127.0.0.1:0
rules: [./rules]
delay: 0s
public_url: https://tocsin.example
route: {receiver: on-call, group_wait: 0s}
receivers:
  - name: on-call
    webhook_configs:
      - url: ${peer.origin}/all
      - url: ${peer.origin}/openings
        send_resolved: false
`,
  });
  const daemon = await startServe(folder);
  await postLines(daemon.address, requestLine());
  await until("the end to be told", () => payloads(peer, "/all").length === 2, {
    maxMs: 30_000,
    seen: () => [peer.requests, daemon.stderr()],
  });
  const [opened, resolved] = payloads(peer, "/all");
  const labels = { alertname: "refusals", severity: "critical", service: "athens" };
  expect(opened).toMatchObject({
    key: "INC-1/1/on-call/webhook/0/hook",
    version: "4",
    groupKey: '{}:{alertname="refusals"}',
    status: "firing",
    receiver: "on-call",
    groupLabels: { alertname: "refusals" },
    notification_reason: "first notification",
    truncatedAlerts: 0,
    alerts: [
      {
        status: "firing",
        labels,
        annotations: {
          incident: "INC-1",
          summary: "athens answers 502",
          description: expect.stringContaining("1 request failed"),
        },
        endsAt: "0001-01-01T00:00:00Z",
      },
    ],
  });
  expect(resolved).toMatchObject({
    key: "INC-1/2/on-call/webhook/0/hook",
    status: "resolved",
    notification_reason: "all alerts resolved",
    groupKey: opened?.groupKey,
    alerts: [
      {
        status: "resolved",
        labels,
        fingerprint: opened?.alerts[0]?.fingerprint,
        startsAt: opened?.alerts[0]?.startsAt,
      },
    ],
  });
  expect(payloads(peer, "/openings").map(({ status }) => status)).toEqual(["firing"]);
  expect(await daemon.stop()).toBe(0);
  await peer.close();
}, 60_000);
