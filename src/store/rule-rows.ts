import type { Database } from "better-sqlite3";
import type { KeptRuleFile } from "../model/rule-text.ts";

/** What each rule meant when the alerts on record were judged, by id. */
export function createMeaningsReader(db: Database): () => ReadonlyMap<string, string> {
  const all = db.prepare<[], { readonly rule: string; readonly meaning: string }>(
    "SELECT rule, meaning FROM rule_meanings ORDER BY rule",
  );
  return () => new Map(all.all().map(({ rule, meaning }) => [rule, meaning]));
}

/** Replaces all of them; in the transaction of the step that judged by them first. */
export function createMeaningsWriter(db: Database): (meanings: ReadonlyMap<string, string>) => void {
  const clear = db.prepare("DELETE FROM rule_meanings");
  const insert = db.prepare<[string, string]>("INSERT INTO rule_meanings (rule, meaning) VALUES (?, ?)");
  return (meanings) => {
    clear.run();
    for (const [rule, meaning] of meanings) insert.run(rule, meaning);
  };
}

/** Last versions of rule files that loaded, by path. */
export function createRuleFilesReader(db: Database): () => readonly KeptRuleFile[] {
  const all = db.prepare<[], { readonly path: string; readonly text: string; readonly defaults: string }>(
    "SELECT path, text, defaults FROM rule_files ORDER BY path",
  );
  // Row mapper: only the writer below writes these columns.
  return () =>
    all.all().map(({ path, text, defaults }) => ({
      path,
      text,
      defaults: JSON.parse(defaults) as KeptRuleFile["defaults"],
    }));
}

/** Replaces all of them in one transaction. */
export function createRuleFilesWriter(db: Database): (files: readonly KeptRuleFile[]) => void {
  const clear = db.prepare("DELETE FROM rule_files");
  const insert = db.prepare<[string, string, string]>(
    "INSERT INTO rule_files (path, text, defaults) VALUES (?, ?, ?)",
  );
  const replace = db.transaction((files: readonly KeptRuleFile[]) => {
    clear.run();
    for (const { path, text, defaults } of files) insert.run(path, text, JSON.stringify(defaults));
  });
  return replace.immediate;
}
