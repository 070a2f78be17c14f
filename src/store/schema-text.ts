import Sqlite from "better-sqlite3";
import { type DatabaseKind, migrate } from "./migrate.ts";

interface SchemaRow {
  readonly sql: string;
}

/** The schema that the migrations end in, as it is checked in beside them: a reader sees it without adding them up. */
export function schemaText(kind: DatabaseKind): string {
  const db = new Sqlite(":memory:");
  try {
    migrate(db, kind);
    const rows = db
      .prepare<[], SchemaRow>(
        `SELECT sql FROM sqlite_schema
         WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
         ORDER BY tbl_name, type DESC, name`,
      )
      .all();
    return `-- Generated from the migrations by \`npm run schema\`.\n\n${rows.map((row) => `${row.sql};\n`).join("\n")}`;
  } finally {
    db.close();
  }
}
