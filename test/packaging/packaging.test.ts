import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { maxDeliveryWaitMs } from "../../src/daemon/stop-order.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");

/** What is copied from the build's context, in order. */
function copiedFiles(dockerfile: string): readonly string[] {
  return [...dockerfile.matchAll(/^COPY (?!--from)(.*)$/gm)].flatMap(([, words = ""]) =>
    words
      .split(" ")
      .slice(0, -1)
      .map((word) => word.replace(/^\.\//, "")),
  );
}

describe("the Dockerfile", () => {
  const dockerfile = read("Dockerfile");
  const copied = copiedFiles(dockerfile);

  test("copies what is there, and .dockerignore lets it through", () => {
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const allowed = [...read(".dockerignore").matchAll(/^!(.*)$/gm)].map(([, path]) => path);
    expect([...new Set(copied)].sort()).toEqual([...allowed].sort());
  });

  test("copies all that the program reads beside its code", () => {
    for (const path of ["migrations", "rules", "runbooks", "templates", "package.json"]) {
      expect(copied).toContain(path);
    }
  });

  test("runs what is built, as somebody who may do nothing else, and asks whether it is ready", () => {
    const { bin } = JSON.parse(read("package.json")) as { readonly bin: { readonly tocsin: string } };
    expect(dockerfile).toContain(`ENTRYPOINT ["node", "/opt/tocsin/${bin.tocsin}"]`);
    expect(dockerfile.indexOf("USER node")).toBeLessThan(dockerfile.indexOf("ENTRYPOINT"));
    expect(dockerfile).toMatch(/HEALTHCHECK[^\n]*\\\n.*\/-\/ready/);
    expect(dockerfile).not.toMatch(/ENV .*(?:TOKEN|SECRET|PASSWORD)/);
  });
});

describe("the systemd unit", () => {
  const unit = read("packaging/tocsin.service");
  const settingOf = (key: string): string | undefined => new RegExp(`^${key}=(.*)$`, "m").exec(unit)?.[1];

  test("runs what is built", () => {
    const program = /\/opt\/tocsin\/(\S+\.js) serve/.exec(settingOf("ExecStart") ?? "")?.[1];
    const { bin } = JSON.parse(read("package.json")) as { readonly bin: { readonly tocsin: string } };
    expect(program).toBe(bin.tocsin);
    expect(existsSync(join(ROOT, "docs/operation.md"))).toBe(true);
  });

  test("gives a stop the time that it may take, and does not start again what starting cannot mend", () => {
    expect(Number(settingOf("TimeoutStopSec")) * 1000).toBeGreaterThan(maxDeliveryWaitMs + 10_000);
    expect(settingOf("RestartPreventExitStatus")).toBe("2 3");
    // It is not implemented, so systemd must not wait for it.
    expect(unit).not.toMatch(/^WatchdogSec=|^Type=notify/m);
  });
});
