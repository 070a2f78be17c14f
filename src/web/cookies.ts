/** RFC 6265 §4.1, §4.2. */

const SESSION = "tocsin_session";

/** The session's id in a Cookie header. */
export function sessionIdOf(header: string | undefined): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const [name, value] = pair.split("=", 2).map((part) => part.trim());
    if (name === SESSION && value !== undefined && value !== "") return value;
  }
  return undefined;
}

/** Lax: a link in a message still finds the person logged in; a form of another site does not. */
export function sessionCookie(id: string, maxAgeMs: number, secure: boolean): string {
  const age = Math.floor(maxAgeMs / 1000);
  return `${SESSION}=${id}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}

export function endedSessionCookie(secure: boolean): string {
  return sessionCookie("", 0, secure);
}
