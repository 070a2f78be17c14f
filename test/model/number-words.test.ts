import { expect, test } from "vitest";
import { fieldNumberWords } from "../../src/model/number-words.ts";

test.each([
  ["duration_ms", 0.84, "0.84 ms"],
  ["duration_ms", 71.4, "71.4 ms"],
  ["duration_ms", 812, "812 ms"],
  ["duration_ms", 2512, "2.51 s"],
  ["duration_ms", 95_000, "95 s"],
  ["upstream_ms", 0, "0 ms"],
  ["retry_after_seconds", 600, "600 s"],
  ["bytes", 980, "980 B"],
  ["bytes", 1_234_567, "1.2 MB"],
  ["content_length", 2e9, "1.9 GB"],
  ["attributes.queue_ms", 1500, "1.5 s"],
  ["attributes.body_bytes", 12_345, "12 KB"],
  ["attempt", 3, "3"],
  ["status", 1234.5678, "1,234.568"],
])("%s %d is %s", (field, value, words) => {
  expect(fieldNumberWords(field, value)).toBe(words);
});
