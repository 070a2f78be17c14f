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

function readError(error: unknown): MailError {
  if (!(error instanceof Error)) return { code: "", responseCode: 0, message: String(error) };
  const fields = new Map<string, unknown>(Object.entries(error));
  const responseCode = Number(fields.get("responseCode") ?? 0);
  return {
    code: String(fields.get("code") ?? ""),
    responseCode: Number.isFinite(responseCode) ? responseCode : 0,
    message: error.message,
  };
}
