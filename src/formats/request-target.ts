import { decodePercent } from "./escaped-bytes.ts";

export interface RequestTarget {
  /** Decoded once, no query. */
  readonly path: string;
  /** Of an absolute-form target or of a URL; with its port. */
  readonly host: string | undefined;
}

const ABSOLUTE = /^[a-z][a-z0-9+.-]{0,15}:\/\/([^/?#]*)([^?#]*)/i;

/** Reads a request target (RFC 9112 §3.2) or a URL; undefined where the text is neither a path nor absolute. */
export function parseRequestTarget(text: string): RequestTarget | undefined {
  if (text.startsWith("/")) return { path: decodePercent(withoutQuery(text)), host: undefined };
  if (text === "*") return { path: "*", host: undefined };
  const absolute = ABSOLUTE.exec(text);
  if (!absolute) return undefined;
  const [, authority, path] = absolute;
  const host = authority?.slice(authority.lastIndexOf("@") + 1);
  return { path: path ? decodePercent(path) : "/", host: host || undefined };
}

function withoutQuery(text: string): string {
  const query = text.indexOf("?");
  return query < 0 ? text : text.slice(0, query);
}

export interface RequestLine {
  readonly method: string | undefined;
  readonly target: string | undefined;
  readonly protocol: string | undefined;
}

const METHOD = /^[A-Za-z][A-Za-z_-]{0,31}$/;
const PROTOCOL = /^HTTP\/\d(?:\.\d)?$/;

/**
 * Splits `GET /path HTTP/1.1`. A target with blanks in it (some clients send one) stays whole. Undefined where
 * it is no request line, such as the first bytes of a TLS handshake.
 */
export function parseRequestLine(text: string): RequestLine | undefined {
  const first = text.indexOf(" ");
  if (first < 0) return undefined;
  const method = text.slice(0, first);
  if (!METHOD.test(method)) return undefined;
  const last = text.lastIndexOf(" ");
  const protocol = text.slice(last + 1);
  // HTTP/0.9 has no protocol: "GET /path".
  if (!PROTOCOL.test(protocol)) return { method, target: text.slice(first + 1), protocol: undefined };
  return { method, target: last > first ? text.slice(first + 1, last) : undefined, protocol };
}
