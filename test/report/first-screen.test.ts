import {describe, expect, test} from "vitest";
import {vendorNames, vendors} from "../../src/advice/vendors.ts";
import {terminalOf} from "../../src/cli/terminal.ts";
import type {Analysis, NextStep} from "../../src/judge/analysis.ts";
import type {RenderOptions} from "../../src/report/report.ts";
import {text} from "../../src/report/text.ts";
import {cases, judgeVariant, variantsOf} from "../support/cases.ts";
import {judge, judgeScenario, scenarios} from "../support/scenarios.ts";
import {unsaidIn} from "../support/unsaid.ts";

async function linesOf(analysis: Analysis, options?: RenderOptions): Promise<string[]> {
  let all = "";
  for await (const piece of text.render(analysis, options)) all += piece;
  expect(all.endsWith("\n")).toBe(true);
  return all.slice(0, -1).split("\n");
}

/**
 * Whose commands a text shows, by the lines of all steps that are advised. What several platforms call the same is the one's that is
 * `allowed`, else the first one's.
 */
function platformsIn(
  lines: readonly string[],
  {causes}: Analysis,
  allowed: readonly NextStep["platform"][] = [],
): Set<NextStep["platform"]> {
  const shown = new Set(lines.map(line => line.replace(/ +\[[\w-]+\]$/, "").trim()));
  const steps = causes.flatMap(one => one.next).filter(step => step.lines.every(line => shown.has(line)));
  const rank = ({platform}: NextStep) => (allowed.includes(platform) ? 0 : 1);
  const byCommand = new Map(steps.toSorted((a, b) => rank(b) - rank(a)).map(step => [step.command, step.platform]));
  return new Set(byCommand.values());
}

const inputs = [
  ...scenarios.map(one => ({what: `${one.name}: ${one.text}`, judged: () => judge(one)})),
  ...cases.map(({name, title, ladder}) => ({
    what: `${name}: ${title}`,
    judged: async () => (await judgeVariant(ladder, variantsOf(ladder)[0]!)).analysis,
  })),
];

describe.each(inputs)("$what", ({judged}) => {
  test("is told on one screen, with one command", async () => {
    const analysis = await judged();
    const lines = await linesOf(analysis);
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.filter(line => line.length > 80)).toEqual([]);
    expect(unsaidIn(lines.join("\n"))).toBeNull();
    const platforms = platformsIn(lines, analysis);
    expect(platforms.size).toBeLessThanOrEqual(1);
    // Where the input names whose device it is, no other vendor's command stands there; a host's may.
    if (analysis.platforms.length > 0)
      expect(
        [...platforms].filter(one => one !== "any" && one !== "linux" && !analysis.platforms.includes(one)),
      ).toEqual([]);
  });
});

test.each(vendorNames)("--vendor %s shows no other vendor's commands, on one screen and in full", async vendor => {
  for (const name of ["ha-active-active", "policy-route", "return-bypass-strict", "stages", "healthy"]) {
    const analysis = await judgeScenario(name);
    const allowed = ["any", vendors[vendor]] as const;
    const screen = platformsIn(await linesOf(analysis, {vendor}), analysis, allowed);
    // What hosts are asked is asked in Linux' words where no command of any system is known.
    expect([...screen].filter(one => !(["linux", ...allowed] as readonly string[]).includes(one))).toEqual([]);
    const full = platformsIn(await linesOf(analysis, {vendor, full: true}), analysis, allowed);
    expect([...full].filter(one => !(allowed as readonly string[]).includes(one))).toEqual([]);
  }
});

test("a vendor's command is chosen where it has one", async () => {
  const lines = await linesOf(await judgeScenario("return-bypass-strict"), {vendor: "fortios"});
  expect(lines.some(line => line.startsWith("            get router info routing-table details 10.1.0."))).toBe(true);
});

describe("on a terminal", () => {
  test.each([60, 72])("of %i columns no line is longer", async width => {
    const lines = await linesOf(await judgeScenario("return-bypass-strict"), {width});
    expect(lines.filter(line => line.length > width)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(24);
  });

  test("verdict and labels stand out, and the colour says how bad it is", async () => {
    const strict = (await linesOf(await judgeScenario("return-bypass-strict"), {isColoured: true})).join("\n");
    expect(strict).toMatch(/^\u001b\[1m\u001b\[31m✗ PROVEN/);
    expect(strict).toContain("\u001b[1mCause     \u001b[22m");
    const works = (await linesOf(await judgeScenario("return-bypass-lenient"), {isColoured: true})).join("\n");
    expect(works).toMatch(/^\u001b\[1m\u001b\[34m⇄ PROVEN/);
    const plain = (await linesOf(await judgeScenario("return-bypass-strict"))).join("\n");
    expect(plain).not.toContain("\u001b");
  });

  test("of ASCII alone every sign is ASCII", async () => {
    const lines = await linesOf(await judgeScenario("return-bypass-strict"), {isAscii: true});
    expect(lines.join("\n")).toMatch(/^[\x20-\x7e\n]+$/);
    expect(lines[0]).toMatch(/^x PROVEN/);
    expect(lines.filter(line => line.length > 80)).toEqual([]);
  });

  test("colours are shown on a terminal only, and not where NO_COLOR is set", () => {
    const tty = {isTTY: true, columns: 132} as never;
    expect(terminalOf({stdout: tty}, {LANG: "en_US.UTF-8"})).toEqual({width: 132, isColoured: true, isAscii: false});
    expect(terminalOf({stdout: tty}, {NO_COLOR: "1", LANG: "C"})).toEqual({
      width: 132,
      isColoured: false,
      isAscii: true,
    });
    expect(terminalOf({stdout: tty}, {NO_COLOR: "", TERM: "dumb"}).isColoured).toBe(false);
    expect(terminalOf({stdout: {isTTY: false} as never}, {})).toEqual({});
  });
});

test("two devices that share the traffic stand beside each other on the way, not one behind the other", async () => {
  const both = scenarios.find(
    ({name, text: run}) => name === "ecmp-per-flow" && run.includes("a.pcap") && run.includes("b.pcap"),
  );
  const lines = await linesOf(await judge(both!));
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}clients ─▶ \S+ 633 \| \S+ 691 ─▶ servers ─▶ /));
});

test("two points of one device stand one behind the other", async () => {
  const lines = await linesOf(await judgeScenario("return-bypass-lenient"));
  expect(lines.join("\n")).not.toContain(" | ");
});
