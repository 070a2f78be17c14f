import { describe, expect, it } from "vitest";
import { type GoRequest, parseGoPath } from "../../src/formats/module-path.ts";

type Row = readonly [string, string, string | undefined, string | undefined, boolean | undefined];

describe("parseGoPath", () => {
  it.each<Row>([
    ["/github.com/pkg/errors/@v/list", "list", "github.com/pkg/errors", undefined, false],
    ["/github.com/pkg/errors/@v/v0.9.1.info", "info", "github.com/pkg/errors", "v0.9.1", false],
    [
      "/github.com/!azure/azure-sdk-for-go/@v/v1.0.0.mod",
      "mod",
      "github.com/Azure/azure-sdk-for-go",
      "v1.0.0",
      false,
    ],
    ["/gopkg.in/yaml.v3/@v/v3.0.1.zip", "zip", "gopkg.in/yaml.v3", "v3.0.1", false],
    ["/a.b/c/@v/v2.0.0+incompatible.zip", "zip", "a.b/c", "v2.0.0+incompatible", false],
    [
      "/a.b/c/@v/v0.0.0-20240102150405-0123456789ab.mod",
      "mod",
      "a.b/c",
      "v0.0.0-20240102150405-0123456789ab",
      false,
    ],
    ["/a.b/c/@v/master.info", "info", "a.b/c", "master", false],
    ["/a.b/c/@v/!release!x.info", "info", "a.b/c", "ReleaseX", false],
    ["/a.b/c/@latest", "latest", "a.b/c", undefined, false],
    ["a.b/c/@latest", "latest", "a.b/c", undefined, false],
    // Prefixes of which the go command only asks whether a module starts there.
    ["/github.com/@v/list", "list", "github.com", undefined, true],
    ["/github.com/pkg/@latest", "latest", "github.com/pkg", undefined, true],
    ["/golang.org/x/@v/list", "list", "golang.org/x", undefined, true],
    ["/google.golang.org/grpc/@v/list", "list", "google.golang.org/grpc", undefined, false],
    // Mounts.
    ["/artifactory/api/go/go.local/github.com/a/b/@v/list", "list", "github.com/a/b", undefined, false],
    ["/repository/go-proxy/github.com/a/b/@v/v1.0.0.zip", "zip", "github.com/a/b", "v1.0.0", false],
    ["/go/proxy/github.com/a/b/@v/list", "list", "github.com/a/b", undefined, false],
    // Not a module path: the operation shows, the module does not.
    ["/github.com/Azure/x/@v/list", "list", undefined, undefined, undefined],
    ["/github.com/!!azure/x/@v/list", "list", undefined, undefined, undefined],
    ["/github.com/a!/x/@v/list", "list", undefined, undefined, undefined],
    ["/nohost/x/@v/list", "list", undefined, undefined, undefined],
    ["/@v/list", "list", undefined, undefined, undefined],
    ['/bad"path.x/y/@v/list', "list", undefined, undefined, undefined],
    ["/sumdb/sum.golang.org/supported", "sumdb_supported", undefined, undefined, undefined],
    ["/sumdb/sum.golang.org/latest", "sumdb_latest", undefined, undefined, undefined],
    ["/sumdb/sum.golang.org/tile/8/0/x003/123", "sumdb_tile", undefined, undefined, undefined],
    [
      "/sumdb/sum.golang.org/lookup/github.com/!a/b@v1.0.0",
      "sumdb_lookup",
      "github.com/A/b",
      "v1.0.0",
      undefined,
    ],
    ["/athens/sumdb/sum.golang.org/supported", "sumdb_supported", undefined, undefined, undefined],
  ])("%s", (path, operation, module, version, probe) => {
    expect(parseGoPath(path)).toEqual({ operation, module, version, probe } satisfies Record<
      keyof GoRequest,
      unknown
    >);
  });

  it.each([
    "/",
    "/healthz",
    "/a.b/c/@v/v1.0.0.ziphash",
    "/a.b/@v/",
    "/a.b/@v/.info",
    "/a.b/@v/x/y.info",
    "/@x",
    "/sumdb/",
  ])("%s is no path of the protocol", (path) => expect(parseGoPath(path)).toBeUndefined());

  it.each([
    ["a/".repeat(32_768)],
    ["!".repeat(65_536)],
    [`${"/@v".repeat(21_000)}/@v/list`],
    [`/${"!a".repeat(32_000)}.b/@v/list`],
    [`/${"a/".repeat(32_000)}b.c/@v/list`],
    [`/sumdb/x/lookup/${"@".repeat(65_000)}`],
  ])("takes linear time on a long path", (path) => {
    const tries = [1, 2, 3, 4, 5].map(() => {
      const before = performance.now();
      parseGoPath(path);
      return performance.now() - before;
    });
    // Linear work takes well under a millisecond, quadratic work on 64 KiB seconds. The best of five, since a busy
    // machine can stop any one of them.
    expect(Math.min(...tries)).toBeLessThan(100);
  });
});
