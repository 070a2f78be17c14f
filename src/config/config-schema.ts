import { z } from "zod";
import { isTimeZone } from "../formats/time-zone.ts";
import { ROLES } from "../model/role.ts";
import { durationSchema } from "../rules/duration-schema.ts";
import { isMailbox, parseAddress, urlProblem } from "./address.ts";
import { retentionSchema, selfSchema } from "./operation-schema.ts";
import { inhibitRuleSchema, maxInhibitRules, routeSchema } from "./route-schema.ts";
import { isSourceFormat, sourceFormatNames } from "./source-formats.ts";
import { namedIntervalSchema } from "./time-interval-schema.ts";

const text = z.string().min(1);

function checked(name: string, hint: string, problemOf: (value: string) => string | undefined): z.ZodString {
  return z.string().superRefine((value, context) => {
    const problem = problemOf(value);
    if (problem === undefined) return;
    context.addIssue({ code: "custom", message: problem, params: { name, hint } });
  });
}

const webAddress = checked("bad-url", "such as https://tocsin.example.com", (value) => {
  const problem = urlProblem(value);
  return problem === undefined ? undefined : `the address ${problem}`;
});

const publicUrl = checked("bad-url", "such as https://tocsin.example.com", (value) => {
  const problem = urlProblem(value);
  if (problem !== undefined) return `the address ${problem}`;
  const { pathname, search, hash } = new URL(value);
  // Pages and their links stand at the root.
  return pathname === "/" && search === "" && hash === "" ? undefined : "the address must have no path";
});

const traceLink = checked("bad-url", "such as https://traces.example.com/trace/{{trace_id}}", (value) => {
  const problem = urlProblem(value.replaceAll("{{trace_id}}", "0"));
  if (problem !== undefined) return `the address ${problem}`;
  if (!value.includes("{{trace_id}}")) return "the link holds no `{{trace_id}}`";
  return /\{\{(?!trace_id\}\})/.test(value)
    ? "the link holds a placeholder other than `{{trace_id}}`"
    : undefined;
});

const address = checked("bad-address", "such as 127.0.0.1:8420", (value) =>
  parseAddress(value) === undefined ? `\`${value}\` is no host:port` : undefined,
);

const mailbox = checked("bad-mailbox", "such as Tocsin <tocsin@example.com>", (value) =>
  isMailbox(value) ? undefined : `\`${value}\` is no mail address`,
);

const format = z.string().superRefine((value, context) => {
  if (isSourceFormat(value)) return;
  const hint = `there are ${sourceFormatNames().join(", ")}`;
  const message = `\`${value}\` is no format`;
  context.addIssue({ code: "custom", message, params: { name: "bad-format", hint } });
});

const timeZone = checked("bad-time-zone", "such as Europe/Berlin, or UTC", (value) =>
  isTimeZone(value) ? undefined : `\`${value}\` is no time zone`,
);

/** Where a secret comes from. What is not a map is caught before, so that no message echoes it. */
export const secretSchema = z.strictObject({ env: text.optional(), file: text.optional() });

const token = z.strictObject({
  name: text.max(64),
  role: z.enum(ROLES),
  token: secretSchema,
  sources: z.array(text).min(1).optional(),
});

const mapping = z.union(
  [text, z.strictObject({ path: text, unit: z.enum(["s", "ms", "us", "ns"]).optional() })],
  {
    error: "expected a key, or a map with `path` and `unit`",
  },
);

const tag = z.strictObject({
  from: z.array(text).optional(),
  values: z.record(text, z.array(text)).optional(),
});

const source = z.strictObject({
  name: text,
  path: text,
  format: format.optional(),
  time_zone: timeZone.optional(),
  fields: z.record(text, mapping).optional(),
  delay: durationSchema({ positive: false }).optional(),
  silent_after: durationSchema({ positive: false }).optional(),
  service: text.optional(),
  env: text.optional(),
  team: text.optional(),
  tenant: text.optional(),
});

const syslogAddress = checked("bad-address", "such as 127.0.0.1:5514", (value) =>
  /^\d{1,5}$/.test(value) || parseAddress(value) !== undefined ? undefined : `\`${value}\` is no host:port`,
);

const syslog = z.strictObject({
  name: text,
  tcp: syslogAddress.optional(),
  udp: syslogAddress.optional(),
  allow_remote: z.boolean().optional(),
  format: format.optional(),
  time_zone: timeZone.optional(),
  service: text.optional(),
  env: text.optional(),
  team: text.optional(),
  tenant: text.optional(),
});

const slack = z.strictObject({ channel: text, token: secretSchema, api_url: webAddress.optional() });

const email = z.strictObject({
  to: z.array(mailbox).min(1),
  from: mailbox,
  smarthost: address,
  auth_username: text.optional(),
  auth_password: secretSchema.optional(),
  require_tls: z.boolean().optional(),
  hello: text.optional(),
});

/** Plain, or as a secret: an address may be all that is needed to post there. */
const webhookUrl = z.union([z.string(), secretSchema], {
  error: "expected an address, or a map with `env` or `file`",
});

const webhook = z.strictObject({
  url: webhookUrl,
  send_resolved: z.boolean().optional(),
  http_config: z
    .strictObject({
      authorization: z.strictObject({ type: text.optional(), credentials: secretSchema }).optional(),
    })
    .optional(),
  max_alerts: z.int().nonnegative().optional(),
});

const receiver = z.strictObject({
  name: text,
  slack_configs: z.array(slack).optional(),
  email_configs: z.array(email).optional(),
  webhook_configs: z.array(webhook).optional(),
});

const redact = z.strictObject({
  patterns: z.array(z.strictObject({ name: text, pattern: text })).optional(),
  key_names: z.array(text).optional(),
  private_modules: z
    .union([text, z.array(text)], { error: "expected a list of patterns, or one text with commas" })
    .optional(),
});

/** The keys of tocsin.yaml; all are optional. */
export const configSchema = z.strictObject({
  data: text.optional(),
  listen: address.optional(),
  rules: z.array(text).min(1).optional(),
  templates: text.optional(),
  runbooks: text.optional(),
  links: z.strictObject({ trace: traceLink.optional() }).optional(),
  sources: z.array(source).optional(),
  taxonomy: z.strictObject({ env: tag.optional(), team: tag.optional(), service: tag.optional() }).optional(),
  syslog: z.array(syslog).optional(),
  delay: durationSchema({ positive: false }).optional(),
  max_skew: durationSchema({ positive: true }).optional(),
  catch_up: durationSchema({ positive: true }).optional(),
  lateness: durationSchema({ positive: true }).optional(),
  idle_after: durationSchema({ positive: true }).optional(),
  http: z.strictObject({ token: secretSchema.optional(), tokens: z.array(token).optional() }).optional(),
  public_url: publicUrl.optional(),
  redact: redact.optional(),
  route: routeSchema.optional(),
  receivers: z.array(receiver).optional(),
  fallback_receiver: text.optional(),
  time_intervals: z.array(namedIntervalSchema).optional(),
  inhibit_rules: z.array(inhibitRuleSchema).max(maxInhibitRules).optional(),
  retention: retentionSchema.optional(),
  heartbeat: z
    .strictObject({ url: webhookUrl, every: durationSchema({ positive: true }).optional() })
    .optional(),
  self: selfSchema.optional(),
});

export type ConfigKeys = Partial<z.output<typeof configSchema>>;
export type ReceiverKeys = z.output<typeof receiver>;
export type EmailKeys = z.output<typeof email>;
export type WebhookKeys = z.output<typeof webhook>;
export type SecretKeys = z.output<typeof secretSchema>;
