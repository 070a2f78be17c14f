import { artifactory } from "./artifactory.ts";
import { athensJson } from "./athens-json.ts";
import { athensPlain } from "./athens-plain.ts";
import { backoffText } from "./backoff-text.ts";
import type { Format, FormatName, Line } from "./format.ts";
import { genericJson } from "./generic-json.ts";
import { goJson } from "./go-json.ts";
import { goX } from "./go-x.ts";
import { goproxy } from "./goproxy.ts";
import { goproxyio } from "./goproxyio.ts";
import { klog } from "./klog.ts";
import { logfmt } from "./logfmt.ts";
import { nexus } from "./nexus.ts";
import { nginxCombined } from "./nginx-combined.ts";
import { nginxError } from "./nginx-error.ts";
import { nginxJson } from "./nginx-json.ts";
import { nginxTimed } from "./nginx-timed.ts";
import { tcpretrans } from "./tcpretrans.ts";

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
  generic_json: genericJson,
} as const satisfies Record<FormatName, Format>;

/** In the order in which they are asked: the most particular first, whatever reads anything last. */
const JSON_FORMATS: readonly Format[] = [
  FORMATS.nginx_json,
  FORMATS.athens_json,
  FORMATS.go_json,
  FORMATS.goproxy,
  FORMATS.artifactory,
  FORMATS.generic_json,
];
const TEXT_FORMATS: readonly Format[] = [
  FORMATS.nginx_error,
  FORMATS.athens_plain,
  FORMATS.nexus,
  FORMATS.nginx_timed,
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
