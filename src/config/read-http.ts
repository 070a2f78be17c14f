import type { Diagnostic } from "../model/diagnostic.ts";
import type { YamlDocument } from "../rules/yaml-document.ts";
import { isLoopback, parseAddress } from "./address.ts";
import type { Config } from "./config.ts";
import type { ConfigKeys } from "./config-schema.ts";
import { readSecret, type SecretOrigins } from "./read-secret.ts";

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
  const listen = keys.listen === undefined ? undefined : parseAddress(keys.listen);
  if (listen !== undefined && !isLoopback(listen.host) && given === undefined) {
    diagnostics.push(
      document.at(document.valueSpan(["listen"]), {
        code: "config/open-address",
        message: `\`${keys.listen}\` can be reached from other machines, and \`http.token\` is not set`,
        hint: "set `http: {token: {env: NAME}}`, or listen on 127.0.0.1",
      }),
    );
  }
  return {
    http: token === undefined ? {} : { token },
    ...(listen === undefined ? {} : { listen }),
  };
}
