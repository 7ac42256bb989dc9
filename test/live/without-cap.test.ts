import {cpSync, mkdirSync, symlinkSync} from "node:fs";
import {join} from "node:path";
import {beforeEach, describe, expect, test} from "vitest";
import type {Host} from "../../captures/lab/host.ts";
import {Network} from "../../captures/lab/network.ts";
import {canLab, client, isCi, server, workplace} from "./lab.ts";

const prefix = "asymnocap-";
const root = join(import.meta.dirname, "../..");

/** The program where the package cap was not built. */
describe.skipIf(!canLab && !isCi)("live without the package cap", () => {
  let host: Host;
  const {path, run} = workplace(prefix);
  beforeEach(() => {
    host = new Network(6, prefix).host("live");
    mkdirSync(path("node_modules"));
    for (const name of ["dist", "package.json"]) cpSync(join(root, name), path(name), {recursive: true});
    for (const name of ["commander", "pcap-parser"])
      symlinkSync(join(root, "node_modules", name), path(join("node_modules", name)));
  });
  const live = (environment: NodeJS.ProcessEnv, ...words: string[]) =>
    run(host.inside([process.execPath, path("dist/cli.js"), "live", ...words]), environment);

  test("dumpcap captures, and it is said", {timeout: 30_000}, async () => {
    await run(host.inside(server("127.0.0.1", 5000, 20))).says(/ready/, 10);
    run(host.inside(client("127.0.0.1", 5000, 100, 20)));
    const one = live({}, "lo", "--duration", "5s");
    expect(await one.ended()).toBe(0);
    expect(one.output.text).toContain("SYMMETRIC");
    expect(one.errors.text).toBe(
      "asymcap: the package cap cannot be loaded: dumpcap captures; `asymcap doctor` says more\n",
    );
  });

  test.each([
    ["an interface that is not there", ["nosuch"], /^asymcap: nosuch: there is no such interface/],
    ["a filter that is none", ["lo", "--filter", "tcp port"], /^asymcap: lo: the filter "tcp port" is none to libpcap/],
  ])("%s is refused as by cap", {timeout: 30_000}, async (_, words, said) => {
    const one = live({}, ...words, "--duration", "5s");
    expect(await one.ended()).toBe(2);
    expect(one.errors.text).toMatch(said);
  });
});
