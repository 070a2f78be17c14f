/** Different sources that metrics tell apart; whoever posts lines names them. */
export const maxSourceLabels = 200;

/** What stands for all beyond the bound, so that their sum stays true. */
export const otherLabel = "(other)";

/** The first so many different values as they are, later ones as `(other)`. */
export function createLabelBound(max: number = maxSourceLabels): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= max) return otherLabel;
    known.add(value);
    return value;
  };
}
