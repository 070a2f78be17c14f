import type { Unwrapped } from "./unwrap.ts";

/** Streams whose lines may be unfinished at the same time. */
export const maxUnfinished = 64;

/** A line of which some pieces came. */
export interface Unfinished {
  /** Number of the first piece. */
  readonly n: number;
  readonly observedTime: number;
  /** The first piece's wrapping, which has the time at which the line began. */
  readonly first: Unwrapped;
  readonly texts: string[];
  readonly raws: string[];
  characters: number;
}

export interface PartJoiner {
  /** Adds a piece; gives lines that are over: finished, or too long to go on, or pushed out by others. */
  readonly push: (
    piece: Unwrapped & { readonly part: NonNullable<Unwrapped["part"]> },
    of: Piece,
  ) => readonly Joined[];
  /** Number of the first piece of the oldest line that is not over. */
  readonly waitsSince: () => number | undefined;
  /** Those that were never finished, in the order in which they began. */
  readonly flush: () => readonly Joined[];
}

interface Piece {
  readonly n: number;
  readonly raw: string;
  readonly observedTime: number;
}

export interface Joined extends Unfinished {
  readonly state: "whole" | "unfinished" | "too_long";
}

/** Puts lines together that a wrapper cut. `maxCharacters`: of a whole line. */
export function createPartJoiner(maxCharacters: number): PartJoiner {
  const unfinished = new Map<string, Unfinished>();

  function end(stream: string, line: Unfinished, state: Joined["state"]): Joined {
    unfinished.delete(stream);
    return { ...line, state };
  }

  return {
    push(piece, { n, raw, observedTime }) {
      const stream = streamOf(piece);
      const known = unfinished.get(stream);
      const line = known ?? { n, observedTime, first: piece, texts: [], raws: [], characters: 0 };
      line.texts.push(piece.line.text);
      line.raws.push(raw);
      line.characters += raw.length;
      if (piece.part.isLast) return [end(stream, line, "whole")];
      if (line.characters > maxCharacters) return [end(stream, line, "too_long")];
      unfinished.set(stream, line);
      const [oldest] = unfinished;
      return unfinished.size > maxUnfinished && oldest !== undefined ? [end(...oldest, "unfinished")] : [];
    },
    waitsSince() {
      const [oldest] = unfinished.values();
      return oldest?.n;
    },
    flush: () => [...unfinished].map(([stream, line]) => end(stream, line, "unfinished")),
  };
}

/** Containers have streams of the same names. */
function streamOf({ said, part }: Parameters<PartJoiner["push"]>[0]): string {
  return `${said.fields?.pod ?? ""} ${String(said.attributes?.["container"] ?? "")} ${part.stream}`;
}
