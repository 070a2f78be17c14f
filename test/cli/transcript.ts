/**
 * A transcript is a text file: words on what it shows, then sections, each begun by a line `-- NAME --`:
 *
 *   -- file PATH --          a file to be there before the commands run; its text
 *   -- gzip PATH --          the same, packed
 *   -- recorded PATH --      the recorded data directory, copied to PATH; no text
 *   -- migration PATH N --   sets the migration number of the database; no text
 *   -- stdin --              what the next command reads
 *   -- run ARGUMENTS --      a command, without the word tocsin; arguments are split at blanks
 *   -- stdout --, -- stderr --, -- exit N --   what it said, volatile parts masked, and its exit code
 *
 * Sections take effect in their order. What a command did not say is left out, and so is exit 0.
 */
export interface Section {
  readonly name: string;
  readonly words: readonly string[];
  readonly text: string;
}

export interface Transcript {
  readonly about: string;
  readonly sections: readonly Section[];
}

const HEADING = /^-- (\S+)((?: \S+)*) --$/;

export function parseTranscript(text: string): Transcript {
  const about: string[] = [];
  const sections: { name: string; words: readonly string[]; lines: string[] }[] = [];
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const [, name, words = ""] = HEADING.exec(line) ?? [];
    if (name !== undefined) sections.push({ name, words: words.split(" ").filter(Boolean), lines: [] });
    else (sections.at(-1)?.lines ?? about).push(line);
  }
  return {
    about: about.join("\n"),
    sections: sections.map(({ name, words, lines }) => ({
      name,
      words,
      text: lines.map((line) => `${line}\n`).join(""),
    })),
  };
}

export function formatTranscript({ about, sections }: Transcript): string {
  const parts = sections.map(({ name, words, text }) => `-- ${[name, ...words].join(" ")} --\n${text}`);
  return `${about}\n${parts.join("")}`;
}

export interface Said {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

/** The sections that tell what a command said. */
export function saidSections({ stdout, stderr, exit }: Said): readonly Section[] {
  const sections: Section[] = [];
  if (stdout !== "") sections.push({ name: "stdout", words: [], text: ended(stdout) });
  if (stderr !== "") sections.push({ name: "stderr", words: [], text: ended(stderr) });
  if (exit !== 0) sections.push({ name: "exit", words: [String(exit)], text: "" });
  return sections;
}

/** Text that ends without a line end says so, so that the difference shows. */
function ended(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n(no line end)\n`;
}

export function isExpectation({ name }: Section): boolean {
  return name === "stdout" || name === "stderr" || name === "exit";
}
