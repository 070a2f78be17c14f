import { readTemplateFiles } from "../../src/notify/template-files.ts";
import { loadTemplates, type Templates } from "../../src/render/load-templates.ts";

/** The shipped templates, which must have no finding. */
export async function shippedTemplates(): Promise<Templates> {
  const { templates, diagnostics } = loadTemplates(await readTemplateFiles());
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics, null, 2));
  return templates;
}
