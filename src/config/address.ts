export interface Address {
  readonly host: string;
  readonly port: number;
}

const ADDRESS = /^(?:\[([0-9a-fA-F:.%\w]+)\]|([^\s:/[\]]*)):(\d{1,5})$/;

/** `host:port` or `[v6]:port`; `:8420` is every address of the machine. Undefined where it is neither. */
export function parseAddress(text: string): Address | undefined {
  const match = ADDRESS.exec(text);
  if (match === null) return undefined;
  const host = match[1] ?? match[2] ?? "";
  const port = Number(match[3]);
  return port > 65_535 ? undefined : { host: host === "" ? "0.0.0.0" : host, port };
}

/** Only this machine can reach it. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase();
  return name === "localhost" || name === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

export function isLoopbackUrl(url: string): boolean {
  const { hostname } = new URL(url);
  return isLoopback(hostname.replace(/^\[|\]$/g, ""));
}

/** An absolute http or https URL without user and password, or why it is none. */
export function urlProblem(text: string): string | undefined {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return "is no web address";
  const { username, password } = new URL(text);
  return username === "" && password === "" ? undefined : "must not carry a user or a password";
}

const MAILBOX = /^(?:[^<>@\r\n]*<)?[^\s<>@"(),;:]+@[^\s<>@"(),;:]+>?$/;

/** `ops@example.com` or `Tocsin <tocsin@example.com>`. */
export function isMailbox(text: string): boolean {
  return MAILBOX.test(text) && text.includes("<") === text.endsWith(">");
}
