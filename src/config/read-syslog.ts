import type { Diagnostic } from "../model/diagnostic.ts";
import type { YamlDocument } from "../rules/yaml-document.ts";
import { type Address, isLoopback, parseAddress } from "./address.ts";
import type { SourceConfig, SyslogConfig } from "./config.ts";
import type { ConfigKeys } from "./config-schema.ts";
import { isSourceFormat } from "./source-formats.ts";

type SyslogKeys = NonNullable<ConfigKeys["syslog"]>[number];

/** Sockets for syslog. The protocol asks nobody who they are, so beyond this machine only where that is said. */
export function readSyslog(
  items: readonly SyslogKeys[],
  sources: readonly SourceConfig[],
  document: YamlDocument,
  diagnostics: Diagnostic[],
): readonly SyslogConfig[] {
  const names = new Set(sources.map(({ name }) => name));
  const read = items.map((item, index) => {
    const path = ["syslog", index];
    if (names.has(item.name)) {
      const message = `\`${item.name}\` is the name of another source`;
      const span = document.valueSpan([...path, "name"]);
      diagnostics.push(document.at(span, { code: "config/duplicate-name", message }));
    }
    names.add(item.name);
    if (item.tcp === undefined && item.udp === undefined) {
      const message = "neither `tcp` nor `udp`: nothing would be listened to";
      const hint = "such as tcp: 127.0.0.1:5514";
      diagnostics.push(document.at(document.valueSpan(path), { code: "config/no-address", message, hint }));
    }
    for (const key of ["tcp", "udp"] as const) {
      const address = placeOf(item[key]);
      if (address === undefined || isLoopback(address.host) || item.allow_remote === true) continue;
      const message = `\`${item[key]}\` can be reached from other machines, and syslog asks nobody who they are`;
      const hint = "listen on 127.0.0.1, or say `allow_remote: true` where the network keeps others out";
      const span = document.valueSpan([...path, key]);
      diagnostics.push(document.at(span, { code: "config/open-address", message, hint }));
    }
    return syslogConfig(item);
  });
  return read;
}

/** A port alone is one of this machine's. */
function placeOf(text: string | undefined): Address | undefined {
  if (text === undefined) return undefined;
  return parseAddress(/^:?\d+$/.test(text) ? `127.0.0.1:${text.replace(":", "")}` : text);
}

function syslogConfig(item: SyslogKeys): SyslogConfig {
  const { name, format = "auto", time_zone: timeZone, service, env, team, tenant } = item;
  const tcp = placeOf(item.tcp);
  const udp = placeOf(item.udp);
  return {
    name,
    format: isSourceFormat(format) ? format : "auto",
    ...(tcp === undefined ? {} : { tcp }),
    ...(udp === undefined ? {} : { udp }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(service === undefined ? {} : { service }),
    ...(env === undefined ? {} : { env }),
    ...(team === undefined ? {} : { team }),
    ...(tenant === undefined ? {} : { tenant }),
  };
}
