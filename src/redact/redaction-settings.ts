/** A pattern of the operator's own. */
export interface OwnPattern {
  /** The KIND of its marks: lower-case letters and underscores. */
  readonly name: string;
  /** RE2. What its group `secret` matched is replaced, or the whole match where there is no such group. */
  readonly pattern: string;
}

/** What is redacted besides what always is; plain data, so that it travels between threads. */
export interface RedactionSettings {
  readonly patterns: readonly OwnPattern[];
  /** Keys whose values are secrets, whatever these look like. */
  readonly keyNames: readonly string[];
  /** Globs of Go module paths, as in GOPRIVATE. */
  readonly privateModules: readonly string[];
}

export const NO_SETTINGS: RedactionSettings = { patterns: [], keyNames: [], privateModules: [] };

/** Each is asked about every line. */
export const maxOwnPatterns = 50;
export const maxKeyNames = 200;
export const maxPrivateModules = 200;
