import { describe, expect, it } from "vitest";
import { enrich } from "../../src/enrich/enrich.ts";
import { slugOf } from "../../src/model/markdown-section.ts";
import { alert, countOf, entry, is502, known, request, rule } from "./made-up.ts";

const markdown = `# Dead upstreams

Some words.

## First: look (all of them)

Read this.

1. Look at the **endpoints**: \`kubectl get endpoints -n a_b_c\`
   and compare with [yesterday's](https://a.example/x).
2. Ask one
   - a nested list is not a step
3. _Then_ drain it.

   A paragraph below a step.

\`\`\`sh
# Not a heading
1. not a step
\`\`\`

4. four
5. five
6. six is one too many

### Deeper

* belongs to the section above as well

## First: look (all of them)

- the second of that name

## Nothing to do

Only words.
`;

function runbookFact(runbook: string | undefined) {
  const outage = rule("outage", countOf(is502), runbook === undefined ? {} : { runbook });
  const read = (path: string) => (path === "runbooks/dead.md" ? markdown : undefined);
  return enrich(request([alert("outage")], [outage], [entry(0)], { runbook: read })).runbook;
}

describe("first steps of a runbook", () => {
  it("takes the first five items of the section, Markdown removed", () => {
    expect(known(runbookFact("runbooks/dead.md#first-look-all-of-them"))).toEqual({
      link: "runbooks/dead.md#first-look-all-of-them",
      section: "First: look (all of them)",
      steps: [
        "Look at the endpoints: `kubectl get endpoints -n a_b_c` and compare with yesterday's.",
        "Ask one",
        "Then drain it.",
        "four",
        "five",
      ],
    });
  });

  it("numbers equal headings as GitHub does", () => {
    expect(known(runbookFact("runbooks/dead.md#first-look-all-of-them-1")).steps).toEqual([
      "the second of that name",
    ]);
  });

  it("reads a whole file where no section is named", () => {
    const { section, steps } = known(runbookFact("runbooks/dead.md"));
    expect([section, steps.length]).toEqual([undefined, 5]);
  });

  it("gives a link and no steps where the section has no list, or the runbook is elsewhere", () => {
    expect(known(runbookFact("runbooks/dead.md#nothing-to-do")).steps).toEqual([]);
    expect(known(runbookFact("https://wiki.example/dead#x"))).toEqual({
      link: "https://wiki.example/dead#x",
      section: undefined,
      steps: [],
    });
  });

  it.each([
    [undefined, "no rule of this incident names a runbook"],
    ["runbooks/gone.md#a", "the runbook runbooks/gone.md does not exist"],
    ["runbooks/dead.md#gone", "the runbook runbooks/dead.md has no section #gone"],
    ["runbooks/dead.md#not-a-heading", "the runbook runbooks/dead.md has no section #not-a-heading"],
  ])("%s: %s", (runbook, why) => {
    expect(runbookFact(runbook)).toEqual({ state: "none", why });
  });

  it("goes to the next rule where the worst has none", () => {
    const rules = [
      rule("a", countOf(is502)),
      rule("b", countOf(is502), { runbook: "runbooks/dead.md#nothing-to-do" }),
    ];
    const asked = request([alert("a"), alert("b")], rules, [], { runbook: () => markdown });
    expect(known(enrich(asked).runbook).section).toBe("Nothing to do");
  });

  it.each([
    ["A client: does not back off!", "a-client-does-not-back-off"],
    ["`GOPROXY` and *you*", "goproxy-and-you"],
    ["Retry-After  twice", "retry-after-twice"],
    ["Über 5xx & more", "über-5xx--more"],
  ])("%s → #%s", (title, slug) => {
    expect(slugOf(title)).toBe(slug);
  });
});
