import { Counter, Gauge, type Registry } from "prom-client";
import type { SyslogLoss } from "../../ingest/syslog-listener.ts";
import type { IngestReply } from "../writer-protocol.ts";

export interface IntakeMetrics {
  readonly ingested: (source: string, reply: IngestReply) => void;
  /** Syslog has no answers, so that what is lost is only counted. */
  readonly lost: (source: string, what: SyslogLoss, count: number) => void;
  readonly refused: (why: "full" | "no_space" | "stopping") => void;
}

export interface IntakeProbe {
  /** Characters of lines that wait for the writer. */
  readonly queued: () => number;
  /** Files that are followed, and those that a pattern means beyond what may be. */
  readonly files: () => readonly {
    readonly source: string;
    readonly followed: number;
    readonly leftOut: number;
  }[];
  /** Lines that could not be read, ever: also those that were deleted since. */
  readonly unparsable: () => readonly {
    readonly source: string;
    readonly format: string;
    readonly reason: string;
    readonly lines: number;
    readonly pruned: number;
  }[];
  /** Values that were redacted in lines, ever. */
  readonly redactions: () => readonly { readonly kind: string; readonly redacted: number }[];
}

/** What comes in. `label` keeps the number of different sources bounded. */
export function intakeMetrics(
  registry: Registry,
  probe: IntakeProbe,
  label: (source: string) => string,
): IntakeMetrics {
  const registers = [registry];
  const ofSource = (name: string, help: string): Counter<"source"> =>
    new Counter({ name, help, labelNames: ["source"], registers });
  const entries = ofSource("tocsin_entries_stored_total", "Entries stored.");
  const repeated = ofSource(
    "tocsin_lines_already_stored_total",
    "Lines that were stored before, or are too old to be kept, and were left out.",
  );
  const retryAfter = ofSource("http_retry_after_total", "Entries that carry a Retry-After.");
  const late = ofSource(
    "tocsin_entries_late_total",
    "Entries that came after their time had been judged; stored, not judged.",
  );
  const refused = new Counter({
    name: "tocsin_ingest_refused_total",
    help: "Batches that were not taken, to be sent again: the queue was full, the disk was, or Tocsin was stopping.",
    labelNames: ["reason"],
    registers,
  });
  const losses = new Counter({
    name: "tocsin_syslog_losses_total",
    help: "What syslog lost: datagrams dropped, connections refused, messages cut.",
    labelNames: ["source", "loss"],
    registers,
  });
  for (const reason of ["full", "no_space", "stopping"]) refused.inc({ reason }, 0);
  new Gauge({
    name: "tocsin_ingest_queue_characters",
    help: "Characters of lines that wait to be stored.",
    registers,
    collect() {
      this.set(probe.queued());
    },
  });
  fileMetrics(registry, probe, label);
  unparsableMetric(registry, probe, label);
  redactionsMetric(registry, probe);
  return {
    ingested(name, reply) {
      const source = label(name);
      entries.inc({ source }, reply.stored);
      repeated.inc({ source }, reply.alreadyStored);
      retryAfter.inc({ source }, reply.retryAfter);
      late.inc({ source }, reply.late);
    },
    lost: (source, loss, count) => losses.inc({ source: label(source), loss }, count),
    refused: (reason) => refused.inc({ reason }),
  };
}

function fileMetrics(registry: Registry, probe: IntakeProbe, label: (source: string) => string): void {
  const gauge = (name: string, help: string, value: "followed" | "leftOut"): Gauge<"source"> =>
    new Gauge({
      name,
      help,
      labelNames: ["source"],
      registers: [registry],
      collect() {
        this.reset();
        for (const of of probe.files()) this.inc({ source: label(of.source) }, of[value]);
      },
    });
  gauge("tocsin_source_files", "Files that are followed.", "followed");
  gauge("tocsin_source_files_left_out", "Files of a pattern beyond what may be followed at once.", "leftOut");
}

function redactionsMetric(registry: Registry, probe: IntakeProbe): void {
  new Counter({
    name: "tocsin_redactions_total",
    help: "Values redacted in stored lines.",
    labelNames: ["kind"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { kind, redacted } of probe.redactions()) this.inc({ kind }, redacted);
    },
  });
}

/** A total that the store keeps, so that it survives a restart. */
function unparsableMetric(registry: Registry, probe: IntakeProbe, label: (source: string) => string): void {
  new Counter({
    name: "tocsin_lines_unparsable_total",
    help: "Lines that no format could read.",
    labelNames: ["source", "format", "reason"],
    registers: [registry],
    collect() {
      this.reset();
      for (const { lines, pruned, source, format, reason } of probe.unparsable()) {
        this.inc({ source: label(source), format, reason }, lines + pruned);
      }
    },
  });
}
