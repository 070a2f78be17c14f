import { describe, expect, test } from "vitest";
import { expressionFields } from "../../src/rules/expression-fields.ts";

describe("expressionFields", () => {
  test.each<readonly [string, readonly string[], readonly string[]]>([
    ["status == 502", ["status"], []],
    ["status != 502", ["status"], []],
    ["!(status == 502)", [], ["status"]],
    ["upstream_dead == true", ["upstream_dead"], []],
    ["status == 503 && !(retry_after_seconds > 0)", ["status"], ["retry_after_seconds"]],
    ["status == 503 || retry_after_seconds > 0", [], ["status", "retry_after_seconds"]],
    ["(status == 503 || status == 502) && path.startsWith('/x')", ["status", "path"], []],
    ["present(client_id) && !present(client_address)", ["client_id"], ["client_address"]],
    ["!(present(client_id) || status > 400)", [], ["client_id", "status"]],
    ["attributes.code == 7", ["attributes.code"], []],
    ["upstream_statuses.exists(x, x == 502)", ["upstream_statuses"], []],
    ["status > duration_ms", ["status", "duration_ms"], []],
    ["this is no expression", [], []],
  ])("%s", (source, needed, used) => {
    const fields = expressionFields(source);
    expect([[...fields.needed], [...fields.used]]).toEqual([needed, used]);
  });
});
