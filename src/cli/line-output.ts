/** Lines to standard output, in pieces large enough to be cheap, waiting when the other side is slow. */
export interface LineOutput {
  readonly write: (line: string) => void;
  /** Resolves when what was written so far may be followed by more. */
  readonly drain: () => Promise<void>;
}

const pieceCharacters = 64 * 1024;

export function lineOutput(): LineOutput {
  let piece = "";
  return {
    write(line) {
      piece += `${line}\n`;
    },
    async drain() {
      if (piece === "") return;
      const text = piece;
      piece = "";
      for (let from = 0; from < text.length; from += pieceCharacters) {
        if (process.stdout.write(text.slice(from, from + pieceCharacters))) continue;
        await new Promise((resolve) => process.stdout.once("drain", resolve));
      }
    },
  };
}
