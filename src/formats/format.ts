import type { Entry, Json } from "../model/entry.ts";

/** The formats that can be read so far. */
export type FormatName =
  | "generic_json"
  | "athens_json"
  | "athens_plain"
  | "nginx_json"
  | "nginx_combined"
  | "nginx_timed"
  | "nginx_error"
  | "go_x"
  | "go_json"
  | "goproxy"
  | "goproxyio"
  | "artifactory"
  | "nexus"
  | "klog"
  | "backoff_text"
  | "logfmt"
  | "tcpretrans"
  | "haproxy_http"
  | "haproxy_tcp"
  | "envoy"
  | "istio"
  | "envoy_json"
  | "traefik"
  | "traefik_json"
  | "caddy"
  | "alb"
  | "apache_common"
  | "apache_combined"
  | "apache_error"
  | "ingress_nginx"
  | "ecs"
  | "otel";

export type JsonObject = { readonly [key: string]: Json };

/** A line, cleaned and looked at once, so that no format does it again. */
export interface Line {
  /** Without BOM, carriage return, NULs and terminal colours around or in it. */
  readonly text: string;
  /** The parsed text where it is one JSON object. */
  readonly json: JsonObject | undefined;
  /** What was removed: bom, nul, ansi; and invalid_utf8. Become the entry's flags. */
  readonly flags: readonly string[];
}

/** Why a line gives no entry: a short, constant text, so that it can be counted by. */
export interface Unreadable {
  readonly reason: string;
}

/** A record that may go on over several lines, while they come in. Its first line has been taken. */
export interface OpenRecord {
  /** Whether the next line belongs to the record, and whether it is the last one then. */
  readonly take: (line: Line) => "takes" | "ends" | "refuses";
  /**
   * Whether the lines together are a record, after the last one or where no more of them come. Else each is read by
   * itself. Absent: they always are.
   */
  readonly isWhole?: (joined: Line, ended: boolean) => boolean;
}

/** One log format. Pure: the same line read at the same time gives the same entry. */
export interface Format {
  readonly name: FormatName;
  /** Whether the line looks like one of this format. Cheap; a wrong yes costs an unreadable line. */
  readonly detect: (line: Line) => boolean;
  /** Never throws. `observedTime`: when the line was read, epoch ms. */
  readonly parse: (line: Line, observedTime: number) => Entry | Unreadable;
  /** For lines that hold several records: each as a line of its own, which is what is kept of it. */
  readonly split?: (line: Line) => readonly string[] | undefined;
  /** For formats of several lines: the record that this line begins, if others may follow. */
  readonly open?: (line: Line) => OpenRecord | undefined;
}

export function isUnreadable(parsed: Entry | Unreadable): parsed is Unreadable {
  return "reason" in parsed;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
