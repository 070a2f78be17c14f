import { markdownFragments } from "../../model/markdown-section.ts";
import { nearestName } from "../nearest-name.ts";
import type { Lint } from "./lint.ts";

export const runbookNotFound: Lint = {
  severity: "warning",
  about: "`runbook` names a file, or a section of it, that does not exist: the message has no first step",
  find({ rule }, { runbookText }) {
    const { runbook } = rule;
    if (runbook === undefined || runbookText === undefined || /^https?:\/\//.test(runbook)) return [];
    const [file = "", fragment] = runbook.split("#");
    const text = runbookText(rule);
    if (text === undefined) {
      const hint =
        "it is relative to the directory that holds rules/ and runbooks/, which `runbooks` of tocsin.yaml names";
      return [{ path: ["runbook"], message: `there is no \`${file}\``, hint }];
    }
    const known = markdownFragments(text);
    if (fragment === undefined || known.includes(fragment.toLowerCase())) return [];
    const message = `\`${file}\` has no section \`#${fragment}\``;
    return [{ path: ["runbook"], message, hint: sectionHint(fragment, known) }];
  },
};

function sectionHint(fragment: string, known: readonly string[]): string {
  const nearest = nearestName(fragment, known);
  if (nearest !== undefined) return `did you mean \`#${nearest}\`?`;
  if (known.length === 0) return "the file has no headings";
  return `its sections are ${known.map((one) => `#${one}`).join(", ")}`;
}
