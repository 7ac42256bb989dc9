import {createHash} from "node:crypto";
import {mkdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {outputsOf} from "../../src/cli/output.ts";
import {card, drawn} from "../../src/report/card.ts";
import {reports} from "../../src/report/report.ts";
import {scenarioCaptures, scenariosWithRuns} from "../support/scenarios.ts";
import {isSound, keepsClear, number, parse} from "./svg-page.ts";

const folder = join(import.meta.dirname, "../output/cards");
mkdirSync(folder, {recursive: true});

async function cardOf(name: string): Promise<string> {
  let xml = "";
  for await (const piece of drawn(await analyze(scenarioCaptures(name)))) xml += piece;
  return xml;
}

test.each(scenariosWithRuns)("%s fits a card", async name => {
  const xml = await cardOf(name);
  const root = parse(xml);
  isSound(xml, root);
  expect([number(root, "width"), number(root, "height")]).toEqual([900, 420]);
  // What is drawn smaller is read in the drawing alone.
  if (!xml.includes("scale(")) keepsClear(root);
  await expect(xml).toMatchFileSnapshot(join(folder, `${name}.svg`));
});

test("a card tells the verdict, the path, what to type next, and of which file it is", async () => {
  const path = join(import.meta.dirname, "../../captures/return-bypass-strict/outside.pcap");
  const analysis = await analyze([{path}], {digests: true});
  let xml = "";
  for await (const piece of drawn(analysis)) xml += piece;
  const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
  for (const words of [analysis.verdict.clauses[0]!, "0 packets", "traceroute", `sha256 ${digest.slice(0, 12)}`])
    expect(xml).toContain(words);
});

test("-o x.card.png is the card, x.png the page", async () => {
  expect(outputsOf(["a/x.card.png", "x.png", "x.CARD.PNG"], undefined, reports).map(({report}) => report.name)).toEqual(
    ["card", "png", "card"],
  );
  const pieces: Uint8Array[] = [];
  for await (const piece of card.render(await analyze(scenarioCaptures("healthy")))) pieces.push(piece as Uint8Array);
  const png = Buffer.concat(pieces);
  // Two pixels for each unit: width and height of the IHDR chunk.
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1800, 840]);
});
