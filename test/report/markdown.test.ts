import {readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";
import type {Truth} from "../../captures/lab/truth.ts";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";
import {headlineOf} from "../../src/report/headline.ts";
import {markdown} from "../../src/report/markdown.ts";
import {parseLadder} from "../support/ladder.ts";
import {capturesOf} from "../support/ladder-capture.ts";
import {scenariosWithRuns} from "../support/scenarios.ts";

const folder = join(import.meta.dirname, "../../captures");

async function rendered(analysis: Analysis): Promise<string> {
  let text = "";
  for await (const piece of markdown.render(analysis)) text += piece;
  return text;
}

/** What stands outside of fences, spans of code, comments and escapes. */
const bare = (text: string) =>
  text
    .replace(/^```[\s\S]*?^```$/gm, "")
    .replace(/(`+)[\s\S]*?\1/g, "")
    .replace(/<!--[\s\S]*?-->/g, "")
    // Folded steps: these tags alone, each on its line.
    .replace(/^(?:<\/?details>|<summary>[\d,]+ more steps?<\/summary>)$/gm, "")
    .replace(/\\./g, "");

describe.each(scenariosWithRuns)("%s in Markdown", scenario => {
  const truth: Truth = JSON.parse(readFileSync(join(folder, scenario, "truth.json"), "utf8"));
  const captures = truth.runs[0]!.arguments.map(argument => {
    const [file, name = null] = argument.split("=").reverse() as [string, string | undefined];
    return {path: join(folder, scenario, file), name};
  });

  test("says the verdict, quotes nothing as markup, and has whole tables", async () => {
    const analysis = await analyze(captures);
    const text = await rendered(analysis);
    expect(text.split("\n")[0]).toContain(headlineOf(analysis).verdict.split(/[\\`*_[\]<>|#~]/)[0]);
    expect(bare(text)).not.toMatch(/<|\$\{|undefined|NaN|\[object/);
    for (const row of text.split("\n").filter(line => line.startsWith("| "))) {
      const cells = row.replace(/\\\|/g, "").split("|").length - 2;
      expect([3, 5], row).toContain(cells);
    }
  });

  test("has an even number of fences, and a block for each command", async () => {
    const analysis = await analyze(captures);
    const text = await rendered(analysis);
    expect((text.match(/^```$/gm) ?? []).length % 2).toBe(0);
    if (["symmetric", "nothing"].includes(analysis.verdict.kind)) return;
    for (const {command} of analysis.causes[0]?.next ?? [])
      expect(text).toContain(`\`\`\`\n${command.split("; ").join("\n")}\n\`\`\``);
  });
});

test("names of files and points are no markup", async () => {
  const ladder = parseLadder(`client 10.20.30.17:51544 server 203.0.113.50:443 point fw
0.000 > SYN
0.040 < SYN-ACK unseen
0.041 > ACK
0.042 > PSH-ACK 517
0.081 < PSH-ACK 4321 unseen
0.085 > ACK`);
  const [capture] = capturesOf(ladder, {}).captures;
  const hostile = "a|b`c```<img src=x onerror=alert(1)>*[x](http://y)_#~\u001b[31m";
  const text = await rendered(await analyze([{...capture!, path: `${hostile}.pcap`, name: hostile}]));
  expect(text).not.toContain("\u001b");
  expect(bare(text)).not.toMatch(/<img|\[x\]\(|\*\[/);
});

test("a step that changes something is marked, and one that cannot be undone says so", async () => {
  const text = await rendered(
    await analyze([{path: join(folder, "return-bypass-strict/outside.pcap"), name: "fw"}], {bothDirections: true}),
  );
  expect(text).toContain("**MODIFIES STATE.** PAN-OS");
  expect(text).toContain("Undo: none: the sessions are gone");
});
