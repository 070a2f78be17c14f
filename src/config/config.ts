import type { FieldMapping } from "../formats/field-mapping.ts";
import type { FormatName } from "../formats/format.ts";
import type { Taxonomy } from "../formats/taxonomy.ts";
import type { InhibitRule } from "../model/inhibit-rule.ts";
import type { Role } from "../model/role.ts";
import type { InfoPolicy, Route } from "../model/route.ts";
import type { RedactionSettings } from "../redact/redaction-settings.ts";

/** A secret. It is a function, so that no log and no JSON of the configuration can show it. */
export interface Secret {
  /** Such as "environment variable SLACK_TOKEN" or "file /run/secrets/slack". */
  readonly origin: string;
  readonly reveal: () => string;
}

/** A file that is tailed. */
export interface SourceConfig {
  readonly name: string;
  readonly path: string;
  readonly format: FormatName | "auto";
  /** Of stamps that do not name theirs; absent: UTC. */
  readonly timeZone?: string;
  /** Keys of its JSON that mean fields of an entry. */
  readonly fields?: readonly FieldMapping[];
  /** Log time is judged this long after the fact, so that lines that are under way can arrive. */
  readonly delayMs: number;
  /** A file that brings no entry for this long is a finding; absent: as `self` says. 0: never. */
  readonly silentAfterMs?: number;
  /** Given to entries that do not say it themselves. */
  readonly service?: string;
  readonly env?: string;
  readonly team?: string;
  readonly tenant?: string;
}

/** Sockets at which syslog is taken. */
export interface SyslogConfig
  extends Pick<
    SourceConfig,
    "name" | "format" | "timeZone" | "fields" | "service" | "env" | "team" | "tenant"
  > {
  readonly tcp?: { readonly host: string; readonly port: number };
  readonly udp?: { readonly host: string; readonly port: number };
}

export interface SlackConfig {
  /** Name or id. */
  readonly channel: string;
  readonly token: Secret;
  /** Absent: Slack's own. */
  readonly apiUrl?: string;
}

export interface EmailConfig {
  readonly to: readonly string[];
  readonly from: string;
  readonly smarthost: { readonly host: string; readonly port: number };
  readonly auth?: { readonly username: string; readonly password: Secret };
  readonly requireTls: boolean;
  /** What EHLO says; absent: the machine's name. */
  readonly hello?: string;
}

/** An address that takes Alertmanager's webhook payload. */
export interface WebhookConfig {
  /** Shown nowhere: whoever knows it may post there. */
  readonly url: Secret;
  readonly sendResolved: boolean;
  readonly authorization?: { readonly type: string; readonly credentials: Secret };
  /** 0: all. */
  readonly maxAlerts: number;
}

export interface ReceiverConfig {
  readonly name: string;
  readonly slackConfigs: readonly SlackConfig[];
  readonly emailConfigs: readonly EmailConfig[];
  readonly webhookConfigs: readonly WebhookConfig[];
}

/** A token of one person or program. */
export interface TokenConfig {
  /** Who is recorded as having done what is done with it. */
  readonly name: string;
  readonly role: Role;
  readonly token: Secret;
  /** The sources whose lines it may send; absent: any. */
  readonly sources?: readonly string[];
}

export interface HttpConfig {
  /** May do everything. */
  readonly token?: Secret;
  readonly tokens?: readonly TokenConfig[];
}

/** What is deleted, and when. */
export interface RetentionConfig {
  /** Of entries by log time, of unparsable lines by the time they were read. */
  readonly maxAgeMs: number;
  /** Of the pages of entries.db that are in use; 0: no limit. */
  readonly maxBytes: number;
  /** Of closed incidents with all that is theirs, and of silences, since they ended. */
  readonly incidentsMaxAgeMs: number;
}

/** A request by which somebody else notices that Tocsin has stopped. */
export interface HeartbeatConfig {
  /** Shown nowhere: whoever knows it could beat in our place. */
  readonly url: Secret;
  readonly everyMs: number;
}

/** When Tocsin finds that something is wrong with itself. 0 switches a finding off. */
export interface SelfConfig {
  readonly sourceSilentAfterMs: number;
  /** Of a source's lines within five minutes. */
  readonly unparsableShare: number;
  readonly deadRuleAfterMs: number;
  readonly deliveryFailingAfterMs: number;
  /** Of the disk that holds the data. */
  readonly diskFreeShare: number;
}

/** Everything that `tocsin.yaml` says, defaults filled in, durations in ms, paths as this process opens them. */
export interface Config {
  /** Directory of entries.db and state.db. */
  readonly data: string;
  readonly listen: { readonly host: string; readonly port: number };
  /** Directories and files of rules. */
  readonly rules: readonly string[];
  /** Directory of templates that replace the shipped ones. */
  readonly templates?: string;
  /** Directory that a rule's `runbook` is relative to. */
  readonly runbooks: string;
  readonly links: {
    /** With {{trace_id}} in it. */
    readonly trace?: string;
  };
  readonly sources: readonly SourceConfig[];
  /** What tags and their values are called. */
  readonly taxonomy: Taxonomy;
  readonly syslog: readonly SyslogConfig[];
  /** For lines that come over HTTP, and for sources that do not say their own. */
  readonly delayMs: number;
  readonly maxSkewMs: number;
  /** Incidents that ended longer ago than this before they were judged are told of together, as a digest. */
  readonly catchUpMs: number;
  /** Entries that come later than this after their time are stored, and not judged any more. */
  readonly latenessMs: number;
  readonly idleAfterMs: number;
  readonly http: HttpConfig;
  /** Where people reach the pages, without a slash at its end; absent: messages name the command instead. */
  readonly publicUrl?: string;
  /** What is redacted besides what always is. */
  readonly redact: RedactionSettings;
  /** Absent: nobody is told; `tocsin incidents` still shows everything. */
  readonly route?: Route;
  readonly info: InfoPolicy;
  readonly inhibitRules: readonly InhibitRule[];
  readonly retention: RetentionConfig;
  /** Absent: nobody watches. */
  readonly heartbeat?: HeartbeatConfig;
  readonly self: SelfConfig;
  readonly receivers: readonly ReceiverConfig[];
  /** Who is told in place of a receiver that cannot be reached. */
  readonly fallbackReceiver?: string;
}
