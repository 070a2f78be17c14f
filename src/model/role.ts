/**
 * What the bearer of a token may do. ingest: send lines, and nothing else; read: see pages, API and metrics; respond:
 * that, and act on incidents; admin: everything.
 */
export type Role = "ingest" | "read" | "respond" | "admin";

export const ROLES: readonly Role[] = ["ingest", "read", "respond", "admin"];
