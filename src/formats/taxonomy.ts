import type { Entry, EntryDraft } from "../model/entry.ts";
import { valueAt } from "./attribute-path.ts";

export const TAGS = ["env", "team", "service"] as const;
type Tag = (typeof TAGS)[number];

/** How one tag is called, and what its values are called. */
export interface TagWords {
  /** Attributes that hold it, in the order in which they are asked. */
  readonly from: readonly string[];
  /** For each value, its other names. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

export type Taxonomy = Readonly<Partial<Record<Tag, TagWords>>>;

export const NO_TAXONOMY: Taxonomy = {};

/** Gives entries their tags under one name and with one set of values. `fill`: what its source says of an entry. */
export type Tagging = (entry: Entry, fill: (entry: Entry) => Entry) => Entry;

/** What an entry says itself comes before what its source says; both are brought to the same words. */
export function createTagging(taxonomy: Taxonomy): Tagging {
  const tags = TAGS.flatMap((tag) => {
    const words = taxonomy[tag];
    return words === undefined ? [] : [{ tag, from: words.from, canonical: canonicalValues(words) }];
  });
  if (tags.length === 0) return (entry, fill) => fill(entry);
  return (entry, fill) => {
    const found: EntryDraft = { ...entry };
    for (const { tag, from } of tags) found[tag] ??= fromAttributes(entry, from);
    const filled: EntryDraft = { ...fill(found) };
    for (const { tag, canonical } of tags) {
      const value = filled[tag];
      if (value !== undefined) filled[tag] = canonical.get(value.toLowerCase()) ?? value;
    }
    return filled;
  };
}

/** Case is no difference between two names of a value. */
function canonicalValues({ values }: TagWords): ReadonlyMap<string, string> {
  const canonical = new Map<string, string>();
  for (const [value, others] of Object.entries(values)) {
    for (const name of [value, ...others]) canonical.set(name.toLowerCase(), value);
  }
  return canonical;
}

function fromAttributes({ attributes }: Entry, from: readonly string[]): string | undefined {
  if (attributes === undefined) return undefined;
  for (const path of from) {
    const value = valueAt(attributes, path);
    if (typeof value === "string" && value !== "" && value !== "-") return value;
  }
  return undefined;
}
