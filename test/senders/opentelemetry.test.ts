import { OTLPLogExporter as JsonExporter } from "@opentelemetry/exporter-logs-otlp-http";
import { OTLPLogExporter as ProtobufExporter } from "@opentelemetry/exporter-logs-otlp-proto";
import { BatchLogRecordProcessor, LoggerProvider } from "@opentelemetry/sdk-logs";
import { afterEach, describe, expect, it } from "vitest";
import { type IntakeWorld, intakeWorld } from "../web/intake-world.ts";

let open: IntakeWorld | undefined;

afterEach(() => open?.server.close());

const LINE = '10.0.0.9 - ci-5 [22/Nov/2026:08:11:06 +0000] "GET /a HTTP/1.1" 502 157 "-" "curl/8"';
const RECORDS = 300;

describe.each([
  ["protobuf", ProtobufExporter],
  ["JSON", JsonExporter],
])("OpenTelemetry's exporter for %s", (_, Exporter) => {
  it.each(["none", "gzip"])("is read, record by record, with compression %s", async (compression) => {
    const refusals = [{ state: "full" } as const];
    open = intakeWorld({}, () => refusals.pop() ?? committed());
    const url = `${await open.server.listen({ port: 0, host: "127.0.0.1" })}/v1/logs?source=otel`;
    // The library's enum of compressions is a text.
    const exporter = new Exporter({ url, compression: compression as never });
    const provider = new LoggerProvider({
      processors: [
        new BatchLogRecordProcessor({ exporter, maxExportBatchSize: 200, scheduledDelayMillis: 50 }),
      ],
    });
    const logger = provider.getLogger("athens");
    for (let n = 0; n < RECORDS; n += 1) {
      logger.emit({
        timestamp: Date.UTC(2026, 10, 22, 8, 11, 6, n),
        severityNumber: 17,
        body: n === 0 ? LINE : `failure ${n}`,
        attributes: { "http.response.status_code": 503, n },
      });
    }
    await provider.forceFlush();
    await provider.shutdown();
    // The first batch came twice: it was refused at first.
    const batches = new Map(open.chunks.map((chunk) => [chunk.idempotencyKey, chunk.lines.length]));
    expect([...batches.values()].reduce((sum, size) => sum + size, 0)).toBe(RECORDS);
    expect(open.chunks.length).toBe(batches.size + 1);
    const entries = open.entries().slice(-100);
    expect(entries.every(({ status, level }) => status === 503 && level === "error")).toBe(true);
    expect(entries.at(-1)).toMatchObject({
      message: "failure 299",
      time: Date.UTC(2026, 10, 22, 8, 11, 6, 299),
      attributes: { n: 299, scope: "athens" },
    });
    expect(open.entries()[0]).toMatchObject({ format: "nginx_combined", status: 502, client_id: "ci-5" });
  });
});

function committed() {
  return { state: "committed", stored: 1, alreadyStored: 0, unparsable: 0, redactions: 0, late: 0 } as const;
}
