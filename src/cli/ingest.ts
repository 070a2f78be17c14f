import { randomUUID } from "node:crypto";
import type { Command } from "commander";
import pc from "picocolors";
import type { Config } from "../config/config.ts";
import { tokenThatMay } from "../config/read-http.ts";
import { createLineReading } from "../daemon/line-reading.ts";
import { redactionKey } from "../daemon/redaction-key.ts";
import type { FormatName } from "../formats/format.ts";
import { timeInheritance } from "../formats/inherit-time.ts";
import { openLines } from "../formats/open-lines.ts";
import { wholeRecords } from "../ingest/held-lines.ts";
import { createRedactor } from "../redact/redactor.ts";
import { createCopyCounter } from "../store/copy-counter.ts";
import { type Daemon, lockDataDirectory } from "../store/data-directory.ts";
import { openStores } from "../store/open-stores.ts";
import { CliError, exitCodes } from "./cli-error.ts";
import { type ConfiguredOptions, configuration, withConfiguration } from "./configured.ts";
import { formatOption, type Input, inputs } from "./input.ts";
import type { LineTarget, Stored } from "./line-target.ts";
import { startProgress, totalBytes } from "./progress.ts";
import { createUploader } from "./uploader.ts";

interface IngestOptions extends ConfiguredOptions {
  readonly format: FormatName | "auto";
  readonly source: string;
  readonly judge?: true;
}

/** `tocsin ingest [--format F] [--source NAME] [FILE…]`: lines → store; safe to repeat. */
export function addIngest(program: Command): void {
  withConfiguration(program.command("ingest"))
    .description(
      "store log lines; reading a file again adds nothing. Goes through the daemon where one runs on the data",
    )
    .argument("[file...]", "log files, plain or gzip (default: standard input, stored as it comes)")
    .option("--format <name>", "format of the lines", formatOption, "auto")
    .option("--source <name>", "name of the source", "files")
    .option(
      "--judge",
      "have the daemon judge these lines however old they are; what is long over is told as one digest",
    )
    .action(async (paths: readonly string[], options: IngestOptions) => {
      const config = configuration(options);
      const target = openTarget(config, options);
      const files = inputs(paths);
      const progress = startProgress(totalBytes(files), "bytes");
      const total = { stored: 0, alreadyStored: 0, unparsable: 0, redactions: 0, late: 0, tooOld: 0 };
      try {
        for (const file of files) {
          for await (const done of sendInput(file, options.format, target)) {
            total.stored += done.stored;
            total.alreadyStored += done.alreadyStored;
            total.unparsable += done.unparsable;
            total.redactions += done.redactions;
            total.late += done.late;
            total.tooOld += done.tooOld ?? 0;
            progress.advance(done.bytes);
          }
        }
      } finally {
        progress.stop();
        target.close();
      }
      process.stdout.write(`${summary(total, options.judge === true)}\n`);
    });
}

function summary(
  { stored, alreadyStored, unparsable, redactions, late, tooOld = 0 }: Stored,
  judged: boolean,
): string {
  const parts = [`${stored} stored`, `${alreadyStored - tooOld} stored before`];
  if (tooOld > 0) parts.push(pc.yellow(`${tooOld} older than what is kept (\`retention\`)`));
  parts.push(unparsable > 0 ? pc.yellow(`${unparsable} unparsable (kept)`) : "0 unparsable");
  if (redactions > 0) parts.push(`${redactions} ${redactions === 1 ? "value" : "values"} redacted`);
  if (late > 0) parts.push(pc.yellow(lateWords(late, judged)));
  return parts.join(", ");
}

function lateWords(late: number, judged: boolean): string {
  if (judged) return `${late} of them late, judged all the same`;
  return `${late} of them late: judged no further back than \`lateness\` (\`--judge\` judges them all)`;
}

/** No record over several lines is cut in two by the parts in which a file is sent. */
async function* sendInput(
  file: Input,
  format: FormatName | "auto",
  target: LineTarget,
): AsyncGenerator<Stored & { readonly bytes: number }> {
  if (file.path === "-") {
    // It is stored as it comes, and nobody knows when more does.
    for await (const { lines } of file.batches()) {
      yield { ...(await target.send(lines, undefined)), bytes: lengthOf(lines) };
    }
    return;
  }
  const upload = randomUUID();
  const origin = (await file.origin()) ?? { path: file.path };
  for await (const { lines } of wholeRecords(file.batches(), (read) => openLines(read, format))) {
    const stored = await target.send(lines, { upload, last: false, file: origin });
    yield { ...stored, bytes: lengthOf(lines) };
  }
  yield { ...(await target.send([], { upload, last: true, file: origin })), bytes: 0 };
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function openTarget(config: Config, options: IngestOptions): LineTarget {
  const lock = lockDataDirectory(config.data);
  if (!("heldBy" in lock)) {
    if (options.judge !== true) return directTarget(config, options, lock.release);
    lock.release();
    throw new CliError(
      `no daemon runs on ${config.data}, and nobody else judges`,
      exitCodes.usage,
      "start `tocsin serve` first; where nothing was judged yet, ingest without --judge and `tocsin serve --from TIME`",
    );
  }
  if (lock.heldBy === undefined) {
    throw new CliError(
      `another command is writing to ${config.data}`,
      exitCodes.problems,
      "try again when it is done",
    );
  }
  return daemonTarget(lock.heldBy, config, options);
}

function daemonTarget(daemon: Daemon, config: Config, options: IngestOptions): LineTarget {
  return createUploader({
    address: daemon.address,
    token: tokenThatMay(config.http, "ingest"),
    source: options.source,
    format: options.format,
    judgeOld: options.judge === true,
  });
}

function directTarget(config: Config, options: IngestOptions, release: () => void): LineTarget {
  const stores = openStores(config.data);
  const redactor = createRedactor({ key: redactionKey(config.data), settings: config.redact });
  const source = redactor.redactText(options.source);
  const reading = createLineReading({
    redactor,
    maxSkewMs: config.maxSkewMs,
    defaults: (name) => config.sources.find((one) => redactor.redactText(one.name) === name),
    taxonomy: config.taxonomy,
  });
  let copies = createCopyCounter();
  let inherit: ReturnType<typeof timeInheritance> | undefined;
  return {
    async send(lines, part) {
      const now = Date.now();
      const file = part?.file;
      if (file !== undefined) inherit ??= timeInheritance(file.time);
      const read = reading.read({ source, format: options.format, lines, observedTime: now, file, inherit });
      const appended = stores.logWriter.append(
        {
          source,
          observedTime: now,
          lines: read.lines,
          unparsable: read.unparsable,
          mode: part === undefined ? "new" : "raise",
        },
        part === undefined ? undefined : copies,
      );
      if (part?.last === true) {
        copies = createCopyCounter();
        inherit = undefined;
      }
      const { alreadyStored, unparsable } = appended;
      return {
        stored: appended.stored.length,
        alreadyStored,
        unparsable,
        redactions: read.redactions,
        late: 0,
        ...(appended.tooOld === undefined ? {} : { tooOld: appended.tooOld }),
      };
    },
    close() {
      stores.close();
      release();
    },
  };
}
