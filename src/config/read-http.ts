import type { Diagnostic } from "../model/diagnostic.ts";
import type { Role } from "../model/role.ts";
import type { YamlDocument } from "../rules/yaml-document.ts";
import { isLoopback, parseAddress } from "./address.ts";
import type { Config, HttpConfig, Secret, TokenConfig } from "./config.ts";
import type { ConfigKeys } from "./config-schema.ts";
import { absentSecret, readSecret, type SecretOrigins } from "./read-secret.ts";

/** Where the server listens, and what it asks for. Beyond this machine only with a token. */
export function readHttp(
  keys: ConfigKeys,
  document: YamlDocument,
  origins: SecretOrigins,
  diagnostics: Diagnostic[],
): Pick<Config, "http"> & Partial<Pick<Config, "listen">> {
  const given = keys.http?.token;
  const token =
    given === undefined ? undefined : readSecret(given, ["http", "token"], document, origins, diagnostics);
  const tokens = readTokens(keys, token, document, origins, diagnostics);
  const listen = keys.listen === undefined ? undefined : parseAddress(keys.listen);
  const asksForToken = given !== undefined || (keys.http?.tokens ?? []).length > 0;
  if (listen !== undefined && !isLoopback(listen.host) && !asksForToken) {
    diagnostics.push(
      document.at(document.valueSpan(["listen"]), {
        code: "config/open-address",
        message: `\`${keys.listen}\` can be reached from other machines, and \`http.token\` is not set`,
        hint: "set `http: {token: {env: NAME}}`, or listen on 127.0.0.1",
      }),
    );
  }
  return {
    http: {
      ...(token === undefined ? {} : { token }),
      ...(tokens.length === 0 ? {} : { tokens }),
    },
    ...(listen === undefined ? {} : { listen }),
  };
}

function readTokens(
  keys: ConfigKeys,
  full: Secret | undefined,
  document: YamlDocument,
  origins: SecretOrigins,
  diagnostics: Diagnostic[],
): readonly TokenConfig[] {
  const names = new Set<string>();
  const secrets = new Set<string>(full === undefined ? [] : [full.reveal()]);
  return (keys.http?.tokens ?? []).flatMap(({ name, role, token: given, sources }, index) => {
    const path = ["http", "tokens", index];
    if (names.has(name)) {
      const message = `\`${name}\` is the name of another token`;
      const span = document.valueSpan([...path, "name"]);
      diagnostics.push(document.at(span, { code: "config/duplicate-name", message }));
    }
    names.add(name);
    const token = readSecret(given, [...path, "token"], document, origins, diagnostics);
    if (token === undefined) return [];
    if (isSet(token) && secrets.has(token.reveal())) {
      const message = `the token of \`${name}\` is that of another one too: nobody could tell them apart`;
      const span = document.valueSpan([...path, "token"]);
      diagnostics.push(document.at(span, { code: "config/duplicate-token", message }));
    }
    secrets.add(token.reveal());
    return [{ name, role, token, ...(sources === undefined ? {} : { sources }) }];
  });
}

/** A token for this program's own requests to the daemon: the full one, else the first that may do it. */
export function tokenThatMay({ token, tokens = [] }: HttpConfig, act: Role): string | undefined {
  const able = tokens.find(({ role, token: own }) => {
    if (!isSet(own)) return false;
    if (role === "admin" || role === act) return true;
    return role === "respond" && act === "read";
  });
  return (token !== undefined && isSet(token) ? token : able?.token)?.reveal();
}

/** A command that only reads may run without the secrets of the daemon. */
function isSet(token: Secret): boolean {
  return token.reveal() !== absentSecret;
}
