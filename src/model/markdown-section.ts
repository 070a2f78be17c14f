/** A section of a Markdown file, found by the fragment that GitHub gives to its heading. */
export interface MarkdownSection {
  /** The heading, Markdown removed. */
  readonly title: string;
  /** The lines below it, up to the next heading of the same or a higher level. */
  readonly lines: readonly string[];
}

interface Heading {
  readonly line: number;
  readonly level: number;
  readonly title: string;
}

const heading = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/;
const fence = /^ {0,3}(`{3,}|~{3,})/;

/** Undefined where no heading has that fragment. */
export function markdownSection(markdown: string, fragment: string): MarkdownSection | undefined {
  const lines = markdown.split(/\r?\n/);
  const headings = findHeadings(lines);
  const place = fragmentsOf(headings).indexOf(fragment.toLowerCase());
  const found = headings[place];
  if (found === undefined) return undefined;
  const next = headings.slice(place + 1).find((other) => other.level <= found.level);
  return { title: plainText(found.title), lines: lines.slice(found.line + 1, next?.line) };
}

/** The fragments of all headings, in their order. */
export function markdownFragments(markdown: string): readonly string[] {
  return fragmentsOf(findHeadings(markdown.split(/\r?\n/)));
}

/** GitHub numbers equal headings from the second on. */
function fragmentsOf(headings: readonly Heading[]): readonly string[] {
  const taken = new Map<string, number>();
  return headings.map(({ title }) => {
    const slug = slugOf(title);
    const before = taken.get(slug) ?? 0;
    taken.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

/** Headings outside of fenced code, where a shell comment looks like one. */
function findHeadings(lines: readonly string[]): readonly Heading[] {
  const headings: Heading[] = [];
  let open: string | undefined;
  for (const [line, text] of lines.entries()) {
    open = fenceAfter(text, open);
    if (open !== undefined) continue;
    const [, marks, title] = heading.exec(text) ?? [];
    if (marks === undefined || title === undefined) continue;
    headings.push({ line, level: marks.length, title: title.replace(/[ \t]+#+[ \t]*$/, "") });
  }
  return headings;
}

/** The marks of the code fence that is open after this line, if one is. */
export function fenceAfter(text: string, open: string | undefined): string | undefined {
  const marks = fence.exec(text)?.[1];
  if (marks === undefined) return open;
  if (open === undefined) return marks;
  return marks.startsWith(open) && text.trim() === marks ? undefined : open;
}

/** As GitHub makes fragments: lower case, blanks to hyphens, only letters, digits, hyphens and underscores. */
export function slugOf(title: string): string {
  return plainText(title)
    .replaceAll("`", "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, "")
    .replaceAll(" ", "-");
}

/** Links become their text, emphasis goes, images go, `code` stays as it is. */
export function plainText(markdown: string): string {
  return markdown
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith("`") ? part : withoutMarks(part)))
    .join("")
    .replace(/\s+/g, " ")
    .trim();
}

function withoutMarks(text: string): string {
  return text
    .replace(/!\[[^\]]*\]\([^)]*\)/g, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\*{1,3}/g, "")
    .replace(/(?<![\p{L}\p{N}])_{1,2}|_{1,2}(?![\p{L}\p{N}])/gu, "");
}
