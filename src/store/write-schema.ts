import { writeFileSync } from "node:fs";
import type { DatabaseKind } from "./migrate.ts";
import { schemaText } from "./schema-text.ts";

/** `npm run schema`: writes migrations/KIND/schema.sql, which a test compares. */
const KINDS: readonly DatabaseKind[] = ["entries", "state"];

for (const kind of KINDS) {
  writeFileSync(new URL(`../../migrations/${kind}/schema.sql`, import.meta.url), schemaText(kind));
}
