import type { Alert } from "./alert.ts";

/** The labels by which routes and silences know an alert. What its group has no value for is absent, which is "". */
export function matchLabels({ labels, group }: Pick<Alert, "labels" | "group">): Record<string, string> {
  const known = { ...labels };
  for (const [name, value] of Object.entries(group)) if (value === null) delete known[name];
  return known;
}
