import { join } from "node:path";
import { reportTable } from "../report-table.ts";
import { type ConformanceReport, runCases } from "../run-cases.ts";

/** `npm run conformance -- FOLDER…`: runs the cases of these folders, or our own, and fails where a field is wrong. */

function complaints({ name, wrong, unreadable }: ConformanceReport): readonly string[] {
  const told = wrong.map((text) => `${name} ${text}`);
  return unreadable === 0 ? told : [...told, `${name}: ${unreadable} lines could not be read`];
}

const folders = process.argv.slice(2);
const reports = (folders.length > 0 ? folders : [join(import.meta.dirname, "../cases")]).flatMap(runCases);
const found = reports.flatMap(complaints);
for (const complaint of found) console.log(complaint);
console.log(reportTable(reports));
if (found.length > 0 || reports.length === 0) process.exitCode = 1;
