import type { Cause } from "./cause.ts";
import type { Outcome } from "./outcome.ts";

/** What the first two letters of HAProxy's termination state mean, with whether a server was chosen and answered. */
export interface HaproxySession {
  readonly state: string;
  readonly hasServer: boolean;
  /** The headers of an answer came (HTTP), or the connection stood (TCP). */
  readonly answered: boolean;
  /** Absent for TCP. */
  readonly status?: number | undefined;
}

export function haproxyOutcome(session: HaproxySession): Outcome {
  return { origin: originOf(session), cause: causeOf(session), dead: deadOf(session) };
}

/** Who ended it: the client, the server, HAProxy by a rule, HAProxy by a limit or a fault of its own. */
function originOf({ state, hasServer, answered, status }: HaproxySession): Outcome["origin"] {
  const [who, when] = state;
  const isOwn = who === "P" && when !== "D";
  if (answered && !isOwn && who !== "L") return "upstream";
  if (status === 0) return "unknown";
  const isServers = who === "S" || who === "s" || who === "D";
  return isServers && hasServer && when !== "Q" ? "upstream" : "edge";
}

/** By who and when; a capital letter is an end that was made, a small one a time-out. */
const CAUSES: ReadonlyMap<string, Cause> = new Map<string, Cause>([
  ["SC", "connect_refused"],
  ["SH", "premature_close"],
  ["SD", "premature_close"],
  ["SL", "premature_close"],
  ["sC", "connect_timeout"],
  ["sH", "read_timeout"],
  ["sD", "read_timeout"],
  ["sL", "read_timeout"],
  // Too long in the queue of servers that had as many connections as they may have.
  ["sQ", "circuit_open"],
]);

function causeOf({ state, hasServer }: HaproxySession): Cause | undefined {
  if (state.startsWith("C") || state.startsWith("c")) return "client_abort";
  if (!hasServer && state.startsWith("SC")) return "no_upstream";
  return CAUSES.get(state.slice(0, 2));
}

/** False where a server answered; absent where none was to be asked. */
function deadOf({ state, hasServer, answered }: HaproxySession): boolean | undefined {
  const [who, when] = state;
  if (answered) return false;
  if (who === "S" || who === "s" || who === "D") return when === "Q" ? undefined : true;
  // An answer came, and HAProxy would not pass it on.
  return who === "P" && when === "H" && hasServer ? false : undefined;
}
