import { join } from "node:path";
import type { Config, Secret } from "../config/config.ts";
import { readConfig } from "../config/read-config.ts";

export interface DemoPlaces {
  readonly folder: string;
  readonly logFile: string;
  readonly slackApiUrl: string;
  readonly smtpPort: number;
}

/** Lines wait this long for others, log time: at the demo's speed the tail's quarter of a second is five. */
const delayMs = 15_000;

/** Embedded defaults, the bundled log as the one source, and receivers on loopback. */
export function demoConfig({ folder, logFile, slackApiUrl, smtpPort }: DemoPlaces): Config {
  const { config } = readConfig(undefined, {});
  if (config === undefined) throw new Error("the embedded defaults are wrong");
  return {
    ...config,
    data: join(folder, "data"),
    listen: { host: "127.0.0.1", port: 0 },
    links: { trace: "https://traces.example.com/trace/{{trace_id}}" },
    sources: [{ name: "edge", path: logFile, format: "auto", delayMs }],
    route: {
      receiver: "on-call",
      matchers: [],
      continue: false,
      groupWaitMs: 5_000,
      groupIntervalMs: 60_000,
      repeatIntervalMs: 4 * 3_600_000,
      routes: [],
    },
    receivers: [
      {
        name: "on-call",
        slackConfigs: [{ channel: "#on-call", token: madeUp("xoxb-demo"), apiUrl: slackApiUrl }],
        emailConfigs: [
          {
            to: ["on-call@example.com"],
            from: "Tocsin <tocsin@example.com>",
            smarthost: { host: "127.0.0.1", port: smtpPort },
            requireTls: false,
          },
        ],
        webhookConfigs: [],
      },
    ],
  };
}

/** The demo's Slack takes any token. */
function madeUp(value: string): Secret {
  return { origin: "the demo", reveal: () => value };
}
