import { NoSpace } from "./no-space.ts";
import type { PatientWriter } from "./patient-writer.ts";

/** Whether both files can be written, as far as was last tried. */
export interface Writability {
  /** The last write found no space. */
  readonly failed: (error: unknown) => void;
  /** Tries what did not work; throws NoSpace where it still does not. */
  readonly require: () => void;
  /** Once a second: so that it is known again without anybody asking. */
  readonly probe: () => void;
}

export interface WritabilitySettings {
  readonly decisions: Pick<PatientWriter, "settle">;
  /** A small write to entries.db; throws where there is no space. */
  readonly tryEntries: () => void;
  readonly isNoSpace: (error: unknown) => boolean;
  /** Called when it changes. */
  readonly onChange: (problem: string | undefined) => void;
}

export function createWritability(settings: WritabilitySettings): Writability {
  let problem: string | undefined;

  function become(next: string | undefined): void {
    if (next === problem) return;
    problem = next;
    settings.onChange(next);
  }

  function failed(error: unknown): void {
    become(`the disk takes no more (${detailOf(error)})`);
  }

  function require(): void {
    if (!settings.decisions.settle())
      throw new NoSpace("the disk takes no more: decisions wait to be recorded");
  }

  return {
    failed,
    require,
    probe() {
      if (problem === undefined) return;
      require();
      try {
        settings.tryEntries();
        become(undefined);
      } catch (error) {
        if (!settings.isNoSpace(error)) throw error;
        failed(error);
      }
    },
  };
}

/** SQLite's code says more than its message, and is the same each time. */
function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error ? String(error.code) : error.message;
}
