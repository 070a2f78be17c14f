import { createTransport } from "nodemailer";
import type { DeliveryResult } from "../model/delivery.ts";
import type { EmailAttachment, EmailMessage } from "../model/message.ts";
import type { EmailChannel } from "../ports/channel.ts";
import { emailFailure, refusedForNow } from "./email-failure.ts";
import { failure } from "./failure.ts";
import { createPendingRecipients } from "./pending-recipients.ts";

export interface MailAddress {
  readonly name?: string;
  readonly address: string;
}

export interface EmailSettings {
  readonly host: string;
  readonly port: number;
  readonly from: MailAddress;
  /** From the configuration only, never from log text. */
  readonly to: readonly MailAddress[];
  readonly auth?: { readonly user: string; readonly password: string };
  /** Refuse to go on without STARTTLS. */
  readonly requireTls: boolean;
  /** Name said in EHLO. */
  readonly hello?: string;
  readonly timeouts?: MailTimeouts;
}

export interface MailTimeouts {
  readonly connectionMs: number;
  readonly greetingMs: number;
  readonly socketMs: number;
  /** Of one mail from its beginning to its end: a server that says a little now and then is never silent. */
  readonly totalMs: number;
}

/** The library's own are 2 minutes, 30 seconds and 10 minutes. */
export const mailTimeouts: MailTimeouts = {
  connectionMs: 10_000,
  greetingMs: 10_000,
  socketMs: 30_000,
  totalMs: 120_000,
};

/** Port of SMTP over TLS from the first byte (RFC 8314 §3.3). */
const SUBMISSIONS_PORT = 465;

/** One mailbox list of one receiver; a connection for each mail, so that nothing is held between incidents. */
export function createEmailChannel(settings: EmailSettings): EmailChannel {
  const timeouts = settings.timeouts ?? mailTimeouts;
  const bad = [settings.from, ...settings.to].filter((mailbox) => !isAddress(mailbox.address));
  const transport = createTransport({
    host: settings.host,
    port: settings.port,
    secure: settings.port === SUBMISSIONS_PORT,
    requireTLS: settings.requireTls && settings.port !== SUBMISSIONS_PORT,
    connectionTimeout: timeouts.connectionMs,
    greetingTimeout: timeouts.greetingMs,
    socketTimeout: timeouts.socketMs,
    dnsTimeout: timeouts.connectionMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(settings.hello === undefined ? {} : { name: settings.hello }),
    ...(settings.auth === undefined
      ? {}
      : { auth: { user: settings.auth.user, pass: settings.auth.password } }),
  });
  const pending = createPendingRecipients();
  const secrets = settings.auth === undefined ? [] : secretForms(settings.auth);
  const send = async (message: EmailMessage): Promise<DeliveryResult> => {
    if (bad.length > 0)
      return failure("configuration", `no mail address: ${bad.map((b) => b.address).join(", ")}`);
    try {
      const to = pending.of(message.messageId) ?? settings.to.map(({ address }) => address);
      const answer = await transport.sendMail({
        ...mailOf(settings, message),
        envelope: { from: settings.from.address, to: [...to] },
        signal: AbortSignal.timeout(timeouts.totalMs),
      });
      const later = refusedForNow(answer.rejectedErrors ?? []);
      pending.set(message.messageId, later);
      if (later.length === 0) return acceptedWith(message.messageId, answer.rejected ?? []);
      return failure("retry", `taken for others, but not yet for ${later.join(", ")}`, { secrets });
    } catch (error) {
      return emailFailure(error, secrets);
    }
  };
  return { send, close: () => transport.close() };
}

type Mail = Parameters<ReturnType<typeof createTransport>["sendMail"]>[0];
type AttachedFile = NonNullable<Mail["attachments"]>[number];

function mailOf(settings: EmailSettings, message: EmailMessage): Mail {
  return {
    from: mailbox(settings.from),
    to: settings.to.map(mailbox),
    subject: message.subject,
    text: message.text,
    ...(message.html === "" ? {} : { html: message.html }),
    messageId: message.messageId,
    ...(message.inReplyTo === undefined
      ? {}
      : { inReplyTo: message.inReplyTo, references: [message.inReplyTo] }),
    headers: { ...message.headers },
    ...(message.highPriority ? { priority: "high" as const } : {}),
    attachments: message.attachments.map(attached),
  };
}

function attached({ filename, contentType, content, contentId }: EmailAttachment): AttachedFile {
  const file = {
    filename,
    contentType,
    content: typeof content === "string" ? content : Buffer.from(content),
  };
  return contentId === undefined ? file : { ...file, cid: contentId, contentDisposition: "inline" };
}

/** An object, not a text: in a text, a line break or a colon can turn one recipient into others. */
function mailbox(address: MailAddress): { name: string; address: string } {
  return { name: address.name ?? "", address: address.address };
}

function isAddress(address: string): boolean {
  return /^[^\s@<>,;:"()[\]\\\p{Cc}]+@[^\s@<>,;:"()\\\p{Cc}]+$/u.test(address);
}

/** One refused recipient of two is a success to the library; whoever waits for that mail must hear of it. */
function acceptedWith(messageId: string, rejected: readonly unknown[]): DeliveryResult {
  const accepted = { state: "accepted" as const, reference: messageId };
  if (rejected.length === 0) return accepted;
  const names = rejected.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
  return { ...accepted, note: `refused by the mail server: ${names.join(", ")}` };
}

/** A password as it may come back in an error: itself, and as SASL PLAIN and LOGIN say it (RFC 4616). */
function secretForms(auth: { readonly user: string; readonly password: string }): readonly string[] {
  const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
  return [auth.password, base64(auth.password), base64(`\u0000${auth.user}\u0000${auth.password}`)];
}
