import { readFileSync, writeFileSync } from "node:fs";
import { defaultsJsonSchema, ruleJsonSchema } from "../rules/json-schema.ts";

/** `npm run schema`: writes the JSON Schemas beside the shipped rules, which a test compares. */
const docs = readFileSync(new URL("../../docs/rules.md", import.meta.url), "utf8");
const rules = new URL("../../rules/", import.meta.url);

write("rule.schema.json", ruleJsonSchema(docs));
write("defaults.schema.json", defaultsJsonSchema(docs));

function write(name: string, schema: object): void {
  writeFileSync(new URL(name, rules), `${JSON.stringify(schema, undefined, 2)}\n`);
}
