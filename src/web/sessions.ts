import { createHash, randomBytes } from "node:crypto";
import type { AccessToken } from "./access-token.ts";
import type { Identity } from "./identity.ts";

export const sessionMs = 12 * 3_600_000;
/** Beyond it the oldest ends. */
export const maxSessions = 1_000;

type SessionIdentity = Extract<Identity, { readonly door: "session" }>;

/** Who is logged in: in memory only, so a restart ends every session. */
export interface Sessions {
  /** The id for the cookie: 256 random bits. */
  readonly open: (token: AccessToken) => string;
  /** Whose token has been taken away, or changed, since they logged in is logged out. */
  readonly find: (id: string, tokens: readonly AccessToken[]) => SessionIdentity | undefined;
  readonly close: (id: string) => void;
}

export function createSessions(now: () => number): Sessions {
  const open = new Map<string, Session>();
  return {
    open(token) {
      const { name, role } = token;
      const id = randomBytes(32).toString("base64url");
      const session = digest(id);
      const [oldest] = open.keys();
      if (open.size >= maxSessions && oldest !== undefined) open.delete(oldest);
      open.set(session, {
        identity: { door: "session", name, role, session },
        token: digest(token.token),
        endsAt: now() + sessionMs,
      });
      return id;
    },
    // Looked up by digest: how far a guess agrees with an id cannot be measured.
    find(id, tokens) {
      const key = digest(id);
      const found = open.get(key);
      if (found === undefined) return undefined;
      if (found.endsAt > now() && tokens.some((token) => isOf(found, token))) return found.identity;
      open.delete(key);
      return undefined;
    },
    close(id) {
      open.delete(digest(id));
    },
  };
}

interface Session {
  readonly identity: SessionIdentity;
  /** Digest of the token that it was opened with. */
  readonly token: string;
  readonly endsAt: number;
}

function isOf({ identity, token }: Session, given: AccessToken): boolean {
  return given.name === identity.name && given.role === identity.role && digest(given.token) === token;
}

function digest(id: string): string {
  return createHash("sha256").update(id).digest("hex");
}
