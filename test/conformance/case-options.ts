import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { isSourceFormat } from "../../src/config/source-formats.ts";
import type { FormatName } from "../../src/formats/format.ts";
import { isTimeZone } from "../../src/formats/time-zone.ts";

/** How the lines of a case are read, where that is not as every case is read. */
export interface CaseOptions {
  readonly format?: FormatName | "auto" | undefined;
  /** When the lines are read, RFC 3339. */
  readonly observed_time?: string | undefined;
  /** Lines without a time take that of the line before, as in a file that is read as a whole. */
  readonly inherit_time?: boolean | undefined;
  /** Of stamps that do not name theirs. */
  readonly time_zone?: string | undefined;
  /** The file's name, which may tell of pod and container. */
  readonly file?: string | undefined;
  /** When it was written last, RFC 3339. */
  readonly file_time?: string | undefined;
  /** What the source says where its lines do not. */
  readonly service?: string | undefined;
  readonly env?: string | undefined;
  readonly team?: string | undefined;
  readonly tenant?: string | undefined;
}

const shape = z
  .strictObject({
    format: z.string().refine(isSourceFormat, "no such format"),
    observed_time: z.iso.datetime({ offset: true }),
    inherit_time: z.boolean(),
    time_zone: z.string().refine(isTimeZone, "no such time zone"),
    file: z.string(),
    file_time: z.iso.datetime({ offset: true }),
    service: z.string(),
    env: z.string(),
    team: z.string(),
    tenant: z.string(),
  })
  .partial();

/** What NAME.options.json says; nothing where there is none. */
export function readOptions(path: string): CaseOptions {
  return existsSync(path) ? shape.parse(JSON.parse(readFileSync(path, "utf8"))) : {};
}
