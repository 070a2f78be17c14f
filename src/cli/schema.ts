import { readFileSync } from "node:fs";
import { type Command, Option } from "commander";

const KINDS = ["rule", "defaults"] as const;

/** `tocsin schema`: what an editor needs to complete and check rules while they are typed. */
export function addSchema(program: Command): void {
  program
    .command("schema")
    .description("print the JSON Schema of rule files, for editors; docs/rules.md says how to use it")
    .addOption(new Option("--of <kind>", "rules, or _defaults.yaml").choices(KINDS).default("rule"))
    .action(({ of: kind }: { readonly of: (typeof KINDS)[number] }) => {
      // It ships with the rules; the same distance from src/cli and from dist/cli.
      const file = new URL(`../../rules/${kind}.schema.json`, import.meta.url);
      process.stdout.write(readFileSync(file, "utf8"));
    });
}
