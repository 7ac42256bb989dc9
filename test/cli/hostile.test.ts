import {readFile} from "node:fs/promises";
import {describe, expect, it} from "vitest";
import {pcap, pcapng} from "../support/containers.ts";
import {asymcap, asymcapReading, hostile, workplace} from "./program.ts";
import {asymmetric} from "./traffic.ts";

const place = workplace();

/** Commands to a terminal: colours, its title, a link, C1, right-to-left, and line ends that would make a line of their own. */
const nasty = ["\u001b[31;1m", "\u001b]0;title\u0007", "\u009b31m", "a\u202eb", "a\rb", "a\nb", "\u0000", "\u2066x"];

describe("escape sequences never reach a terminal or a report", () => {
  it.each(nasty.filter(text => !text.includes("\u0000")))("in file names: %j", async text => {
    const path = await place.file(`in${text}side.pcap`, pcap(asymmetric));
    for (const argv of [
      [path],
      [`fw${text}/in=${path}`],
      [`${path}.missing`],
      [path, "-o", `${path}.json`, "-o", `${path}.svg`],
    ]) {
      const {stdout, stderr} = await asymcap(...argv);
      expect(stdout.replaceAll("\n", "")).not.toMatch(hostile);
      expect(stderr.replaceAll("\n", "")).not.toMatch(hostile);
      expect(stderr.split("\n").length).toBeLessThanOrEqual(2);
    }
    const json = await readFile(`${path}.json`, "utf8");
    expect(json).not.toMatch(hostile);
    expect(JSON.stringify(Object.values(JSON.parse(json) as object)).replaceAll("\\n", "")).not.toContain("\\u00");
    expect(await readFile(`${path}.svg`, "utf8")).not.toMatch(hostile);
  });

  it.each(nasty)("in interface names and filters: %j", async text => {
    const bytes = pcapng(asymmetric, {interfaces: [{name: `eth${text}0`, filter: `host ${text}`}]});
    const {stdout, stderr} = await asymcapReading(bytes, "-");
    expect(stdout.replaceAll("\n", "")).not.toMatch(hostile);
    expect(stderr).toBe("");
    const json = (await asymcapReading(bytes, "-o", "-", "--format", "json", "-")).stdout;
    expect(json).not.toMatch(hostile);
    expect(json).not.toMatch(/\\u00|\\[nrtbf]/);
    const svg = (await asymcapReading(bytes, "-o", "-", "--format", "svg", "-")).stdout;
    expect(svg).not.toMatch(hostile);
  });

  const text = "\u001b[31m";
  it.each([
    ["a report that cannot be written", ["-", "-o", `/no/such/${text}/x.json`]],
    ["an extension that no report has", ["-", "-o", `x.${text}`]],
    ["an option that there is not", [`--${text}`, "-"]],
    ["a format that there is not", ["--format", text, "-o", "-", "-"]],
    ["a reader that there is not", ["--reader", text, "-"]],
    ["a name without a file", [`${text}=`]],
    ["a file in a file", [`/dev/null/${text}`]],
    ["a name too long for a file", [text.repeat(200)]],
  ])("in %s", async (_, argv) => {
    const {status, stdout, stderr} = await asymcapReading(pcap(asymmetric), ...argv);
    expect(status).toBe(2);
    expect(stderr).not.toBe("");
    expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(hostile);
  });
});

it("markup in an interface's name is text in the picture", async () => {
  const bytes = pcapng(asymmetric, {interfaces: [{name: '<script>"&'}]});
  const {stdout} = await asymcapReading(bytes, "-o", "-", "--format", "svg", "-");
  expect(stdout).toMatch(/<\/svg>\s*$/);
  expect(stdout).not.toContain("<script");
});
