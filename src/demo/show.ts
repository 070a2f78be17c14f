import { Presets, SingleBar } from "cli-progress";
import pc from "picocolors";
import type { Incident } from "../model/incident.ts";
import type { Clock } from "../ports/clock.ts";
import type { ReadStores } from "../store/open-stores.ts";
import type { Player } from "./player.ts";

export interface ShowSettings {
  readonly stores: ReadStores;
  readonly player: Player;
  readonly lines: number;
  readonly clock: Clock;
  readonly address: string;
}

/** Real time between two looks, ms. */
const lookMs = 200;

/** What a person sees while the demo runs: how far the log is, and each incident as it opens and ends. */
export function startShow({ stores, player, lines, clock, address }: ShowSettings): {
  readonly stop: () => void;
} {
  const bar = process.stderr.isTTY === true ? progressBar(lines) : undefined;
  const known = new Map<number, string>();
  const say = (text: string): void => {
    // The bar stands on the last line; what is said goes above it.
    if (bar !== undefined) process.stderr.write("\r\u001b[K");
    process.stdout.write(`${text}\n`);
  };
  say(`Playing ${lines.toLocaleString("en-US")} lines of a real nginx log, nine minutes in half a minute.`);
  say(`Tocsin listens on ${address}\n`);

  function look(): void {
    bar?.update(player.written(), { time: timeOf(clock.now()) });
    for (const incident of [...stores.state.incidents(100)].reverse()) {
      const now = `${incident.state} ${incident.reopened}`;
      if (known.get(incident.number) === now) continue;
      known.set(incident.number, now);
      say(newsOf(incident));
    }
  }

  const timer = setInterval(look, lookMs);
  return {
    stop() {
      clearInterval(timer);
      look();
      bar?.stop();
    },
  };
}

function progressBar(total: number): SingleBar {
  const format = "log time {time} {bar} {value} of {total} lines";
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true }, Presets.shades_classic);
  bar.start(total, 0, { time: "" });
  return bar;
}

function newsOf(incident: Incident): string {
  const at = timeOf(incident.resolvedAt ?? lastFired(incident));
  const word = incident.state === "resolved" ? pc.green("resolved") : colourOf(incident)(stateWord(incident));
  return `${at}  INC-${incident.number} ${word}  ${incident.severity}: ${incident.title}`;
}

function lastFired(incident: Incident): number {
  return Math.max(...incident.alerts.map((alert) => alert.firedAt ?? incident.openedAt));
}

function stateWord(incident: Incident): string {
  return incident.reopened > 0 ? "reopened" : "opened  ";
}

function colourOf(incident: Incident): (text: string) => string {
  switch (incident.severity) {
    case "critical":
      return pc.red;
    case "warning":
      return pc.yellow;
    case "info":
      return pc.cyan;
  }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}
