import { type Failure, failure } from "./failure.ts";

/** Codes of nodemailer that say that TLS, name or password must be mended. */
const CONFIGURATION: ReadonlySet<string> = new Set([
  "EAUTH",
  "ENOAUTH",
  "EOAUTH2",
  "ETLS",
  "EREQUIRETLS",
  "ECONFIG",
]);

/** The parts of nodemailer's error that decide. */
interface MailError {
  readonly code: string;
  readonly responseCode: number;
  readonly message: string;
}

/** What went wrong with one mail, and what helps (RFC 5321 §4.2.1: 4yz may pass later, 5yz will not). */
export function emailFailure(error: unknown, secrets: readonly string[]): Failure {
  const mail = readError(error);
  const text = `${mail.code === "" ? "" : `${mail.code} `}${mail.message}`;
  if (CONFIGURATION.has(mail.code)) {
    // 454 4.7.0 and 421: the server cannot check the password now.
    return failure(mail.responseCode >= 400 && mail.responseCode < 500 ? "retry" : "configuration", text, {
      secrets,
    });
  }
  if (mail.responseCode >= 500 && mail.responseCode !== 503) {
    return failure(mail.code === "EMESSAGE" ? "content" : "configuration", text, { secrets });
  }
  if (mail.responseCode >= 400) return failure("retry", text, { secrets });
  if (mail.code === "EMESSAGE" || mail.code === "EFILEACCESS" || mail.code === "EURLACCESS") {
    return failure("content", text, { secrets });
  }
  // No TLS, so no mail either; waiting does not help.
  if (/certificate|wrong version number|ERR_TLS_|ERR_SSL_|CERT_/.test(text)) {
    return failure("configuration", text, { secrets });
  }
  // The connection failed. The library does not say how far it was (it says CONN throughout), so all but a
  // connection that never stood counts as if the mail might have been taken.
  return failure(neverConnected(text) ? "retry" : "ambiguous", text, { secrets });
}

function neverConnected(text: string): boolean {
  return /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EDNS|EHOSTUNREACH|ENETUNREACH|Connection timeout|[Gg]reeting/.test(
    text,
  );
}

/** Recipients whom the server may take later: 4yz, as a greylist says it. `errors`: the library's, one for each. */
export function refusedForNow(errors: readonly unknown[]): readonly string[] {
  return errors.flatMap((error) => {
    const fields = fieldsOf(error);
    const code = Number(fields.get("responseCode") ?? 0);
    const recipient = fields.get("recipient");
    return code >= 400 && code < 500 && typeof recipient === "string" ? [recipient] : [];
  });
}

function fieldsOf(error: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(error instanceof Error ? Object.entries(error) : []);
}

function readError(error: unknown): MailError {
  if (!(error instanceof Error)) return { code: "", responseCode: 0, message: String(error) };
  const fields = fieldsOf(error);
  const refusals = fields.get("rejectedErrors");
  // All were refused; the library names the code of one of them.
  const [later] = Array.isArray(refusals) ? refusedForNow(refusals) : [];
  const responseCode = later === undefined ? Number(fields.get("responseCode") ?? 0) : 450;
  return {
    code: String(fields.get("code") ?? ""),
    responseCode: Number.isFinite(responseCode) ? responseCode : 0,
    message: error.message,
  };
}
