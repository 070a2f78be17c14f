import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/parse-config.ts";

function parse(text: string) {
  const { config, diagnostics } = parseConfig(
    "tocsin.yaml",
    text,
    { env: {}, readFile: () => undefined },
    { rules: "rules" },
  );
  return { syslog: config?.syslog, codes: diagnostics.map((one) => `${one.code} ${one.line}:${one.column}`) };
}

describe("syslog", () => {
  it("listens on loopback where a port alone is given", () => {
    expect(
      parse('syslog: [{name: edge, tcp: "5514", udp: ":5514", service: s, time_zone: Europe/Berlin}]'),
    ).toEqual({
      codes: [],
      syslog: [
        {
          name: "edge",
          format: "auto",
          tcp: { host: "127.0.0.1", port: 5514 },
          udp: { host: "127.0.0.1", port: 5514 },
          service: "s",
          timeZone: "Europe/Berlin",
        },
      ],
    });
    expect(parse('syslog: [{name: a, udp: "0.0.0.0:1", allow_remote: true}]').codes).toEqual([]);
  });

  it.each([
    ["syslog: [{name: a, udp: '0.0.0.0:514'}]", "config/open-address 1:25"],
    ["syslog: [{name: a}]", "config/no-address 1:10"],
    ["syslog: [{name: a, tcp: '1'}, {name: a, tcp: '2'}]", "config/duplicate-name 1:38"],
    ["sources: [{name: a, path: x}]\nsyslog: [{name: a, tcp: '1'}]", "config/duplicate-name 2:17"],
    ["syslog: [{name: a, tcp: nowhere}]", "config/bad-address 1:25"],
  ])("%s is %s", (text, expected) => {
    expect(parse(text).codes).toEqual([expected]);
  });
});
