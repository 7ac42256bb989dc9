import {spawnSync} from "node:child_process";
import {describe, expect, it} from "vitest";
import {asymcap, workplace} from "./program.ts";

const place = workplace();

/** Whether a tool may be missing here: not in CI. */
const mayMiss = !process.env.CI;
const has = (tool: string) => spawnSync(tool, ["--version"]).status === 0;

async function scriptOf(shell: string): Promise<string> {
  const {status, stdout, stderr} = await asymcap("completion", shell);
  expect([status, stderr]).toEqual([0, ""]);
  return place.file(`completion.${shell}`, stdout);
}

describe("bash", () => {
  it.each([
    ["the first word is a command", ["li"], ["live"]],
    ["hidden commands are not offered", ["m"], []],
    ["options are those of the command", ["live", "--ev"], ["--every", "--event"]],
    ["without a command they are those of analyze", ["x.pcap", "--fu"], ["--full"]],
    ["a value that is one of a few is offered", ["x.pcap", "--reader", ""], ["asymcap", "pcap-parser"]],
    ["any other value is a file", ["x.pcap", "--since", ""], []],
    ["an argument that is one of a few is offered", ["completion", ""], ["bash", "zsh", "fish"]],
    ["help explains commands", ["help", "com"], ["compare", "completion"]],
  ])("%s", async (_, typed, offered) => {
    const path = await scriptOf("bash");
    const words = ["asymcap", ...typed];
    const script = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=${words.length - 1}; _asymcap; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const {stdout, stderr} = spawnSync("bash", ["-c", script, path, ...words], {encoding: "utf8"});
    expect(stderr).toBe("");
    expect(stdout.split("\n").filter(word => word !== "")).toEqual(offered);
  });
});

describe("fish", () => {
  it.skipIf(mayMiss && !has("fish")).each([
    ["asymcap li", ["live"]],
    ["asymcap live --ev", ["--event", "--every"]],
    ["asymcap completion ", ["bash", "fish", "zsh"]],
  ])("%s", async (line, offered) => {
    const path = await scriptOf("fish");
    const {stdout, stderr} = spawnSync("fish", ["-c", `source ${path}; complete -C'${line}'`], {encoding: "utf8"});
    expect(stderr).toBe("");
    const words = stdout
      .trimEnd()
      .split("\n")
      .map(one => one.split("\t")[0]);
    expect(words).toEqual(expect.arrayContaining(offered));
  });
});

describe("zsh", () => {
  it.skipIf(mayMiss && !has("zsh"))("takes the script, and knows the function for asymcap", async () => {
    const path = await scriptOf("zsh");
    const script = `autoload -U compinit; compinit -D -u; source ${path}; print $_comps[asymcap]`;
    const {stdout, stderr} = spawnSync("zsh", ["-f", "-c", script], {encoding: "utf8"});
    expect([stdout, stderr]).toEqual(["_asymcap\n", ""]);
  });
});

it("another shell is refused with those that there are", async () => {
  const {status, stderr} = await asymcap("completion", "tcsh");
  expect(status).toBe(2);
  expect(stderr).toContain("Allowed choices are bash, zsh, fish");
});

describe("the manual page", () => {
  it("has every command with its options", async () => {
    const {status, stdout} = await asymcap("man");
    expect(status).toBe(0);
    for (const words of [
      ".SH NAME",
      "asymcap live [options]",
      "\\-\\-handshakes\\-only",
      "\\-\\-before",
      ".SH EXIT STATUS",
    ])
      expect(stdout).toContain(words);
  });

  it.skipIf(mayMiss && !has("groff"))("is set without a warning", async () => {
    const path = await place.file("asymcap.1", (await asymcap("man")).stdout);
    const {status, stderr} = spawnSync("groff", ["-man", "-ww", "-Tutf8", "-z", path], {encoding: "utf8"});
    expect([status, stderr]).toEqual([0, ""]);
  });
});

it("doctor says of all that is optional whether it is there", async () => {
  const {status, stdout, stderr} = await asymcap("doctor");
  expect([status, stderr]).toEqual([0, ""]);
  for (const name of ["Node.js", "zstd", "PNG", "libpcap", "rights", "dumpcap", "tcpdump", "tshark"])
    expect(stdout).toMatch(new RegExp(`^[✓–] ${name}\\s+\\S`, "m"));
});
