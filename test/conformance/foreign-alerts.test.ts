import { describe, expect, it } from "vitest";
import { readRules } from "../../src/rules/read-rules.ts";
import { replayAll } from "../study/corpus-lab.ts";
import { corpus, entriesOf, readCorpus } from "./corpus-files.ts";

/** Scenarios of crowdsec as rules of ours: a bucket of capacity c overflows at the c+1st of a burst. */
const SCENARIOS: readonly (readonly [folder: string, log: string, where: string, condition: string])[] = [
  [
    "apache-http-probing",
    "apache-http-probing.log",
    "status in [400, 403, 404]",
    "{type: distinct, match: status > 0, field: path, window: 2m, gte: 11}",
  ],
  [
    "caddy-basic-auth-bf",
    "caddy-logs.log",
    "status == 401",
    "{type: count, match: status > 0, window: 1m, gte: 6}",
  ],
  [
    "nginx_req_limit_exceeded",
    "nginx_req_limit_exceeded.log",
    'cause == "rate_limited_edge"',
    "{type: count, match: present(cause), window: 1m, gte: 6}",
  ],
];

interface Alerts {
  readonly alerts: number;
  readonly results: readonly { readonly sources: Readonly<Record<string, unknown>> }[];
}

describe.skipIf(corpus === "")("crowdsec's alerts", () => {
  it.each(SCENARIOS)("%s: as many, of the same clients", (folder, log, where, condition) => {
    const text = `id: probe\ntitle: t\nseverity: info\nwhere: ${JSON.stringify(where)}\ngroup_by: [client_address]\ncondition: ${condition}\n`;
    const { rules, diagnostics } = readRules([{ path: "probe.yaml", text }]);
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const expected: Alerts = JSON.parse(readCorpus(`formats/crowdsec/${folder}/alerts.expected.json`));
    const transitions = replayAll(rules, entriesOf(`formats/crowdsec/${folder}/${log}`));
    const fired = transitions.filter(({ state }) => state === "firing");
    expect(fired.map(({ group }) => group["client_address"])).toEqual(
      expected.results.flatMap(({ sources }) => Object.keys(sources)),
    );
    expect(fired).toHaveLength(expected.alerts);
  });
});
