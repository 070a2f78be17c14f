import { alb } from "./alb.ts";
import { apacheCombined, apacheCommon } from "./apache-access.ts";
import { apacheError } from "./apache-error.ts";
import { artifactory } from "./artifactory.ts";
import { athensJson } from "./athens-json.ts";
import { athensPlain } from "./athens-plain.ts";
import { backoffText } from "./backoff-text.ts";
import { caddy } from "./caddy.ts";
import { ecs } from "./ecs.ts";
import { envoy } from "./envoy.ts";
import { envoyJson } from "./envoy-json.ts";
import type { Format, FormatName, Line } from "./format.ts";
import { genericJson } from "./generic-json.ts";
import { goJson } from "./go-json.ts";
import { goX } from "./go-x.ts";
import { goproxy } from "./goproxy.ts";
import { goproxyio } from "./goproxyio.ts";
import { haproxyHttp } from "./haproxy-http.ts";
import { haproxyTcp } from "./haproxy-tcp.ts";
import { ingressNginx } from "./ingress-nginx.ts";
import { istio } from "./istio.ts";
import { klog } from "./klog.ts";
import { logfmt } from "./logfmt.ts";
import { nexus } from "./nexus.ts";
import { nginxCombined } from "./nginx-combined.ts";
import { nginxError } from "./nginx-error.ts";
import { nginxJson } from "./nginx-json.ts";
import { nginxTimed } from "./nginx-timed.ts";
import { otel } from "./otel.ts";
import { tcpretrans } from "./tcpretrans.ts";
import { traefik } from "./traefik.ts";
import { traefikJson } from "./traefik-json.ts";

/** Every format; one that is missing here does not compile. */
export const FORMATS = {
  athens_json: athensJson,
  athens_plain: athensPlain,
  nginx_json: nginxJson,
  nginx_combined: nginxCombined,
  nginx_timed: nginxTimed,
  nginx_error: nginxError,
  go_x: goX,
  go_json: goJson,
  goproxy,
  goproxyio,
  artifactory,
  nexus,
  klog,
  backoff_text: backoffText,
  logfmt,
  tcpretrans,
  haproxy_http: haproxyHttp,
  haproxy_tcp: haproxyTcp,
  envoy,
  istio,
  envoy_json: envoyJson,
  traefik,
  traefik_json: traefikJson,
  caddy,
  alb,
  apache_common: apacheCommon,
  apache_combined: apacheCombined,
  apache_error: apacheError,
  ingress_nginx: ingressNginx,
  ecs,
  otel,
  generic_json: genericJson,
} as const satisfies Record<FormatName, Format>;

/** In the order in which they are asked: the most particular first, whatever reads anything last. */
const JSON_FORMATS: readonly Format[] = [
  FORMATS.nginx_json,
  FORMATS.envoy_json,
  FORMATS.caddy,
  // JFrog's router is made from Traefik, and has its keys.
  FORMATS.artifactory,
  FORMATS.traefik_json,
  FORMATS.athens_json,
  FORMATS.go_json,
  FORMATS.goproxy,
  FORMATS.otel,
  FORMATS.ecs,
  FORMATS.generic_json,
];
const TEXT_FORMATS: readonly Format[] = [
  FORMATS.nginx_error,
  FORMATS.athens_plain,
  FORMATS.envoy,
  FORMATS.istio,
  FORMATS.apache_error,
  FORMATS.alb,
  FORMATS.haproxy_http,
  FORMATS.haproxy_tcp,
  FORMATS.caddy,
  FORMATS.nexus,
  FORMATS.nginx_timed,
  FORMATS.traefik,
  FORMATS.ingress_nginx,
  FORMATS.apache_common,
  FORMATS.nginx_combined,
  FORMATS.go_x,
  FORMATS.goproxy,
  FORMATS.goproxyio,
  FORMATS.artifactory,
  FORMATS.klog,
  FORMATS.tcpretrans,
  FORMATS.logfmt,
  FORMATS.backoff_text,
];

/** The format of one line, by itself: lines of different formats may be mixed in one file. */
export function detectFormat(line: Line): Format | undefined {
  const candidates = line.json === undefined ? TEXT_FORMATS : JSON_FORMATS;
  return candidates.find((format) => format.detect(line));
}

export function isFormatName(name: string): name is FormatName {
  return Object.hasOwn(FORMATS, name);
}
