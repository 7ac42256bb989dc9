import {spawnSync} from "node:child_process";
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, beforeAll, expect, test} from "vitest";

/** What npm publishes, unpacked as an installation without optional packages would have it: with its two dependencies and no more. */
const folder = mkdtempSync(join(tmpdir(), "asymcap-package-"));
const installed = join(folder, "node_modules", "asymcap");
const capture = join("captures", "return-bypass-strict", "outside.pcap");
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const run = (command: string, ...words: readonly string[]) => spawnSync(command, words, {encoding: "utf8"});
const asymcap = (...words: readonly string[]) => run(process.execPath, join(installed, "dist", "cli.js"), ...words);

beforeAll(() => {
  // It was built before the tests; building it anew would take it away from those that run beside.
  const packed = run("npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", folder);
  expect(packed.stderr).toBe("");
  mkdirSync(installed, {recursive: true});
  expect(run("tar", "-xzf", join(folder, packed.stdout.trim()), "-C", installed, "--strip-components=1").status).toBe(
    0,
  );
  for (const name of Object.keys(manifest().dependencies))
    symlinkSync(join(process.cwd(), "node_modules", name), join(folder, "node_modules", name));
}, 60_000);

const manifest = () =>
  JSON.parse(readFileSync(join(installed, "package.json"), "utf8")) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly scripts: Readonly<Record<string, string>>;
  };

test("judges a capture, and draws it", () => {
  const picture = join(folder, "report.svg");
  const {status, stdout} = asymcap("--both-directions", capture, "-o", picture);
  expect([status, stdout.split("\n")[0]]).toEqual([1, expect.stringMatching(/^✗ PROVEN {2}Replies bypass/)]);
  expect(readFileSync(picture, "utf8")).toMatch(/<\/svg>\s*$/);
});

test("says what a PNG takes, where the optional package is missing", () => {
  const {status, stderr} = asymcap(capture, "-o", join(folder, "report.png"));
  expect(status).toBe(2);
  expect(stderr).toContain("npm install @resvg/resvg-js");
});

test("has the documents, the fonts of PNGs with their licence, and the licences of what is bundled", () => {
  for (const path of ["README.md", "LICENSE", "docs/report.schema.json", "docs/wireshark", "docs/live.md"])
    expect([path, existsSync(join(installed, path))]).toEqual([path, true]);
  for (const path of ["fonts/DejaVuSans.ttf", "fonts/LICENSE", "LICENSES.txt", "asymcap.1"])
    expect([path, existsSync(join(installed, "dist", path))]).toEqual([path, true]);
});

test("runs nothing of its own on who installs it", () => {
  const {scripts} = manifest();
  for (const name of ["prepare", "preinstall", "install", "postinstall"]) expect(scripts[name]).toBeUndefined();
});
