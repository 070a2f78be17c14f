import { join } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * paced-daemon DIST ORIGIN SPEED: what `tocsin serve` does in the working directory, under a clock that starts at
 * ORIGIN and runs SPEED times as fast. Of the built program, because its threads are started from there.
 */
const [dist = "", origin = "", speed = ""] = process.argv.slice(2);

type RunDaemon = typeof import("../../../src/daemon/run-daemon.ts");
type ReadConfig = typeof import("../../../src/config/read-config.ts");

// The built files have no declarations; their types are those of the sources that they were built from.
const { runDaemon } = (await import(fileOf("daemon/run-daemon.js"))) as RunDaemon;
const { readConfig } = (await import(fileOf("config/read-config.js"))) as ReadConfig;
const { destination } = await import("pino");

const { config, diagnostics } = readConfig("tocsin.yaml");
if (config === undefined) throw new Error(JSON.stringify(diagnostics));
const started = await runDaemon({
  config,
  clock: { startedAt: Date.now(), origin: Number(origin), speed: Number(speed) },
  logTo: destination(2),
  onFatal: (reason) => {
    throw new Error(reason);
  },
});
if (started.state === "held") throw new Error("another process has the data");
process.stdout.write(`listens on ${started.daemon.address}\n`);
process.once("SIGTERM", () => void started.daemon.stop());

function fileOf(path: string): string {
  return pathToFileURL(join(dist, path)).href;
}
