import type { Cause } from "./cause.ts";

/** Texts of git and of GitHub as the go command and Athens quote them; the first that is found decides. */
const PHRASES: readonly (readonly [string, Cause])[] = [
  ["could not read Username", "auth"],
  ["terminal prompts disabled", "auth"],
  ["Permission denied (publickey", "auth"],
  ["Authentication failed", "auth"],
  // Athens asks GitHub without a token, and GitHub says 403 where it means "too often".
  ["403 response from api.github.com", "rate_limited_upstream"],
  ["API rate limit exceeded", "rate_limited_upstream"],
  ["returned error: 429", "rate_limited_upstream"],
  ["Could not resolve host", "dns"],
  ["SSL certificate problem: certificate has expired", "tls_expired"],
  ["SSL certificate problem", "tls_verify"],
  ["Connection timed out", "connect_timeout"],
];

const NOT_FOUND: readonly string[] = [
  "unknown revision",
  "no matching versions",
  "Repository not found",
  "repository not found",
];

export function vcsCause(text: string): Cause | undefined {
  return PHRASES.find(([phrase]) => text.includes(phrase))?.[1];
}

export function isNotFoundText(text: string): boolean {
  return NOT_FOUND.some((phrase) => text.includes(phrase));
}
