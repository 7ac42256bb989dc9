import {readFileSync} from "node:fs";
import {join} from "node:path";
import {afterAll, beforeAll, describe, expect, test} from "vitest";
import {mechanisms} from "../src/causes/mechanisms.ts";
import type {Analysis} from "../src/judge/analysis.ts";
import {reports} from "../src/report/report.ts";
import {rules} from "../src/rules/index.ts";
import {synAckUnheard} from "./extending/syn-ack-unheard.ts";
import {wayBackBlocked} from "./extending/way-back-blocked.ts";
import {judgeLadder} from "./support/scenarios.ts";

/** A rule and a cause are a file each and an entry in a list; docs/extending.md shows these two. */
const ladder = `# what is seen here gets lost behind
client 10.20.30.17:51544     server 203.0.113.50:443     point eth0
0.000 > SYN
0.040 < SYN-ACK lost
1.040 < SYN-ACK again lost
3.040 < SYN-ACK again lost
repeat 3 0.5 hosts
witness
`;

const sentence = "9 SYN-ACKs of 203.0.113.50 pass eth0, and 10.20.30.0/24 never answers";
const headline = "SYN-ACKs pass eth0 and get lost behind it";

async function written(analysis: Analysis, name: string): Promise<string> {
  const pieces: (string | Uint8Array)[] = [];
  for await (const piece of reports.find(report => report.name === name)!.render(analysis, {full: true}))
    pieces.push(piece);
  return pieces.join("");
}

describe("before they are listed", () => {
  test("nothing of them is told", async () => {
    const analysis = await judgeLadder(ladder);
    expect(analysis.findings).toEqual([]);
    expect(analysis.causes.map(one => one.cause)).not.toContain(wayBackBlocked.cause);
    expect(analysis.verdict.kind).toBe("inconclusive");
  });
});

describe("a rule and a cause that are listed", () => {
  const lists: [unknown[], unknown][] = [
    [rules as unknown[], synAckUnheard],
    [mechanisms as unknown[], wayBackBlocked],
  ];
  let analysis: Analysis;
  beforeAll(async () => {
    for (const [list, one] of lists) list.push(one);
    analysis = await judgeLadder(ladder);
  });
  afterAll(() => {
    for (const [list, one] of lists) expect(list.pop()).toBe(one);
  });

  test("head the verdict", () => {
    const {kind, clauses, counts} = analysis.verdict;
    expect(kind).toBe("suspected");
    expect(clauses[0]).toBe(headline);
    expect(counts).toMatchObject({affected: 3, of: 4});
  });

  test("stand in JSON", async () => {
    const json = JSON.parse(await written(analysis, "json"));
    expect(json.verdict.clauses[0]).toBe(headline);
    expect(json.findings).toMatchObject([
      {
        ...{detector: "syn-ack-unheard", certainty: "suspected", missing: "replies", sentence},
        facts: {synAcks: 9, connections: 3, clients: "10.20.30.0/24", servers: "203.0.113.50"},
      },
    ]);
    expect(json.causes[0]).toMatchObject({
      ...{cause: "way-back-blocked", rank: 1},
      next: expect.arrayContaining([expect.objectContaining({command: "ip route get 10.20.30.17"})]),
    });
  });

  test.each(["text", "md"])("stand in %s", async name => {
    // Lines are wrapped, and Markdown escapes.
    const text = (await written(analysis, name)).replaceAll("\\", "").replaceAll(/\s+/g, " ");
    for (const one of [headline, sentence, "way-back-blocked", "ip route get 10.20.30.17"]) expect(text).toContain(one);
  });

  test("stand in the picture", async () => {
    const picture = await written(analysis, "svg");
    for (const one of [headline, wayBackBlocked.words]) expect(picture).toContain(one);
  });
});

describe("docs/extending.md", () => {
  const shown = readFileSync(join(import.meta.dirname, "../docs/extending.md"), "utf8");

  test.each([
    ["rules", "syn-ack-unheard"],
    ["causes", "way-back-blocked"],
  ])("shows the file of %s as it is", (room, file) => {
    const code = readFileSync(join(import.meta.dirname, "extending", `${file}.ts`), "utf8");
    const there = code.replaceAll(`"../../src/${room}/`, '"./').replaceAll('"../../src/', '"../');
    expect(shown).toContain(`\`src/${room}/${file}.ts\`:\n\n\`\`\`ts\n${there}\`\`\`\n`);
  });
});
