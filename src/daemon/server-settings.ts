import type { Config } from "../config/config.ts";
import type { AccessToken } from "../web/access-token.ts";
import type { ServerSettings } from "../web/server.ts";
import type { ReaderClient } from "./reader-client.ts";

/** Who may come in by HTTP: the tokens of the configuration, the one without a name being admin's. */
export function accessTokens({ http }: Pick<Config, "http">): readonly AccessToken[] {
  const { token, tokens = [] } = http;
  return [
    ...(token === undefined ? [] : [{ name: "admin", role: "admin" as const, token: token.reveal() }]),
    ...tokens.map(({ name, role, token: secret, sources }) => ({
      name,
      role,
      token: secret.reveal(),
      sources,
    })),
  ];
}

/** Facts for a page, found out by the reader thread as for a message. */
export function freshFacts(
  reader: Pick<ReaderClient, "brief">,
  now: () => number,
): ServerSettings["freshFacts"] {
  return async (incident) => (await reader.brief(incident, now()))?.facts;
}
