import type { FormatName } from "../formats/format.ts";
import type { FieldName } from "../model/entry.ts";
import { fieldSource } from "./field-sources.ts";

/** How a field gets into the log of a program whose format is its user's to choose. */
interface Recipe {
  readonly where: string;
  readonly pieces: Readonly<Partial<Record<FieldName, string>>>;
}

export const RECIPES: Readonly<Partial<Record<FormatName, Recipe>>> = {
  envoy_json: {
    where: "add to the json_format of Envoy's access log",
    pieces: {
      retry_after_seconds: '"retry_after": "%RESP(RETRY-AFTER)%"',
      client_id: '"client_id": "%REQ(X-CLIENT-ID)%"',
      trace_id: '"traceparent": "%REQ(TRACEPARENT)%"',
      pod: '"pod": "%RESP(X-POD)%"',
      path: '"path": "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"',
      module: '"path": "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"',
      service: '"upstream_cluster": "%UPSTREAM_CLUSTER%"',
      upstream: '"upstream_host": "%UPSTREAM_HOST%"',
      duration_ms: '"duration": "%DURATION%"',
    },
  },
  traefik_json: {
    where: "let Traefik keep it, in accessLog.fields.headers.names",
    pieces: {
      retry_after_seconds: "Retry-After: keep",
      client_id: "X-Client-Id: keep",
      trace_id: "Traceparent: keep",
      pod: "X-Pod: keep",
    },
  },
  caddy: {
    where: "Caddy logs the headers of both sides: have it sent",
    pieces: {
      client_id: "X-Client-Id, by the client",
      trace_id: "traceparent, by the client",
      pod: "X-Pod, by the upstream",
    },
  },
};

/** Formats whose fields their program fixes, and the one of the same program that has room, if there is one. */
const FIXED: Readonly<Partial<Record<FormatName, FormatName | "none">>> = {
  envoy: "envoy_json",
  istio: "envoy_json",
  traefik: "traefik_json",
  haproxy_http: "none",
  haproxy_tcp: "none",
  alb: "none",
};

/** How a field gets into a log that is read as this format. The same words for several fields where they are. */
export function howToAdd(name: string, format: string): string {
  const source = fieldSource(name);
  const setting =
    source?.setting === undefined ? undefined : `\`${source.setting}: NAME\` at the source in tocsin.yaml`;
  if (format === "nginx_json" && source !== undefined) {
    return `add to nginx's log_format: ${source.nginx}${setting === undefined ? "" : `, or ${setting}`}`;
  }
  const piece = recipe(name, format);
  if (piece !== undefined) return setting === undefined ? piece : `${piece}, or ${setting}`;
  if (setting !== undefined) return setting;
  if (/^(?:athens|goproxy|goproxyio|go_|artifactory|nexus)/.test(format)) {
    return "what serves modules does not log it: read the log of the proxy in front of it too (docs/sources.md, nginx)";
  }
  if (/^(?:nginx|apache|ingress)_/.test(format) && format !== "nginx_json") {
    return "this format has no place for it: log as JSON, by the log_format of docs/sources.md";
  }
  return fixed(format) ?? "write it into the log, as a JSON key of this name";
}

function fixed(format: string): string | undefined {
  const roomy = new Map<string, string>(Object.entries(FIXED)).get(format);
  if (roomy === undefined) return undefined;
  const way =
    roomy === "none" ? "read the log of the clients, or of the upstream, beside it" : `log as JSON, ${roomy}`;
  return `this format has no place for it: ${way} (docs/sources.md, other front proxies)`;
}

function recipe(name: string, format: string): string | undefined {
  const found = new Map<string, Recipe>(Object.entries(RECIPES)).get(format);
  const piece = found && new Map<string, string>(Object.entries(found.pieces)).get(name);
  return found && piece && `${found.where}: ${piece}`;
}
