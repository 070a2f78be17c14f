export interface Exposition {
  /** Type by the name of the metric. */
  readonly families: ReadonlyMap<string, string>;
  /** What Prometheus, or promtool's lint, would not like. */
  readonly problems: readonly string[];
}

const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`;
const SAMPLE = new RegExp(
  String.raw`^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{${LABEL}(?:,${LABEL})*,?\})? (-?\d+(?:\.\d+)?(?:e[-+]?\d+)?|NaN|[-+]?Inf)$`,
);

/** Reads Prometheus' text format, version 0.0.4: every sample is of a family that HELP and TYPE came before. */
export function readExposition(text: string): Exposition {
  const families = new Map<string, string>();
  const helped = new Set<string>();
  const seen = new Set<string>();
  const problems: string[] = [];
  if (!text.endsWith("\n")) problems.push("the last line does not end");
  for (const line of text.split("\n")) {
    const [, kind, name = "", rest = ""] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? [];
    if (kind === "HELP") helped.add(name);
    else if (kind === "TYPE") {
      if (families.has(name)) problems.push(`${name} has two types`);
      families.set(name, rest);
    } else if (line !== "" && !line.startsWith("#"))
      problems.push(...sampleProblems(line, families, helped, seen));
  }
  for (const [name, type] of families) {
    if ((type === "counter") !== name.endsWith("_total"))
      problems.push(`${name} is a ${type} by type and not by name`);
  }
  return { families, problems };
}

function sampleProblems(
  line: string,
  families: ReadonlyMap<string, string>,
  helped: ReadonlySet<string>,
  seen: Set<string>,
): readonly string[] {
  const [, name, labels = ""] = SAMPLE.exec(line) ?? [];
  if (name === undefined) return [`not a sample: ${line}`];
  const problems: string[] = [];
  const family = families.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, "");
  if (!families.has(family)) problems.push(`${name} has no TYPE before it`);
  if (!helped.has(family)) problems.push(`${name} has no HELP before it`);
  if (seen.has(name + labels)) problems.push(`${name}${labels} comes twice`);
  seen.add(name + labels);
  return problems;
}
