import { createHmac, randomBytes } from "node:crypto";
import { sameText } from "./constant-time.ts";
import type { Identity } from "./identity.ts";

/** The form field, and for programs in a browser the header x-csrf-token. */
export const CSRF_FIELD = "csrf";

/** Proof that a form came from a page that this process gave to this session. */
export interface Csrf {
  readonly tokenFor: (identity: Identity) => string;
  readonly matches: (identity: Identity, given: string | null | undefined) => boolean;
}

/** Without a session (loopback) the token is that of the process. */
export function createCsrf(): Csrf {
  const key = randomBytes(32);
  const tokenFor = (identity: Identity): string => {
    const bound = identity.door === "session" ? `session ${identity.session}` : identity.door;
    return createHmac("sha256", key).update(bound).digest("base64url");
  };
  return {
    tokenFor,
    matches: (identity, given) => sameText(given ?? "", tokenFor(identity)),
  };
}
