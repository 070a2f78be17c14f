import type { Entry } from "../../src/model/entry.ts";
import type { IntakeResult, LineChunk } from "../../src/ports/line-intake.ts";
import type { createServer, ServerSettings } from "../../src/web/server.ts";
import { parseText } from "../conformance/run-cases.ts";
import { world } from "./served.ts";

export const COMMITTED: IntakeResult = {
  state: "committed",
  stored: 1,
  alreadyStored: 0,
  unparsable: 0,
  redactions: 0,
  late: 0,
};

export interface IntakeWorld {
  readonly server: ReturnType<typeof createServer>;
  readonly chunks: readonly LineChunk[];
  /** What the formats make of the lines that came. */
  readonly entries: () => readonly Entry[];
}

/** A server whose intake remembers what it was given, and answers as it is told. */
export function intakeWorld(
  over: Partial<ServerSettings> = {},
  answer: () => IntakeResult = () => COMMITTED,
): IntakeWorld {
  const chunks: LineChunk[] = [];
  const { server } = world([], {
    intake: {
      async submit(chunk) {
        chunks.push(chunk);
        return answer();
      },
    },
    ...over,
  });
  return {
    server,
    chunks,
    entries: () =>
      chunks
        .flatMap(({ lines }) => lines.flatMap((line) => parseText(line)))
        .flatMap((parsed) => ("entry" in parsed ? parsed.entry : [])),
  };
}
