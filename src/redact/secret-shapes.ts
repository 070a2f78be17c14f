/** A stretch of text that is a secret, in UTF-16 units, the end exclusive. */
export interface SecretRange {
  readonly start: number;
  readonly end: number;
  /** Names the secret in the replacement: lower-case letters and underscores. */
  readonly kind: string;
  /** What the hash is made of, where the same secret is written in several ways; absent: the text. */
  readonly name?: string;
  /** The value is a bare JSON number and needs quotes around its replacement. */
  readonly quote?: true;
}

/** Finds secrets of one kind in a text, in time linear in its length. */
export interface SecretPattern {
  readonly kind: string;
  readonly find: (text: string) => readonly SecretRange[];
}

/** A pattern of which the whole match is the secret, or group 1 where there is one. */
export function shape(kind: string, pattern: RegExp): SecretPattern {
  return {
    kind,
    find: (text) => {
      const ranges: SecretRange[] = [];
      for (const match of text.matchAll(pattern)) {
        const inner = match[1] ?? match[0];
        const start = match.index + match[0].lastIndexOf(inner);
        ranges.push({ start, end: start + inner.length, kind });
      }
      return ranges;
    },
  };
}

/** `Basic` is also an ordinary word: credentials are base64 of something with a colon. */
const basic: SecretPattern = {
  kind: "basic",
  find: (text) =>
    shape("basic", /\bbasic[ +]+([a-z0-9+/_-]{6,}={0,2})/gi)
      .find(text)
      .filter(({ start, end }) => Buffer.from(text.slice(start, end), "base64").includes(":")),
};

/**
 * An e-mail address. Not one: `mod@v1.8.1-rc.beta`, `pkg@branch.name` behind a slash unless it ends like a
 * domain, and the `git@` of a repository's address.
 */
const email: SecretPattern = {
  kind: "email",
  find: (text) => {
    const ranges: SecretRange[] = [];
    for (const match of text.matchAll(EMAIL)) {
      const [address, local = "", domain = "", last = ""] = match;
      if (local === "git" || /^v\d/i.test(domain)) continue;
      if (text.charAt(match.index - 1) === "/" && !COMMON_DOMAINS.has(last.toLowerCase())) continue;
      ranges.push({ start: match.index, end: match.index + address.length, kind: "email" });
    }
    return ranges;
  },
};

const EMAIL = /(?<![\w.+-])([\w.+-]{1,64})@((?:[a-z0-9](?:[a-z0-9-]{0,62}\.)){1,8}([a-z]{2,24}))(?![\w@-])/gi;
const COMMON_DOMAINS: ReadonlySet<string> = new Set(
  "com org net edu gov io dev app co ai info biz de uk fr nl ch at eu us ca au jp cn in br".split(" "),
);

/** Secrets that are known by how they look, wherever they stand. */
export const SECRET_SHAPES: readonly SecretPattern[] = [
  shape("github_token", /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{16,255}|github_pat_\w{20,255})/g),
  shape("gitlab_token", /(?<![A-Za-z0-9])gl(?:pat|dt|rt|ptt|oas|ft|cbt|soat|imt|agent)-[\w-]{16,255}/g),
  shape("slack_token", /(?<![A-Za-z0-9])(?:xox[abeoprs]|xapp)-[\w-]{8,255}/g),
  shape("slack_webhook", /hooks\.slack\.com\/(?:services|workflows|triggers)\/([\w/-]{8,255})/g),
  shape("aws_key_id", /(?<![A-Za-z0-9])(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}(?![A-Za-z0-9])/g),
  shape("google_key", /(?<![\w-])AIza[\w-]{35}(?![\w-])/g),
  shape("jwt", /(?<![\w-])eyJ[\w-]{6,}\.[\w-]{4,}(?:\.[\w-]*){0,3}/g),
  shape("bearer", /\bbearer[ +]+((?=[^\s"]{0,64}\d)[\w.~+/-]{8,}={0,2})/gi),
  basic,
  // Userinfo ends at the last @ before the path, and a user alone may be a token; `git` is nobody's secret.
  shape("url_credentials", /:\/\/(?!git@|\[redacted:[a-z_]+:[0-9a-f]{4}\]@)([^\s/?#"<>\\]{1,512})@/g),
  shape("ssn", /(?<!(?<!%[0-9A-F])[\w.-]|[\d.-])\d{3}-\d{2}-\d{4}(?![\w-])/gi),
  email,
];
