import type { Config } from "../config/config.ts";
import { type FileWatch, watchFiles } from "../config/watch-files.ts";

/** Watches what the configuration in force names. */
export interface FileFollowing {
  readonly follow: (config: Config) => Promise<void>;
  readonly stop: () => Promise<void>;
}

export function createFileFollowing(configFile: string | undefined, onChange: () => void): FileFollowing {
  let watched: readonly string[] = [];
  let watching: FileWatch | undefined;
  return {
    async follow({ rules, templates }) {
      const paths = [...rules, templates, configFile].filter((path) => path !== undefined);
      if (watching !== undefined && paths.join("\n") === watched.join("\n")) return;
      await watching?.stop();
      watched = paths;
      watching = await watchFiles(paths, onChange);
    },
    async stop() {
      await watching?.stop();
    },
  };
}
