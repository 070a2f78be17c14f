import type { Entry, Json } from "../../model/entry.ts";
import type { FormatName, JsonObject, Line } from "../format.ts";

/** What a wrapper says of the line within, as far as the line does not say it itself. */
export interface Said {
  /** When the wrapper got the line, epoch ms. */
  readonly time?: number;
  /** What had to be assumed of that time: no_zone, no_year. */
  readonly timeFlags?: readonly string[];
  readonly fields?: Readonly<Partial<Pick<Entry, SaidField>>>;
  readonly attributes?: Readonly<Record<string, Json>>;
}

/** What wrappers say as a rule: where a line was written. Labels may name other fields too. */
export const SAID_FIELDS = [
  "level",
  "client_id",
  "tenant",
  "service",
  "env",
  "team",
  "host",
  "pod",
  "k8s_namespace",
  "node",
  "cluster",
  "trace_id",
  "span_id",
  "request_id",
] as const satisfies readonly SaidField[];

/** What only the line itself can say, or what follows from all of it. */
type OwnField =
  | "time"
  | "observed_time"
  | "time_precision"
  | "format"
  | "kind"
  | "message"
  | "cause"
  | "origin"
  | "flags"
  | "attributes";
type SaidField = Exclude<keyof Entry, OwnField>;

const OWN_FIELDS: ReadonlySet<string> = new Set<OwnField>([
  "time",
  "observed_time",
  "time_precision",
  "format",
  "kind",
  "message",
  "cause",
  "origin",
  "flags",
  "attributes",
]);

export function isSaidField(name: string): name is SaidField {
  return !OWN_FIELDS.has(name);
}

/** A piece of a line that was cut in the middle, because it was long. */
export interface Part {
  /** Pieces of one line come on one stream; those of several may be mixed. */
  readonly stream: string;
  readonly isLast: boolean;
}

export interface Peeled {
  /** The line within. */
  readonly text: string;
  readonly said: Said;
  /** Absent: wrappers of this kind do not cut lines. */
  readonly part?: Part;
  /** The wrapper is a record of its own: how it is read where no format reads the text. */
  readonly record?: CarrierRecord;
}

/** What a record of a log system says by itself, by the names of JSON logs. */
export interface CarrierRecord {
  readonly fields: JsonObject;
  readonly format: FormatName;
  /** It says more than the text, so that it is read even where the text is not plain. */
  readonly isWhole: boolean;
}

/** One way in which lines are wrapped on their way here. Pure, never throws, linear in the line's length. */
export interface Wrapper {
  readonly name: string;
  /** Undefined where the line is not wrapped in this way. `reference`: about when it was written, epoch ms. */
  readonly peel: (line: Line, reference: number) => Peeled | undefined;
}

/** The inner wrapper is nearer to the program that wrote the line, so it wins. */
export function joinSaid(outer: Said, inner: Said): Said {
  const time = inner.time === undefined ? outer : inner;
  return {
    ...(time.time === undefined ? {} : { time: time.time }),
    ...(time.timeFlags === undefined ? {} : { timeFlags: time.timeFlags }),
    fields: { ...outer.fields, ...inner.fields },
    attributes: { ...outer.attributes, ...inner.attributes },
  };
}

export const NOTHING_SAID: Said = {};
