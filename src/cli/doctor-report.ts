/** fine: as it should be; note: worth knowing; wrong: a person has to mend it. */
export type FindingState = "fine" | "note" | "wrong";

export interface Finding {
  readonly state: FindingState;
  readonly text: string;
  /** What it means, where that is not plain. */
  readonly means?: string;
  /** What to do. */
  readonly mend?: string;
}

export interface DoctorSection {
  readonly title: string;
  readonly findings: readonly Finding[];
}

export function fine(text: string): Finding {
  return { state: "fine", text };
}

export function note(text: string, mend?: string): Finding {
  return mend === undefined ? { state: "note", text } : { state: "note", text, mend };
}

export function wrong(text: string, mend?: string): Finding {
  return mend === undefined ? { state: "wrong", text } : { state: "wrong", text, mend };
}

export function hasWrong(sections: readonly DoctorSection[]): boolean {
  return sections.some(({ findings }) => findings.some((finding) => finding.state === "wrong"));
}

const WORDS: Readonly<Record<FindingState, string>> = { fine: "ok   ", note: "note ", wrong: "WRONG" };

/** Sections as a person reads them, and a closing count. */
export function reportText(sections: readonly DoctorSection[]): string {
  const blocks = sections.map(({ title, findings }) =>
    [printable(title), ...findings.flatMap(findingLines)].join("\n"),
  );
  return `${blocks.join("\n")}\n\n${closing(sections)}\n`;
}

function findingLines({ state, text, means, mend }: Finding): readonly string[] {
  return [
    `  ${WORDS[state]} ${printable(text)}`,
    ...(means === undefined ? [] : [`        means: ${printable(means)}`]),
    ...(mend === undefined ? [] : [`        do:    ${printable(mend)}`]),
  ];
}

function closing(sections: readonly DoctorSection[]): string {
  const all = sections.flatMap(({ findings }) => findings);
  const count = (state: FindingState): number => all.filter((finding) => finding.state === state).length;
  const [wrongs, notes] = [count("wrong"), count("note")];
  const toMend = wrongs === 0 ? "nothing to mend" : `${wrongs} to mend`;
  return notes === 0 ? toMend : `${toMend}, ${notes} to know`;
}

/** Peers and logs say what they like; nothing of it may steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, "\u00b7");
}
