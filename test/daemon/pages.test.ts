import { beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../cli/program.ts";
import { type DaemonProcess, startServe } from "./daemon-process.ts";
import { configText, postLines, REFUSALS, requestLine, scenarioFolder } from "./scenario.ts";
import { until } from "./until.ts";

const ANA = { authorization: "Bearer token-of-ana" };
const SHIPPER = { authorization: "Bearer token-of-shipper" };
const TOKENS = `delay: 0s
public_url: https://tocsin.example
http:
  token: {file: root}
  tokens:
    - {name: ana, role: respond, token: {file: ana}}
    - {name: shipper, role: ingest, token: {file: shipper}}
`;

let daemon: DaemonProcess;
let folder: string;

beforeAll(async () => {
  folder = scenarioFolder({
    "rules/refusals.yaml": REFUSALS,
    root: "token-of-root",
    ana: "token-of-ana",
    shipper: "token-of-shipper",
    "tocsin.yaml": configText({}, TOKENS),
  });
  daemon = await startServe(folder);
}, 40_000);

async function get(path: string, headers: Record<string, string> = ANA): Promise<string> {
  const response = await fetch(`${daemon.address}${path}`, { headers, redirect: "manual" });
  return response.status === 200 ? response.text() : String(response.status);
}

describe("the pages of the daemon", () => {
  it("show an incident while it happens, with what the log says, and let people act on it", async () => {
    const body = `${requestLine({ status: 502, pod: "athens-7" })}\n`;
    expect((await postLines(daemon.address, body, { headers: SHIPPER })).status).toBe(200);
    const page = await until("the incident's page with its facts", async () => {
      const text = await get("/incidents/1");
      return text.includes("athens-7") && text;
    });
    expect(page).toContain("athens answers 502");
    expect(page).toContain("&quot;pod&quot;:&quot;athens-7&quot;");
    expect(page).toContain(">Acknowledge</button>");
    expect(await get("/incidents")).toContain('href="/incidents/1"');
    expect(await get("/incidents", SHIPPER)).toBe("403");
    expect(await get("/incidents", {})).toBe("303");

    const acted = await fetch(`${daemon.address}/api/v1/incidents/1/actions`, {
      method: "POST",
      headers: ANA,
      body: JSON.stringify({ type: "note", text: "drained athens-7" }),
    });
    expect(await acted.json()).toEqual({ state: "done" });
    expect(await get("/incidents/1")).toContain("ana: drained athens-7");
  });

  it("are what messages link to", async () => {
    const { stdout } = await runProgram(["render", "INC-1", "--as", "slack"], { cwd: folder });
    expect(stdout).toContain("https://tocsin.example/incidents/1");
  });
});
