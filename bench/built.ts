/**
 * The program as `npm run build` made it, typed as the sources it was made from. What runs the benchmark also
 * wraps every function of a source file, so that measuring the sources would measure the wrapping too.
 */
export async function loadBuilt() {
  // Built from these very sources; import() of a variable knows no types.
  const engine = (await load("alerts/engine")) as typeof import("../src/alerts/engine.ts");
  const reading = (await load("daemon/line-reading")) as typeof import("../src/daemon/line-reading.ts");
  const writer = (await load("daemon/writer-client")) as typeof import("../src/daemon/writer-client.ts");
  const parser = (await load("formats/line-parser")) as typeof import("../src/formats/line-parser.ts");
  const redactor = (await load("redact/redactor")) as typeof import("../src/redact/redactor.ts");
  const rules = (await load("rules/read-rules")) as typeof import("../src/rules/read-rules.ts");
  const stores = (await load("store/open-stores")) as typeof import("../src/store/open-stores.ts");
  return { ...engine, ...reading, ...writer, ...parser, ...redactor, ...rules, ...stores };
}

export type SlackServer = Awaited<ReturnType<typeof import("../src/demo/slack-server.ts").startSlackServer>>;

export async function loadSlack() {
  const slack = (await load("demo/slack-server")) as typeof import("../src/demo/slack-server.ts");
  return slack.startSlackServer;
}

/** A path in a variable, because a build that is not there yet must not stop the type check. */
async function load(path: string): Promise<unknown> {
  return import(new URL(`../dist/${path}.js`, import.meta.url).href);
}
