import { createHash, randomBytes } from "node:crypto";
import type { AccessToken } from "./access-token.ts";
import type { Identity } from "./identity.ts";

export const sessionMs = 12 * 3_600_000;
/** Beyond it the oldest ends. */
export const maxSessions = 1_000;

type SessionIdentity = Extract<Identity, { readonly door: "session" }>;

/** Who is logged in: in memory only, so a restart (and with it a changed token) ends every session. */
export interface Sessions {
  /** The id for the cookie: 256 random bits. */
  readonly open: (token: AccessToken) => string;
  readonly find: (id: string) => SessionIdentity | undefined;
  readonly close: (id: string) => void;
}

export function createSessions(now: () => number): Sessions {
  const open = new Map<string, { readonly identity: SessionIdentity; readonly endsAt: number }>();
  return {
    open({ name, role }) {
      const id = randomBytes(32).toString("base64url");
      const session = digest(id);
      const [oldest] = open.keys();
      if (open.size >= maxSessions && oldest !== undefined) open.delete(oldest);
      open.set(session, { identity: { door: "session", name, role, session }, endsAt: now() + sessionMs });
      return id;
    },
    // Looked up by digest: how far a guess agrees with an id cannot be measured.
    find(id) {
      const key = digest(id);
      const found = open.get(key);
      if (found === undefined || found.endsAt > now()) return found?.identity;
      open.delete(key);
      return undefined;
    },
    close(id) {
      open.delete(digest(id));
    },
  };
}

function digest(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}
