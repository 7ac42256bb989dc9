import {readFileSync} from "node:fs";
import {describe, expect, it} from "vitest";
import {pcap} from "../support/containers.ts";
import {asymcap, asymcapReading, hostile, workplace} from "./program.ts";
import {asymmetric, symmetric} from "./traffic.ts";

/** What people type when they do not know the command's name, or mistype it. */
const place = workplace();
const {version} = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {version: string};

describe("a word that is no file", () => {
  it.each([
    [["analyse", "x.pcap"], "analyse", "analyze"],
    [["analize", "x.pcap"], "analize", "analyze"],
    [["analayze", "x.pcap"], "analayze", "analyze"],
    [["Analyze", "x.pcap"], "Analyze", "analyze"],
    [["analysis", "x.pcap"], "analysis", "analyze"],
    [["check", "x.pcap", "y.pcap"], "check", "analyze"],
    [["comapre", "--before", "a.pcap", "--after", "b.pcap"], "comapre", "compare"],
    [["comp", "--before", "a.pcap", "--after", "b.pcap"], "comp", "compare"],
    [["diff", "a.pcap", "b.pcap"], "diff", "compare"],
    [["lvie", "eth0"], "lvie", "live"],
    [["LIVE", "eth0"], "LIVE", "live"],
    [["sniff", "eth0"], "sniff", "live"],
    [["interface"], "interface", "interfaces"],
    [["ifaces"], "ifaces", "interfaces"],
    [["hlep"], "hlep", "help"],
    [["usage"], "usage", "help"],
    [["versoin"], "versoin", "--version"],
    [["help", "analyse"], "analyse", "analyze"],
    [["--quiet", "-o", "report.svg", "analyse", "x.pcap"], "analyse", "analyze"],
    [["--duration", "5m", "lvie", "eth0"], "lvie", "live"],
  ])("is no capture if it is nearly a command: %j", async (argv, word, meant) => {
    expect(await asymcap(...argv)).toEqual({
      status: 2,
      stdout: "",
      stderr: `asymcap: there is no command '${word}'; did you mean '${meant}'?\n`,
    });
  });

  it("help of what is nothing like a command", async () => {
    const {status, stdout, stderr} = await asymcap("help", "frobnicate");
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toBe("asymcap: there is no command 'frobnicate'; `asymcap --help` lists them\n");
  });

  it.each([
    "inside.pcap",
    "analyze.pcap",
    "./analyse",
    "live/x",
    "trace",
    "lan",
    "=analyse",
    "live2",
    "constructor",
    "__proto__",
  ])("is a missing file if it is nothing like a command: %s", async word => {
    const {status, stderr} = await asymcap(word);
    expect([status, stderr]).toEqual([2, `asymcap: ${word}: there is no such file; check the path\n`]);
  });

  it("is a missing file where the command is named, or behind --, or behind another capture", async () => {
    const missing = /^asymcap: (analyse|live): there is no such file; check the path\n$/;
    expect((await asymcap("analyze", "analyse")).stderr).toMatch(missing);
    expect((await asymcap("--", "live")).stderr).toMatch(missing);
    expect((await asymcap(await place.file("a.pcap", pcap(symmetric)), "analyse")).stderr).toMatch(missing);
  });

  it("never commands a terminal", async () => {
    for (const word of ["\u001b[31m", "help\u001b[31m", "a\nb"])
      for (const argv of [[word], ["help", word], [`-${word}`], [`--${word}`], ["compare", word, "x"]]) {
        const {status, stdout, stderr} = await asymcap(...argv);
        expect(status).toBe(2);
        expect((stdout + stderr).replaceAll("\n", "")).not.toMatch(hostile);
      }
  });
});

it("a file that exists is a file, whatever its name", async () => {
  await place.file("analyse", pcap(asymmetric));
  await place.file("compare", pcap(symmetric));
  await place.file("version", pcap(asymmetric));
  const before = process.cwd();
  process.chdir(place.path("."));
  try {
    expect(await asymcap("--quiet", "analyse")).toEqual({status: 1, stdout: "", stderr: ""});
    expect(await asymcap("version", "--quiet")).toEqual({status: 1, stdout: "", stderr: ""});
    expect(await asymcap("--quiet", "compare")).toEqual({status: 0, stdout: "", stderr: ""});
    // The first word is the command all the same, as everywhere; the path tells them apart.
    expect((await asymcap("compare", "--quiet")).stderr).toMatch(/^asymcap: compare needs captures /);
    expect((await asymcap("./compare", "--quiet")).status).toBe(0);
  } finally {
    process.chdir(before);
  }
});

describe("what is clearly meant is done", () => {
  it("version is --version, as with git", async () => {
    expect(await asymcap("version")).toEqual({status: 0, stdout: `${version}\n`, stderr: ""});
  });

  it("help, and help or --help with a command", async () => {
    expect(await asymcap("help")).toEqual(await asymcap("--help"));
    const help = await asymcap("compare", "--help");
    expect(help.stdout).toMatch(
      /^Usage: asymcap compare \[options\] --before <capture\.\.\.> --after <capture\.\.\.>\n/,
    );
    expect(await asymcap("help", "compare")).toEqual(help);
    expect(await asymcap("--help", "compare")).toEqual(help);
  });

  it("options may stand before the command", async () => {
    const path = await place.file("x.pcap", pcap(asymmetric));
    expect(await asymcap("--quiet", "-o", place.path("x.json"), "analyze", path)).toMatchObject({
      status: 1,
      stderr: "",
    });
    expect(JSON.parse(readFileSync(place.path("x.json"), "utf8"))).toHaveProperty("captures.length", 1);
    const compared = await asymcap("--quiet", "compare", "--before", path, "--after", path);
    expect(compared).toEqual({status: 1, stdout: "", stderr: ""});
  });
});

describe("an option that there is not", () => {
  it.each([
    [["--quite", "-"], /^error: unknown option '--quite'\n\(Did you mean --quiet\?\)\n$/],
    [["live", "lo", "--evry", "5s"], /^error: unknown option '--evry'\n\(Did you mean --every\?\)\n$/],
    [["compare", "--befor", "a"], /^error: unknown option '--befor'\n\(Did you mean --before\?\)\n$/],
    [["-quiet", "-"], /^asymcap: there is no option '-quiet'; did you mean '--quiet'\?\n$/],
    [["-output", "x.svg", "-"], /^asymcap: there is no option '-output'; did you mean '--output'\?\n$/],
    [["-output=x.svg", "-"], /^asymcap: there is no option '-output'; did you mean '--output'\?\n$/],
    [["-version"], /^asymcap: there is no option '-version'; did you mean '--version'\?\n$/],
    [
      ["--before", "a", "--after", "b"],
      /^asymcap: '--before' is an option of `asymcap compare`, not of `asymcap analyze`\n$/,
    ],
    [["-", "--json-lines"], /^asymcap: '--json-lines' is an option of `asymcap live`, not of `asymcap analyze`\n$/],
    [
      ["live", "lo", "--reader=asymcap"],
      /^asymcap: '--reader' is an option of `asymcap analyze`, `asymcap compare`, `asymcap show`, not /,
    ],
    [["-r", "x.pcap"], /^asymcap: there is no option '-r'; captures are given without an option: asymcap FILE\n$/],
    [["-nr", "x.pcap"], /^asymcap: there is no option '-r'; captures are given without /],
    [["-i", "eth0"], /^asymcap: there is no option '-i'; `asymcap live INTERFACE` judges /],
    [["live", "-ieth0"], /^asymcap: there is no option '-i'; `asymcap live INTERFACE` judges /],
    [["-w", "x.pcap", "-"], /^asymcap: there is no option '-w'; .*-o FILE writes the report\n$/],
    [["-v"], /^asymcap: there is no option '-v'; --version tells the version\n$/],
    [["--frobnicate", "-"], /^error: unknown option '--frobnicate'\n$/],
  ])("is told with what is meant: %j", async (argv, stderr) => {
    const ran = await asymcap(...argv);
    expect([ran.status, ran.stdout]).toEqual([2, ""]);
    expect(ran.stderr).toMatch(stderr);
  });

  it("what only looks like one is a value", async () => {
    const path = await place.file("y.pcap", pcap(symmetric));
    expect(await asymcap("--event", "14:12:00=-r", "--quiet", path)).toMatchObject({status: 0, stderr: ""});
    expect(await asymcapReading(pcap(symmetric), "--quiet", "-o", "-", "-")).toMatchObject({status: 0, stderr: ""});
    expect((await asymcap("--", "-r")).stderr).toBe("asymcap: -r: there is no such file; check the path\n");
    expect((await asymcap("--event", "--before", path)).stderr).toMatch(/An event is TIME=TEXT/);
  });
});
