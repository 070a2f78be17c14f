import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, posix, resolve } from "node:path";
import { DEFAULTS_FILE } from "../rules/defaults.ts";
import { maxRuleFileBytes, maxRuleFiles, type RuleFileText } from "./rule-files.ts";

export interface GitRuleFiles {
  readonly files: readonly RuleFileText[];
  /** The commit that the reference names, shortened. */
  readonly commit: string;
}

/** Why the files of a commit cannot be had; one sentence and a hint. */
export interface GitProblem {
  readonly problem: string;
  readonly hint: string;
}

/** Bytes that git may answer with: all rule files there may be. */
const maxAnswerBytes = 256 * 1024 * 1024;

/**
 * Rule files as they were in a commit, with the paths that readRuleFiles gives them now. Read from git's objects: the
 * work tree, the index and what is checked out stay as they are.
 */
export function readGitRuleFiles(paths: readonly string[], reference: string): GitRuleFiles | GitProblem {
  const files: RuleFileText[] = [];
  let commit = "";
  for (const path of paths) {
    const directory = nearestDirectory(resolve(path));
    const top = git(directory, ["rev-parse", "--show-toplevel"]);
    if ("problem" in top) {
      return { problem: `${path} is in no git repository`, hint: "--base compares with a commit of it" };
    }
    const found = git(directory, [
      "rev-parse",
      "--verify",
      "--quiet",
      "--short",
      "--end-of-options",
      `${reference}^{commit}`,
    ]);
    if ("problem" in found) {
      const hint =
        "a branch, a tag or a commit, such as origin/main; a shallow clone may lack it: `git fetch`";
      return { problem: `git knows no commit \`${reference}\` in ${top.text.trim()}`, hint };
    }
    commit = found.text.trim();
    const read = filesBelow(path, top.text.trim(), commit);
    if ("problem" in read) return read;
    files.push(...read.files);
  }
  return { files, commit };
}

/** The directory itself may have gone since. */
function nearestDirectory(path: string): string {
  let directory = path;
  while (!existsSync(directory) || !statSync(directory).isDirectory()) directory = dirname(directory);
  return directory;
}

interface Blob {
  readonly id: string;
  /** Below the top of the repository, with slashes. */
  readonly place: string;
}

function filesBelow(
  path: string,
  top: string,
  commit: string,
): { readonly files: readonly RuleFileText[] } | GitProblem {
  const prefix = git(nearestDirectory(resolve(path)), ["rev-parse", "--show-prefix"]);
  const listed = git(top, ["ls-tree", "-r", "-z", "--full-tree", commit]);
  if ("problem" in prefix) return prefix;
  if ("problem" in listed) return listed;
  const root = placeOf(path, prefix.text.trim());
  const blobs = listed.text
    .split("\0")
    .flatMap(blobOf)
    .filter(({ place }) => isWanted(place, root));
  if (blobs.length > maxRuleFiles) {
    return {
      problem: `${path} had ${blobs.length} files in ${commit}`,
      hint: `${maxRuleFiles} are read at most`,
    };
  }
  const texts = readBlobs(top, blobs);
  if ("problem" in texts) return texts;
  const named = blobs.map(({ place }, at) => ({
    path: pathOf(place, root, path),
    text: texts.texts[at] ?? "",
  }));
  return { files: named.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** Where the path lies below the top of its repository; "" for the top. */
function placeOf(path: string, prefixOfDirectory: string): string {
  const directory = nearestDirectory(resolve(path));
  const below = resolve(path).slice(directory.length).replaceAll("\\", "/");
  return posix.normalize(`${prefixOfDirectory}${below}`).replace(/^\.?\/?|\/$/g, "");
}

/** `100644 blob 1f2e…<tab>rules/a.yaml`; links and modules are no rules. */
function blobOf(line: string): readonly Blob[] {
  const [, id, place] = /^100\d{3} blob ([0-9a-f]+)\t([\s\S]+)$/.exec(line) ?? [];
  return id === undefined || place === undefined ? [] : [{ id, place }];
}

/** As readRuleFiles does: YAML below a directory, hidden names left out; of a file, it and the defaults above it. */
function isWanted(place: string, root: string): boolean {
  if (!/\.ya?ml$/.test(place)) return false;
  if (place === root) return true;
  const inside = root === "" || place.startsWith(`${root}/`);
  if (inside) {
    const below = root === "" ? place : place.slice(root.length + 1);
    return !below.split("/").some((part) => part.startsWith("."));
  }
  const isAbove = `${root}/`.startsWith(place.slice(0, place.length - posix.basename(place).length));
  return /\.ya?ml$/.test(root) && posix.basename(place) === DEFAULTS_FILE && isAbove;
}

/** A file above the path, such as its defaults, keeps its place relative to it. */
function pathOf(place: string, root: string, path: string): string {
  return place === root ? path : join(path, posix.relative(root === "" ? "." : root, place));
}

function readBlobs(top: string, blobs: readonly Blob[]): { readonly texts: readonly string[] } | GitProblem {
  if (blobs.length === 0) return { texts: [] };
  const input = `${blobs.map(({ id }) => id).join("\n")}\n`;
  const answer = git(top, ["cat-file", "--batch"], input);
  if ("problem" in answer) return answer;
  const texts: string[] = [];
  let at = 0;
  for (const { place } of blobs) {
    const lineEnd = answer.bytes.indexOf(10, at);
    const size = Number(answer.bytes.subarray(at, lineEnd).toString("latin1").split(" ")[2]);
    if (!Number.isSafeInteger(size))
      return { problem: `git did not give ${place}`, hint: "`git fsck` examines the repository" };
    if (size > maxRuleFileBytes)
      return { problem: `${place} had ${size} bytes`, hint: `${maxRuleFileBytes} are read at most` };
    texts.push(answer.bytes.subarray(lineEnd + 1, lineEnd + 1 + size).toString("utf8"));
    at = lineEnd + 1 + size + 1;
  }
  return { texts };
}

interface Answer {
  readonly text: string;
  readonly bytes: Buffer;
}

function git(directory: string, args: readonly string[], input = ""): Answer | GitProblem {
  try {
    const bytes = execFileSync("git", ["-C", directory, ...args], {
      input,
      maxBuffer: maxAnswerBytes,
      stdio: ["pipe", "pipe", "pipe"],
    });
    return { bytes, text: bytes.toString("utf8") };
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const said =
      error instanceof Error && "stderr" in error ? String(error.stderr).trim().split("\n")[0] : "";
    return {
      problem: missing ? "there is no git on this machine" : `git said: ${said ?? "nothing"}`,
      hint: missing ? "--base needs it; without --base nothing is compared" : `in ${basename(directory)}`,
    };
  }
}
