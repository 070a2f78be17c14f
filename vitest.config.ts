import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/setup/seed.ts"],
    testTimeout: 60_000,
    hookTimeout: 20_000,
    // Two even on one core: the slow files wait for children most of the time.
    maxWorkers: 2,
  },
});
