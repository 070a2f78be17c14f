import type { Role } from "../model/role.ts";

/** Who asks, by the door they came through. `name` is who is recorded. */
export type Identity =
  /** No token is configured, and only this machine can reach the port. */
  | { readonly door: "local"; readonly name: "local"; readonly role: "admin" }
  | {
      readonly door: "bearer";
      readonly name: string;
      readonly role: Role;
      /** The sources whose lines it may send; absent: any. */
      readonly sources?: readonly string[] | undefined;
    }
  /** `session`: digest of the cookie's id. */
  | { readonly door: "session"; readonly name: string; readonly role: Role; readonly session: string }
  | { readonly door: "none"; readonly name: "nobody"; readonly role: undefined };

export const LOCAL: Identity = { door: "local", name: "local", role: "admin" };
export const NOBODY: Identity = { door: "none", name: "nobody", role: undefined };

/** What a route asks for. A route that does not say is for admin. */
export type Need = "nothing" | "ingest" | "read" | "respond" | "admin";

/** Reading is part of responding; sending lines is a right of its own. */
export function may(role: Role | undefined, need: Need): boolean {
  switch (need) {
    case "nothing":
      return true;
    case "ingest":
      return role === "ingest" || role === "admin";
    case "read":
      return role === "read" || role === "respond" || role === "admin";
    case "respond":
      return role === "respond" || role === "admin";
    case "admin":
      return role === "admin";
    default:
      return need satisfies never;
  }
}
