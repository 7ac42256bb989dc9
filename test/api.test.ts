import {execFileSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {describe, expect, test} from "vitest";

/** The blocks of docs/api.md as they stand, run with the built library in the place of the installed one. */
const blocks = [...readFileSync("docs/api.md", "utf8").matchAll(/## (.*)\n[^#]*?```ts\n([\s\S]*?)```/g)].map(
  ([, title, code]) => [title!, code!] as const,
);

const says: Readonly<Record<string, RegExp>> = {
  "Judge captures":
    /^proven Replies bypass fw\/outside: .*\nproven hidden-replies [\s\S]*\nreturn-bypasses-firewall traceroute /,
  "Buffers and streams": /^\[ 'fw\/inside', 'fw\/outside' \] 18\n$/,
  "Connections, and a report": /^10\.1\.0\.\d+:\d+ 10\.2\.0\.\d+:5000 one-way replies true\n[\s\S]*\ntrue\n$/,
  "Did the fix work?": /^fixed Fixed: all \d+ new connections /,
};

describe("docs/api.md", () => {
  test("has an expectation for each recipe", () => {
    expect(blocks.map(([title]) => title)).toEqual(Object.keys(says));
  });

  test.each(blocks)("%s", (title, code) => {
    const own = code.replaceAll('from "asymcap"', `from ${JSON.stringify(`${process.cwd()}/dist/index.js`)}`);
    const stdout = execFileSync(process.execPath, ["--input-type=module", "-e", own], {encoding: "utf8"});
    expect(stdout).toMatch(says[title]!);
  });
});
