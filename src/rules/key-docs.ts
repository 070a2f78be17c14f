/** What the tables of a chapter of docs/rules.md say of each key: the cells behind the first. */
export function keyDocs(markdown: string, heading: string): ReadonlyMap<string, string> {
  const chapter = markdown.split(/^(?=#{2,3} )/m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const docs = new Map<string, string>();
  for (const row of chapter.split("\n")) {
    const [, keys, words] = /^\| ((?:`[\w.]+`(?:, )?)+) \| (.*) \|$/.exec(row) ?? [];
    if (keys === undefined || words === undefined) continue;
    const [about = "", byDefault = ""] = words.split(/(?<!\\) \| ?/);
    const text = plain(about) + defaultWords(plain(byDefault));
    for (const [, key = ""] of keys.matchAll(/`([\w.]+)`/g)) docs.set(key, text);
  }
  return docs;
}

function defaultWords(words: string): string {
  if (words === "" || words === "none" || words === "not asked") return "";
  return words.includes("required") ? ` (${words})` : ` (default: ${words})`;
}

/** Without Markdown: links are their words. */
function plain(text: string): string {
  return text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll("\\|", "|")
    .trim();
}
