import {readFileSync} from "node:fs";
import {join} from "node:path";
import {expect, test} from "vitest";
import {asymcap} from "../cli/program.ts";

const root = join(import.meta.dirname, "../..");
const text = (path: string) => readFileSync(join(root, path), "utf8");

test.each([
  ["docs/report.svg", "test/output/scenarios/return-bypass-strict.svg"],
  ["docs/compare.svg", "test/output/comparisons/comparedInTheLab.svg"],
])("%s is what the program draws now", (shown, drawn) => {
  expect(text(shown) === text(drawn), `copy ${drawn} to ${shown}`).toBe(true);
});

test("README.md shows the first screen that the program prints now", async () => {
  const folder = join(root, "captures/return-bypass-strict");
  const {stdout} = await asymcap(
    "--both-directions",
    `fw/outside=${folder}/outside.pcap`,
    `fw/inside=${folder}/inside.pcap`,
  );
  expect(text("README.md")).toContain(
    `$ asymcap --both-directions fw/outside=outside.pcap fw/inside=inside.pcap\n${stdout}\`\`\`\n`,
  );
});
