/** What stands before the first dash of an access log line: the client, and what proxies put around it. */

export interface ClientList {
  readonly client: string | undefined;
  /** A virtual host that was written in front, without its port. */
  readonly host: string | undefined;
}

/**
 * Reads `10.0.0.2, 10.0.0.1, 127.0.0.1`, `"1.2.3.4, 5.6.7.8" 10.2.1.185`, `www.example.net:80 192.168.1.1`. Of
 * several addresses the first public one is the client, else the first.
 */
export function parseClientList(text: string): ClientList {
  if (isAddress(text)) return { client: text, host: undefined };
  const tokens = text.split(/[\s,"]+/).filter((token) => token !== "" && token !== "-");
  const addresses = tokens.filter(isAddress);
  const [name] = tokens.filter((token) => !isAddress(token));
  // Alone, a name is the client: a log with host name look-ups, or nginx's unix:.
  if (addresses.length === 0) return ofNames(tokens);
  return {
    client: addresses.find((address) => !isPrivate(address)) ?? addresses[0],
    host: withoutPort(name),
  };
}

function ofNames([first, second, ...more]: readonly string[]): ClientList {
  if (second === undefined) return { client: first, host: undefined };
  return more.length > 0
    ? { client: undefined, host: undefined }
    : { client: second, host: withoutPort(first) };
}

function withoutPort(name: string | undefined): string | undefined {
  return name?.replace(/:\d{1,5}$/, "");
}

const IPV4 = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;
const IPV6 = /^[0-9A-Fa-f:.]{2,45}$/;

function isAddress(token: string): boolean {
  return IPV4.test(token) || (IPV6.test(token) && token.indexOf(":") !== token.lastIndexOf(":"));
}

/** Addresses that never are a client on the internet: RFC 1918, 6598, 3927, 4193, 4291. */
const PRIVATE =
  /^(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|::1$|f[cd]|fe[89ab])/i;

function isPrivate(address: string): boolean {
  return PRIVATE.test(address);
}
