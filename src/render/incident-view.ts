import type { Json } from "../model/entry.ts";

/**
 * What every template sees: one incident, already in words. Texts are plain, control characters made visible,
 * one line each unless said otherwise; each channel's escaping is added when a template inserts them. What is
 * undefined is not known or does not apply: templates ask with {{#if}}.
 */
export interface IncidentView {
  /** INC-42 */
  readonly id: string;
  /** 42 */
  readonly number: number;
  readonly title: string;
  /** The title under which people were first told: a mail's subject must not change. */
  readonly subjectTitle: string;
  /** The title cut so that the notification fits a lock screen. */
  readonly shortTitle: string;
  readonly status: StatusWord;
  /** A coloured mark that goes with the status word, never instead of it. */
  readonly statusMark: string;
  /** The page's and the mail's colour for the status, #rrggbb. */
  readonly statusColour: string;
  readonly severity: SeverityWord;
  /** True while alerts fire, acknowledged or not. */
  readonly open: boolean;
  readonly resolved: boolean;
  /** Why this message is sent, one sentence. */
  readonly news: string;
  readonly since: InstantView;
  /** When it ended; only when resolved. */
  readonly until: InstantView | undefined;
  /** From start to end, or until now: `1 minute 30 seconds`. */
  readonly lasted: string;
  /** Said when the message comes more than a minute after it was decided. */
  readonly late: string | undefined;
  readonly sentAt: InstantView;
  /** How bad: one or two sentences. */
  readonly impact: string;
  /** The same in at most 60 characters, for the notification. */
  readonly impactShort: string;
  /** Whether it goes on or is over, one sentence. */
  readonly activity: string;
  /** Where: one for each dimension that the entries name. */
  readonly where: readonly WhereView[];
  /** What of it must be known first; also what stands out, and what is not affected. */
  readonly whereFirst: readonly WhereView[];
  /** What was changed just before; undefined where facts are missing altogether. */
  readonly changed: ChangedView | undefined;
  /** Earlier incidents of the same kind; undefined where there was none. */
  readonly past: PastView | undefined;
  /** Whether it gets worse; only while it is open, and only where somebody could find out. */
  readonly trend: TrendView | undefined;
  /** How bad it was at its worst; only when resolved. */
  readonly peak: PeakView | undefined;
  /** `Reopened 2 times, the third time in an hour.`; undefined where it never came back. */
  readonly flapping: string | undefined;
  /** Retry-After: how long clients were told to stay away, and until when. */
  readonly backoff: BackoffView | undefined;
  /** Why it fails, where enough log lines say so. */
  readonly cause: CauseView | undefined;
  /** Worst first, at most 5. */
  readonly alerts: readonly AlertView[];
  /** `showing 5 of 41 alerts`; undefined where all are shown. */
  readonly alertsMore: string | undefined;
  /** For the ticket: at most 100. */
  readonly allAlerts: readonly AlertView[];
  readonly allAlertsMore: string | undefined;
  /** True when the incident holds more than one alert. */
  readonly severalAlerts: boolean;
  readonly evidence: EvidenceView | undefined;
  readonly traces: TracesView | undefined;
  readonly runbook: RunbookView | undefined;
  /** Who has it. */
  readonly holder: string;
  /** How it was decided, one for each rule. */
  readonly decisions: readonly DecisionView[];
  /** What the message cannot say, and why; each `pods: the log does not name them`. */
  readonly notKnown: readonly string[];
  /** Newest last. */
  readonly timeline: readonly TimelineView[];
  /** `showing 50 of 64 events`; undefined where all are shown. */
  readonly timelineMore: string | undefined;
  readonly see: SeeView;
  /** `3 values redacted`, of those in the matches' log lines; undefined where none was. */
  readonly redactions: string | undefined;
  /** About silences and routes: why you read this, or had not until now. Each one sentence. */
  readonly notices: readonly string[];
  /** Matches over time as a picture; undefined where there is nothing to draw. */
  readonly chart: ChartView | undefined;
  /** The picture itself. Not for templates, which would escape it. */
  readonly chartSvg: string | undefined;
  /** The same for machines; becomes the JSON ticket. Not for templates. */
  readonly machine: { readonly [key: string]: Json };
}

export type StatusWord = "OPEN" | "REOPENED" | "ACKNOWLEDGED" | "RESOLVED";
export type SeverityWord = "CRITICAL" | "WARNING" | "INFO";

export interface InstantView {
  /** 2026-11-22 09:43:39 UTC */
  readonly utc: string;
  /** Slack's date token, which each reader sees in their own zone. */
  readonly slack: string;
  /** 2026-11-22T09:43:39.000Z */
  readonly iso: string;
}

export interface TrendView {
  /** `getting worse`, `getting better`, `steady`, `no new matches`; undefined where it is too early to say. */
  readonly word: string | undefined;
  /** The same with numbers, one sentence. */
  readonly text: string;
}

export interface PeakView {
  /** `At its worst 184 of 184 requests within 8 seconds`, without a full stop: the instant follows. */
  readonly text: string;
  readonly at: InstantView;
}

export interface BackoffView {
  /** How many answers told whom to wait how long, one sentence. */
  readonly told: string;
  /** The latest moment at which a client that obeys may come back. */
  readonly ends: InstantView;
  /** From now until then; undefined when that is past. */
  readonly left: string | undefined;
}

export interface ChartView {
  /** What the picture shows, in words and numbers. */
  readonly alt: string;
  /** Content-ID of the picture in a mail: `<img src="cid:{{chart.cid}}">`; undefined where none is attached. */
  readonly cid: string | undefined;
}

export interface ChangedView {
  /** The change that is most likely to matter, or why none is known. */
  readonly text: string;
  readonly items: readonly ChangeView[];
  /** `showing 5 of 12 changes`; undefined where all are shown. */
  readonly more: string | undefined;
}

export interface ChangeView {
  /** `athens v0.15.1 (module-proxy, by ana), 7 minutes before it began` */
  readonly text: string;
  readonly at: InstantView;
  readonly url: string | undefined;
}

export interface PastView {
  /** The latest of them, and how many there were. */
  readonly text: string;
  /** Each `INC-3, ended 2 days before: ana resolved it after 11 minutes: rolled back.` */
  readonly items: readonly string[];
  /** `showing 3 of 12 incidents`; undefined where all are shown. */
  readonly more: string | undefined;
}

export interface WhereView {
  /** pods, upstreams, clients, … as it begins a line: `Pods`. */
  readonly label: string;
  /** `12, most often a (812), b (390), c (100)` */
  readonly text: string;
  /** The same with all names that are known. */
  readonly longText: string;
}

export interface AlertView {
  readonly title: string;
  readonly rule: string;
  readonly severity: SeverityWord;
  /** firing, resolved */
  readonly state: string;
  /** service=module-proxy, client_id=ci-7; `(none)` where absent. */
  readonly group: string;
  readonly since: InstantView;
  /** The value when it fired; undefined where the condition has none. */
  readonly value: string | undefined;
}

export interface CauseView {
  /** `the upstream refused the connection (connect_refused), as the log says of 5,911 of 6,870` */
  readonly text: string;
  /** The first line that says so, where one was kept. */
  readonly example: LogLineView | undefined;
}

export interface PatternView {
  readonly count: string;
  readonly pattern: string;
}

export interface LogLineView {
  readonly at: InstantView;
  readonly source: string;
  /** By which the entry can be found again. */
  readonly sequence: number;
  /** At most 600 characters, on one line. */
  readonly line: string;
  /** Whole, with its line breaks. */
  readonly verbatim: string;
}

export interface EvidenceView {
  readonly patterns: readonly PatternView[];
  /** `showing 5 of 41 patterns`; undefined where all are shown. */
  readonly patternsMore: string | undefined;
  readonly first: LogLineView;
  /** What the proxy's error log says of these requests. */
  readonly errors: readonly PatternView[];
  /** The one that took longest; undefined where it is the first or the latest. */
  readonly slowest: LogLineView | undefined;
  /** Undefined when there is only one. */
  readonly latest: LogLineView | undefined;
}

export interface TraceView {
  /** 32 hex digits. */
  readonly id: string;
  /** first, slowest, typical */
  readonly why: string;
  readonly at: InstantView;
  /** `2.51 s`; undefined where the log has none. */
  readonly duration: string | undefined;
  readonly url: string | undefined;
}

export interface TracesView {
  readonly chosen: readonly TraceView[];
  /** `719 traces in all`; `1 trace in all` */
  readonly total: string;
  /** At most 200. */
  readonly all: readonly string[];
  /** `showing 200 of 719`; undefined where all are listed. */
  readonly allMore: string | undefined;
}

export interface RunbookView {
  /** At most 5; `…` marks code: insert with {{prose this}}. */
  readonly steps: readonly string[];
  /** The first three of them, for where there is little room. */
  readonly firstSteps: readonly string[];
  /** What the first step is about, without its commands; undefined where there is no step. */
  readonly firstAction: string | undefined;
  /** `showing 3 of 5 steps`; undefined where these are all. */
  readonly stepsMore: string | undefined;
  /** Path or URL as written in the rule. */
  readonly place: string;
  /** The place, where it is a URL. */
  readonly url: string | undefined;
}

export interface DecisionView {
  readonly rule: string;
  /** rules/sustained-502.yaml:1 */
  readonly place: string;
  /** The whole in one sentence; `…` marks code: insert with {{prose line}}. */
  readonly line: string;
  /** Why the rule exists. */
  readonly why: string | undefined;
}

export interface TimelineView {
  readonly at: InstantView;
  readonly text: string;
}

export interface SeeView {
  /** The incident's page; only where public_url is set. */
  readonly url: string | undefined;
  /** tocsin incidents show 42 */
  readonly command: string;
}
