import { describe, expect, it } from "vitest";
import { type FieldMapping, mappableField, mappableFields } from "../../src/formats/field-mapping.ts";
import { createLineParser, type Parsed } from "../../src/formats/line-parser.ts";
import { OBSERVED } from "../conformance/run-cases.ts";

function read(
  record: unknown,
  fields: readonly FieldMapping[],
  format: "auto" | "generic_json" = "generic_json",
) {
  const parsed: Parsed[] = [];
  const parser = createLineParser({ format, fields, emit: (one) => parsed.push(one) });
  parser.push(typeof record === "string" ? record : JSON.stringify(record), OBSERVED);
  parser.flush();
  const [one] = parsed;
  if (one === undefined || !("entry" in one)) throw new Error(JSON.stringify(one));
  return one.entry;
}

describe("mapped fields", () => {
  it("are read from keys and from keys within keys, with their units", () => {
    const entry = read(
      { when: 1795334707, resp: { code: "503" }, took: 1.2345, who: { id: "ci-1" }, "a.b": "/x", wait: 90 },
      [
        { field: "time", path: "when", unit: "s" },
        { field: "status", path: "resp.code" },
        { field: "duration_ms", path: "took", unit: "s" },
        { field: "client_id", path: "who.id" },
        { field: "path", path: "a.b" },
        { field: "retry_after_seconds", path: "wait" },
      ],
    );
    expect(entry).toMatchObject({
      format: "generic_json",
      kind: "http_request",
      time: 1795334707000,
      time_precision: "s",
      status: 503,
      duration_ms: 1234,
      client_id: "ci-1",
      path: "/x",
      retry_after_seconds: 90,
    });
    // What was taken whole is said once; what it stood in stays.
    expect({ ...entry.attributes }).toEqual({ resp: { code: "503" }, who: { id: "ci-1" } });
  });

  it("come before keys that are always read", () => {
    const entry = read({ status: 200, real: 502 }, [{ field: "status", path: "real" }], "auto");
    expect(entry).toMatchObject({ status: 502, attributes: { status: 200 } });
  });

  it("that hold what they cannot be stay attributes, and are flagged", () => {
    const entry = read({ code: "none" }, [{ field: "status", path: "code" }]);
    expect(entry).toMatchObject({
      status: undefined,
      attributes: { code: "none" },
      flags: ["mapped_field_unreadable"],
    });
  });

  it("need no key to be there, and leave other formats alone", () => {
    expect(
      read({ status: 200, x: null, y: "" }, [
        { field: "pod", path: "x" },
        { field: "env", path: "y" },
      ]),
    ).toMatchObject({
      pod: undefined,
      env: undefined,
      flags: undefined,
    });
    const nginx = '{"msec":1795334707.123,"status":200,"uri":"/a","real":502}';
    expect(read(nginx, [{ field: "status", path: "real" }], "auto")).toMatchObject({
      format: "nginx_json",
      status: 200,
    });
  });

  it("find nothing in prototypes, and are quick on a path of dots", () => {
    expect(
      read({ a: 1 }, [
        { field: "message", path: "constructor.name" },
        { field: "pod", path: "__proto__" },
      ]),
    ).toMatchObject({
      message: undefined,
      pod: undefined,
    });
    expect(read({ a: 1 }, [{ field: "message", path: "a.".repeat(10_000) }]).message).toBeUndefined();
  });

  it("are those that a log can say", () => {
    expect(mappableFields()).toContain("duration_ms");
    expect(
      ["observed_time", "flags", "attributes", "format", "probe", "nonsense"].map(mappableField),
    ).toEqual(Array.from({ length: 6 }, () => undefined));
    // Each has a reader.
    for (const name of mappableFields()) {
      // Of a header anything may come; a version counts only behind a module.
      if (name === "retry_after" || name === "version") continue;
      const field = mappableField(name);
      if (field === undefined) throw new Error(name);
      expect(read({ k: {} }, [{ field, path: "k" }]).flags).toContain("mapped_field_unreadable");
    }
  });
});
