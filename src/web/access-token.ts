import type { Role } from "../model/role.ts";
import { sameText } from "./constant-time.ts";

/** A token of the configuration. */
export interface AccessToken {
  /** Who is recorded as having done what is done with it. */
  readonly name: string;
  readonly role: Role;
  readonly token: string;
  /** The sources whose lines it may send; absent: any. */
  readonly sources?: readonly string[] | undefined;
}

/** The token that was given, if it is one. Every token is compared, so that the time taken says nothing. */
export function findToken(given: string, tokens: readonly AccessToken[]): AccessToken | undefined {
  let found: AccessToken | undefined;
  for (const token of tokens) {
    if (sameText(given, token.token)) found = token;
  }
  return found;
}

/** What follows `Authorization: Bearer`; undefined where the header is another or none. */
export function bearerOf(header: string | undefined): string | undefined {
  return header?.startsWith("Bearer ") === true ? header.slice("Bearer ".length) : undefined;
}

/** The tokens as they are now: a reload may change them. Empty: none is asked for, everybody may do everything. */
export interface LiveTokens {
  readonly tokens: readonly AccessToken[];
}
