import {spawnSync} from "node:child_process";
import {existsSync, readFileSync} from "node:fs";
import {delimiter, join} from "node:path";
import * as zlib from "node:zlib";
import type {Command} from "commander";
import {printable} from "../errors.ts";
import {version} from "../version.ts";
import type {ExitStatus, Io} from "./io.ts";

/** What was looked at: whether it is there, and what goes without it or how to have it. */
interface Check {
  readonly name: string;
  readonly isThere: boolean;
  readonly says: string;
}

/** One thing that the program makes use of: one function, and one entry here. */
const checks: readonly (() => Promise<Check>)[] = [
  async () => ({name: "Node.js", isThere: true, says: `${process.version} on ${process.platform} ${process.arch}`}),
  async () => ({
    name: "zstd",
    isThere: "createZstdDecompress" in zlib,
    says: "createZstdDecompress" in zlib ? "reads .zst" : "for .zst: zstd -dc FILE | asymcap -",
  }),
  png,
  libpcap,
  rights,
  () =>
    tool(
      "dumpcap",
      ["--version"],
      "captures for `live` where the package cap is missing; apt-get install wireshark-common",
    ),
  () => tool("tcpdump", ["--version"], "captures on most machines; apt-get install tcpdump"),
  () => tool("tshark", ["--version"], "tries the display filters without a screen; apt-get install tshark"),
];

/** Adds the command `doctor`. */
export function addDoctor(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  program
    .command("doctor")
    .description("what works on this machine, and what it takes to have the rest")
    .addHelpText("after", "\nJudging captures needs none of what it lists. Exit status: 0.")
    .action(async () => {
      io.stdout.write(`asymcap ${version}\n`);
      for (const check of checks) {
        const {name, isThere, says} = await check();
        io.stdout.write(`${isThere ? "✓" : "–"} ${name.padEnd(9)} ${printable(says, 400)}\n`);
      }
      done(0);
    });
}

async function png(): Promise<Check> {
  const name = "PNG";
  try {
    const {canDrawPng} = await import("../report/png.ts");
    await canDrawPng();
    return {name, isThere: true, says: "-o report.png"};
  } catch (error) {
    return {name, isThere: false, says: (error as Error).message};
  }
}

async function libpcap(): Promise<Check> {
  const name = "libpcap";
  try {
    const {loadCap} = await import("../capture/interfaces.ts");
    await loadCap();
    return {name, isThere: true, says: "the package cap is loaded: `asymcap live INTERFACE`"};
  } catch (error) {
    const {captureProgram} = await import("../capture/dumpcap.ts");
    const program = captureProgram();
    const says =
      program === null
        ? (error as Error).message
        : `without the package cap: \`live INTERFACE\` captures by ${program}`;
    return {name, isThere: program !== null, says};
  }
}

/** Bit of CAP_NET_RAW in a set of capabilities (linux/capability.h). */
const netRaw = 13n;

async function rights(): Promise<Check> {
  const name = "rights";
  if (process.getuid?.() === 0) return {name, isThere: true, says: "root opens interfaces; they are given up then"};
  const status = existsSync("/proc/self/status") ? readFileSync("/proc/self/status", "utf8") : "";
  const set = /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1];
  if (set !== undefined && (BigInt(`0x${set}`) >> netRaw) & 1n)
    return {name, isThere: true, says: "CAP_NET_RAW opens interfaces"};
  return {name, isThere: false, says: "no right to open interfaces: sudo asymcap live INTERFACE"};
}

async function tool(name: string, args: readonly string[], use: string): Promise<Check> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const path = folders.map(folder => join(folder, name)).find(existsSync);
  if (path === undefined) return {name, isThere: false, says: use};
  const {stdout, stderr} = spawnSync(path, args, {encoding: "utf8", timeout: 5000});
  // Some tell their version on standard error.
  const first = `${stdout ?? ""}${stderr ?? ""}`.split("\n").find(line => /\d+\.\d+/.test(line));
  return {name, isThere: true, says: first ?? path};
}
