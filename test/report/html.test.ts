import {mkdtempSync, rmSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {Analysis, ConnectionRecord} from "../../src/judge/analysis.ts";
import {page as report} from "../../src/report/html.ts";
import {Browser} from "../support/browser.ts";
import {hasChromium} from "../support/chromium.ts";
import {scenarioCaptures, scenariosWithRuns} from "../support/scenarios.ts";

const scenario = (file: string) => join(import.meta.dirname, "../../captures", file);
const strict = () =>
  analyze(
    [
      {path: scenario("return-bypass-strict/outside.pcap"), name: "fw/outside"},
      {path: scenario("return-bypass-strict/inside.pcap"), name: "fw/inside"},
    ],
    {bothDirections: true},
  );

async function written(analysis: Analysis): Promise<string> {
  let text = "";
  for await (const piece of report.render(analysis)) text += piece;
  return text;
}

/** An analysis with so many affected connections, each as the first one was. */
async function many(count: number): Promise<Analysis> {
  const analysis = await strict();
  const ids = Array.from({length: count}, (_, i) => i);
  const [like] = analysis.findings.find(({certainty}) => certainty === "proven")!.conversations;
  const one = analysis.connection(like!);
  const connection = (id: number): ConnectionRecord => ({
    ...one,
    id,
    client: {address: `10.1.${id >> 8}.${id & 255}`, port: 40_000 + (id % 20_000)},
  });
  return {
    ...analysis,
    findings: analysis.findings.map(finding =>
      finding.certainty === "proven" ? {...finding, conversations: ids} : finding,
    ),
    totals: {...analysis.totals, conversations: count},
    connection,
  };
}

test("every affected connection has its row and its packets", async () => {
  const text = await written(await strict());
  expect(text.match(/<details class="conn"/g)).toHaveLength(8);
  expect(text.match(/<a href="#c\d+">10\.1\.0\.\d+:\d+<\/a>/g)).toHaveLength(8);
  expect(text).toContain("Replies bypass fw");
  // Frame 454 acknowledges what no point saw; the device did not send it on.
  expect(text).toMatch(/<td class="f">454<td class="f">–</);
  expect(text).toContain("must exist: acked below");
  expect(text).toContain("fw: 103 packets seen at fw/outside, not at fw/inside");
});

test("a hundred connections have their packets in less than 300 kB, and of ten thousand the rest is counted", async () => {
  const hundred = await written(await many(100));
  expect(Buffer.byteLength(hundred)).toBeLessThan(300_000);
  expect(hundred.match(/<details class="conn"/g)!.length).toBeGreaterThan(70);
  const thousands = await written(await many(10_000));
  expect(Buffer.byteLength(thousands)).toBeLessThan(300_000);
  expect(thousands).toContain("… and 9,600 more connections");
});

test("whatever a capture's names hold is text in the page", async () => {
  const analysis = await strict();
  const evil = `<script>alert("x")</script><img src=//evil>' onload='x`;
  const text = await written({
    ...analysis,
    verdict: {...analysis.verdict, clauses: [evil], sentence: evil},
    points: analysis.points.map(point => ({...point, name: evil})),
    captures: analysis.captures.map(capture => ({...capture, path: evil, notes: [evil]})),
    causes: analysis.causes.map(cause => ({...cause, words: evil, for: [evil]})),
    findings: analysis.findings.map(finding => ({...finding, sentence: evil, displayFilter: evil})),
  });
  expect(text.match(/<script/g)).toHaveLength(1);
  expect(text).not.toContain("<img");
  expect(text).toContain("&lt;script&gt;");
});

test.each(scenariosWithRuns)("%s: one page without styles of elements, and each link has its end", async name => {
  const text = await written(await analyze(scenarioCaptures(name)));
  expect(text).not.toMatch(/ style=| on[a-z]+=|https?:\/\/(?!www\.w3\.org)/);
  const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of text.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
});

/** Nothing stands beside the page, which would have to be scrolled sideways. */
const sideways = "document.documentElement.scrollWidth - innerWidth";

describe.runIf(hasChromium || process.env.CI)("in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "asymcap-html-"));
  const path = join(folder, "report.html");
  const browser = Browser.open();
  const file = strict().then(async analysis => writeFileSync(path, await written(analysis)));
  afterAll(async () => {
    await (await browser).close();
    rmSync(folder, {recursive: true});
  });
  const opened = async (how: {width?: number; hasScripts?: boolean; dark?: boolean} = {}) => {
    await file;
    return (await browser).page(path, how);
  };

  test.each([
    [1280, true],
    [1280, false],
    [390, true],
    [390, false],
  ])("at %i px all is shown, scripts %s", async (width, hasScripts) => {
    const page = await opened({width, hasScripts});
    expect(await page.value(sideways)).toBeLessThanOrEqual(0);
    const shown = await page.value("document.querySelector('main').innerText");
    for (const words of ["Where", "111", "Fails because", "traceroute", "10.1.0.11:40016", "must exist: acked below"])
      expect(shown).toContain(words);
    const buttons = await page.value(
      "[...document.querySelectorAll('button, .find')].some(one => one.checkVisibility())",
    );
    expect(buttons).toBe(hasScripts);
    // The policy refuses nothing of the page's own.
    expect(page.complaints()).toEqual([]);
    expect(page.requests().filter(url => !url.startsWith(`file://${folder}`) && url !== "about:blank")).toEqual([]);
  });

  test("keys lead to the report, filter the connections, open one and copy its filter", async () => {
    const page = await opened();
    await page.press("Tab");
    expect(await page.value("document.activeElement.textContent")).toBe("Skip to the report");
    for (let i = 0; i < 200 && (await page.value("document.activeElement.id")) !== "q"; i++) await page.press("Tab");
    await page.press(..."40014");
    expect(await page.value("document.getElementById('shown').textContent")).toBe("1 of 8 shown");
    expect(
      await page.value("[...document.querySelectorAll('.conn')].filter(one => one.checkVisibility()).length"),
    ).toBe(1);
    await page.press("Tab", "Enter");
    await expect.poll(() => page.value("document.querySelector('details.conn:target')?.open")).toBe(true);
    await expect.poll(() => page.value("document.activeElement.tagName")).toBe("SUMMARY");
    for (let i = 0; i < 5 && (await page.value("document.activeElement.tagName")) !== "BUTTON"; i++)
      await page.press("Tab");
    await page.press("Enter");
    await expect.poll(() => page.value("document.getElementById('status').textContent")).toMatch(/Copied|Ctrl-C/);
  });

  test("texts can be read on a light page and on a dark one", async () => {
    for (const dark of [false, true]) {
      const page = await opened({dark});
      const faint = await page.value(`(() => {
        const light = colour => { const [r, g, b] = colour.match(/\\d+/g).map(one => { const part = one / 255; return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        const ground = light(getComputedStyle(document.body).backgroundColor);
        return [...document.querySelectorAll("main :not(svg, svg *), main svg text")].filter(one => one.textContent && one.checkVisibility() && !one.closest(".changes")).map(one => {
          const style = getComputedStyle(one), ink = light(one instanceof SVGElement ? style.fill.startsWith("rgb") ? style.fill : style.color : style.color);
          return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05) < 4.5 ? one.outerHTML.slice(0, 90) : null; }).filter(Boolean); })()`);
      expect(faint, dark ? "dark" : "light").toEqual([]);
    }
  });
});
