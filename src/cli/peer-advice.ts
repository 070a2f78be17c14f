import type { ChannelType } from "../model/delivery.ts";

/** What a peer's answer means, and what to do about it. */
export interface PeerAdvice {
  /** As it stands in docs/receivers.md. */
  readonly code: string;
  /** Found in the failure's one line. */
  readonly when: RegExp;
  readonly means: string;
  readonly mend: string;
}

const SLACK: readonly PeerAdvice[] = [
  {
    code: "channel_not_found",
    when: /\bchannel_not_found\b/,
    means: "there is no such channel, or it is a private one that the app is not in",
    mend: "use the channel's id (C…, at the bottom of its details); in a private channel write /invite @ and the app's name",
  },
  {
    code: "not_in_channel",
    when: /\bnot_in_channel\b/,
    means: "the app is not a member of the channel",
    mend: "write /invite @ and the app's name in the channel, or give the app the scope chat:write.public",
  },
  {
    code: "is_archived",
    when: /\bis_archived\b/,
    means: "the channel is archived",
    mend: "name another channel, or bring this one back",
  },
  {
    code: "missing_scope",
    when: /\bmissing_scope\b/,
    means: "the app may not do this; the scope that it needs is named above",
    mend: "add the scope under OAuth & Permissions of the app, install the app again, and take over its token",
  },
  {
    code: "invalid_auth, not_authed",
    when: /\b(?:invalid_auth|not_authed)\b/,
    means: "Slack does not know this token",
    mend: "look at the token: a bot token begins with xoxb- and is used whole",
  },
  {
    code: "token_revoked, token_expired, account_inactive",
    when: /\b(?:token_revoked|token_expired|account_inactive)\b/,
    means: "the token was good once: it was taken back, has run out, or its user is gone",
    mend: "install the app again and take over its new token",
  },
  {
    code: "not_allowed_token_type",
    when: /\bnot_allowed_token_type\b/,
    means: "this is another kind of token",
    mend: "use the bot token (xoxb-…), not an app-level (xapp-…) or a configuration token",
  },
  {
    code: "restricted_action, no_permission, access_denied",
    when: /\b(?:restricted_action\w*|no_permission|access_denied|user_is_restricted|ekm_access_denied|org_login_required|team_access_not_granted)\b/,
    means: "the workspace or the channel does not allow the app to post there",
    mend: "ask an administrator of the workspace to allow it, or use another channel",
  },
  {
    code: "ratelimited, 429",
    when: /\b(?:ratelimited|rate_limited|message_limit_exceeded|429)\b/,
    means: "Slack asks to wait: somebody uses the same app or channel a lot",
    mend: "nothing for one message, Tocsin waits as long as it is told; when it lasts, give Tocsin an app of its own",
  },
  {
    code: "invalid_blocks, msg_too_long",
    when: /\b(?:invalid_blocks\w*|msg_too_long|msg_blocks_too_long|no_text|invalid_arguments|block_mismatch)\b/,
    means: "Slack does not take this content",
    mend: "see whether a template of yours makes it: `tocsin check`; a shorter message is sent instead",
  },
  {
    code: "internal_error, HTTP 5xx",
    when: /\b(?:internal_error|fatal_error|service_unavailable|HTTP 5\d\d)\b/,
    means: "Slack is in trouble itself",
    mend: "look at https://slack-status.com and try again",
  },
  {
    code: "no JSON of Slack's, HTTP 3xx, 404, 407",
    when: /\bno JSON of Slack|\bHTTP (?:3\d\d|4\d\d)\b/,
    means: "somebody else answers: a proxy, a sign-in page, or a wrong api_url",
    mend: "leave out `api_url`, or correct it; see which proxy stands between",
  },
];

const EMAIL: readonly PeerAdvice[] = [
  {
    code: "535, EAUTH",
    when: /\b(?:535|EAUTH)\b/,
    means: "the mail server does not take this user name and password",
    mend: "look at `auth_username` and at what `auth_password` names; many providers want a password made for one program",
  },
  {
    code: "530, 538, ENOAUTH",
    when: /\b(?:530|538|ENOAUTH)\b/,
    means: "the mail server wants a user name and a password, or encryption first",
    mend: "set `auth_username` and `auth_password`; leave out `require_tls: false`",
  },
  {
    code: "wrong version number",
    when: /wrong version number|ERR_SSL/i,
    means: "one side speaks TLS from the first byte and the other does not",
    mend: "port 465 is for TLS from the first byte, 587 and 25 for STARTTLS: use the port that fits the server",
  },
  {
    code: "certificate",
    when: /certificate|self.signed|altname|CERT_|UNABLE_TO_/i,
    means:
      "the server's certificate is not for this name, has run out, or is signed by somebody unknown here",
    mend: "use the name that the certificate is for; make a company's own authority known by NODE_EXTRA_CA_CERTS",
  },
  {
    code: "ETLS, EREQUIRETLS, STARTTLS",
    when: /\b(?:ETLS|EREQUIRETLS)\b|STARTTLS/,
    means: "the server offers no encryption, and without it nothing is sent",
    mend: "use its port for submission (587 or 465); on a network that you trust, and without password, `require_tls: false`",
  },
  {
    code: "552, 554 after DATA",
    when: /\b552\b|\bEMESSAGE\b/,
    means: "the server does not take this content, by its size or by what it says",
    mend: "ask whoever runs the mail server; a shorter mail is sent instead",
  },
  {
    code: "550, 551, 553",
    when: /\b(?:550|551|553|554)\b/,
    means: "the server does not take this recipient or this sender",
    mend: "look at `to` and `from`: does the mailbox exist, and may this server send for that domain",
  },
  {
    code: "421, 450, 451, 452",
    when: /\b(?:421|45\d)\b/,
    means: "the server cannot now: busy, full, or it makes unknown senders wait (greylisting)",
    mend: "nothing for one mail, Tocsin tries again; when it lasts, ask whoever runs the mail server",
  },
];

const WEBHOOK: readonly PeerAdvice[] = [
  {
    code: "HTTP 400, 406, 415, 422",
    when: /\bHTTP (?:400|406|415|422)\b/,
    means: "the peer does not understand the payload",
    mend: "the address must take Alertmanager's webhook payload, version 4; Slack's and Teams' incoming webhooks take others",
  },
  {
    code: "HTTP 401, 403, 407",
    when: /\bHTTP (?:401|403|407)\b/,
    means: "the peer wants credentials, or others",
    mend: "set `http_config.authorization.credentials`, or look at what it names",
  },
  {
    code: "HTTP 404, 405, 410",
    when: /\bHTTP (?:404|405|410)\b/,
    means: "there is nothing at this address that takes a POST",
    mend: "look at `url`: was the webhook deleted, is its path whole",
  },
  {
    code: "HTTP 413",
    when: /\bHTTP 413\b/,
    means: "the payload is too large for the peer",
    mend: "set `max_alerts`; a shorter payload is sent instead",
  },
  {
    code: "HTTP 429, 503",
    when: /\bHTTP (?:408|425|429|503)\b/,
    means: "the peer asks to wait",
    mend: "nothing for one payload, Tocsin waits as long as it is told",
  },
  {
    code: "HTTP 3xx",
    when: /\bHTTP 3\d\d\b/,
    means: "the peer sends us elsewhere, which is not followed: credentials and incidents would go along",
    mend: "put the address into `url` to which it redirects, mostly the one with https://",
  },
  {
    code: "HTTP 500, 502, 504",
    when: /\bHTTP 5\d\d\b/,
    means: "the peer failed, and may have taken the payload before",
    mend: "look at the peer's own log; the payload is sent again with the same Idempotency-Key",
  },
  {
    code: "a page of HTML with 200",
    when: /page of HTML/,
    means: "a person's page rather than a program answered, such as one to sign in",
    mend: "look at `url`, and at what stands in front of it",
  },
];

/** Of the way there, whatever is spoken on it. */
const NETWORK: readonly PeerAdvice[] = [
  {
    code: "ECONNREFUSED",
    when: /\bECONNREFUSED\b/,
    means: "the machine is there, and nothing listens at this port",
    mend: "look at the port, and whether the peer runs",
  },
  {
    code: "ENOTFOUND, EAI_AGAIN, EDNS",
    when: /\b(?:ENOTFOUND|EAI_AGAIN|EDNS)\b/,
    means: "the name of the machine cannot be found",
    mend: "look at its spelling, and whether this machine can ask a name server",
  },
  {
    code: "TLS failed",
    when: /\bTLS failed\b/,
    means:
      "the peer's certificate is not for this name, has run out or is signed by somebody unknown here, or it speaks no TLS",
    mend: "use the name that the certificate is for; make a company's own authority known by NODE_EXTRA_CA_CERTS; http:// where there is no TLS",
  },
  {
    code: "EHOSTUNREACH, ENETUNREACH, ETIMEDOUT",
    when: /\b(?:EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ECONNECTION|UND_ERR_CONNECT_TIMEOUT)\b|Connection timeout/,
    means: "no way leads there from this machine",
    mend: "look at firewalls, and whether a proxy must be used (NODE_USE_ENV_PROXY, HTTPS_PROXY)",
  },
  {
    code: "no answer in time",
    when: /no answer in time|[Gg]reeting never|\bEABORT\b|[Tt]imeout/,
    means:
      "there was no answer in time: a firewall that drops what it does not let through, or a peer that hangs",
    mend: "try the address from this machine with curl or openssl s_client; is it the right port",
  },
  {
    code: "the connection broke",
    when: /connection broke|\bECONNRESET\b|\bESOCKET\b|socket close|Connection closed/i,
    means: "the peer hung up; the message may have arrived all the same",
    mend: "look at the peer's own log, and at what stands between",
  },
];

/** By kind of channel, in the order in which they are tried; the way there comes last. */
export const PEER_ADVICE: Readonly<Record<ChannelType | "network", readonly PeerAdvice[]>> = {
  slack: SLACK,
  email: EMAIL,
  webhook: WEBHOOK,
  network: NETWORK,
};

const UNKNOWN: Pick<PeerAdvice, "means" | "mend"> = {
  means: "this program does not know the answer",
  mend: "look it up in what the peer documents, and at the peer's own log",
};

export function adviceFor(channel: ChannelType, said: string): Pick<PeerAdvice, "means" | "mend"> {
  return [...PEER_ADVICE[channel], ...NETWORK].find(({ when }) => when.test(said)) ?? UNKNOWN;
}
