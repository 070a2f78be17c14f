/**
 * An address from a format that always writes a port behind it. An IPv6 address stands there without brackets, and its
 * end looks like a port, so that it has to be known that there is one.
 */
export function addressBeforePort(text: string): string {
  const port = text.lastIndexOf(":");
  return port < 0 || text.startsWith("[") ? text : text.slice(0, port);
}
