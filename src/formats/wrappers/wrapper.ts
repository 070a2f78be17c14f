import type { Entry, EntryDraft, Json } from "../../model/entry.ts";
import type { Line } from "../format.ts";

/** What a wrapper says of the line within, as far as the line does not say it itself. */
export interface Said {
  /** When the wrapper got the line, epoch ms. */
  readonly time?: number;
  /** What had to be assumed of that time: no_zone, no_year. */
  readonly timeFlags?: readonly string[];
  readonly fields?: Readonly<Partial<Pick<Entry, SaidField>>>;
  readonly attributes?: Readonly<Record<string, Json>>;
}

/** The fields that come from where a line was written rather than from what it tells. */
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
] as const satisfies readonly (keyof EntryDraft)[];
type SaidField = (typeof SAID_FIELDS)[number];

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
  /** The wrapper is a record of its own, whose message the text is, whatever it is. */
  readonly isRecord?: true;
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
