import type { Lint } from "./lint.ts";

export const testAssertsNothing: Lint = {
  severity: "error",
  about: "a test that expects nothing: it would pass whatever the rule does, so that `tocsin test` fails it",
  find: ({ tests }) =>
    tests.flatMap(({ test }, place) => {
      const asserts = (test.expect ?? []).length > 0 || test.transitions !== undefined;
      if (asserts || test.incident !== undefined) return [];
      return [
        {
          path: ["tests", place, "name"],
          message: `the test \`${test.name}\` expects nothing`,
          hint: "write `expect`, `transitions` or `incident`; `transitions: []` says that nothing happens",
        },
      ];
    }),
};
