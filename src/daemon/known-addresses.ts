import type { Config } from "../config/config.ts";
import type { Rule } from "../model/rule.ts";
import type { LoadedFiles } from "./load-files.ts";

/**
 * Mail addresses that the files of the repository name: of receivers, of who has a token, of rules' owners. Who
 * is told and who acknowledged must be readable; in log lines they are redacted like any other.
 */
export function knownAddresses(
  { receivers, http }: Pick<Config, "receivers" | "http">,
  rules: readonly Pick<Rule, "owner">[] = [],
): readonly string[] {
  const mails = receivers.flatMap(({ emailConfigs }) =>
    emailConfigs.flatMap(({ to, from }) => [...to, from]),
  );
  const names = (http.tokens ?? []).map(({ name }) => name);
  const texts = [...mails, ...names, ...rules.flatMap(({ owner }) => owner ?? [])];
  return [...new Set(texts.filter((text) => text.includes("@")))];
}

export function addressesOf({ config, rules }: Pick<LoadedFiles, "config" | "rules">): readonly string[] {
  return knownAddresses(config, rules.rules);
}
