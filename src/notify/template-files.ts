import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The templates that ship; the same distance from src/notify and from dist/notify. */
const SHIPPED = fileURLToPath(new URL("../../templates", import.meta.url));
const FOLDERS: readonly string[] = ["slack", "email", "ticket", "web"];

/** Of one template. */
export const maxTemplateBytes = 200_000;
export const maxTemplateFiles = 100;

/** What loadTemplates takes. */
export interface TemplateText {
  readonly path: string;
  readonly text: string;
}

/**
 * The shipped templates and, after them, those of the user's directory, which has the same folders; a file of
 * the same name overrides ours. A directory that is not there has no files; one that cannot be read throws.
 */
export async function readTemplateFiles(userDirectory?: string): Promise<readonly TemplateText[]> {
  const shipped = await readTemplates(SHIPPED);
  return userDirectory === undefined ? shipped : [...shipped, ...(await readTemplates(userDirectory))];
}

async function readTemplates(directory: string): Promise<readonly TemplateText[]> {
  const files: TemplateText[] = [];
  for (const folder of FOLDERS) {
    const names = (await namesIn(join(directory, folder))).filter((name) => name.endsWith(".hbs")).sort();
    for (const name of names.slice(0, maxTemplateFiles)) {
      const path = join(directory, folder, name);
      const { size } = await stat(path);
      // A giant is not read, and goes on as a text that loadTemplates refuses by its length and name.
      const text = size > maxTemplateBytes ? " ".repeat(maxTemplateBytes) : await readFile(path, "utf8");
      files.push({ path, text });
    }
  }
  return files;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
