import type { Cause } from "./cause.ts";

/** What a text of Apache's error log says of a failure. */
export interface ApacheFailure {
  /** Whose it is: of what mod_proxy asked, of who asked, of Apache itself. */
  readonly side: "upstream" | "client" | "edge";
  readonly cause?: Cause;
  /** The upstream gave no answer at all. */
  readonly dead?: true;
}

/** By what a text holds, releases with and without AH numbers alike; the first that is found decides. */
const PHRASES: readonly (readonly [string, ApacheFailure])[] = [
  ["client denied by server configuration", { side: "client", cause: "auth" }],
  ["authentication failure", { side: "client", cause: "auth" }],
  ["Password Mismatch", { side: "client", cause: "auth" }],
  ["user not found", { side: "client", cause: "auth" }],
  [" not found: /", { side: "client", cause: "auth" }],
  ["File does not exist", { side: "edge", cause: "not_found" }],
  ["script not found", { side: "edge", cause: "not_found" }],
  ["DNS lookup failure", { side: "upstream", cause: "dns", dead: true }],
  ["All workers are in error state", { side: "upstream", cause: "no_upstream", dead: true }],
  ["disabled connection for", { side: "upstream", dead: true }],
  ["redirects: Request exceeded the limit", { side: "edge", cause: "redirect_loop" }],
  ["Request exceeded the limit of", { side: "edge", cause: "redirect_loop" }],
];

/** mod_proxy and its likes, in the words of all their protocols. */
const WITH_UPSTREAM =
  /attempt to connect to|make connection to backend|reading (?:status line )?from remote server|reading response (?:header|body) from|pass request body failed to|error dispatching request to|connect(?:ing)? to (?:backend|remote|FastCGI server)|connect_backend/i;
/** Before a header has come there is no answer. */
const NO_ANSWER =
  /attempt to connect to|make connection to backend|status line from remote server|from remote server returned by|connect_backend/i;

/** `text` is without who asked and from where; `system` is the system's own words, such as `(111)Connection refused`. */
export function apacheFailure(text: string, system: string | undefined): ApacheFailure | undefined {
  const phrase = PHRASES.find(([words]) => text.includes(words));
  if (phrase !== undefined) return phrase[1];
  if (!WITH_UPSTREAM.test(text)) return undefined;
  const cause = systemCause(text, system ?? "");
  const failure: ApacheFailure = cause === undefined ? { side: "upstream" } : { side: "upstream", cause };
  return NO_ANSWER.test(text) ? { ...failure, dead: true } : failure;
}

/** The system's numbers differ from system to system, its words hardly. */
function systemCause(text: string, system: string): Cause | undefined {
  if (system.includes("refused")) return "connect_refused";
  if (system.includes("reset by peer") || system.includes("Broken pipe")) return "reset";
  if (system.includes("End of file")) return "premature_close";
  if (system.includes("timeout") || system.includes("timed out")) {
    return text.includes("attempt to connect to") ? "connect_timeout" : "read_timeout";
  }
  return undefined;
}
