import {spawnSync} from "node:child_process";
import {closeSync, mkdtempSync, openSync, rmSync, writeSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {expect, test} from "vitest";
import {ethernet, ipv4, tcp} from "../support/bytes.ts";
import {after as at, pcapHeader, pcapRecord} from "../support/containers.ts";

const program = join(import.meta.dirname, "../../dist/cli.js");

/** Garbage collections of the built program while it reads so many packets of a few connections. */
function collections(packets: number, ...argv: string[]): number {
  const folder = mkdtempSync(join(tmpdir(), "asymcap-allocation-"));
  try {
    const file = join(folder, "many.pcap");
    const descriptor = openSync(file, "w");
    writeSync(descriptor, pcapHeader());
    const records = Array.from({length: 1000}, (_, i) => {
      const segment = tcp({sourcePort: 40000 + (i % 50), sequence: 1000 + i * 10, timestamps: [i, i]}, 10);
      return pcapRecord({time: at(i / 1000), bytes: ethernet({}, ipv4({identification: i}, segment))});
    });
    const block = Buffer.concat(records);
    for (let written = 0; written < packets; written += records.length) writeSync(descriptor, block);
    closeSync(descriptor);
    const {stdout} = spawnSync(process.execPath, ["--trace-gc", program, "analyze", "--quiet", ...argv, file], {
      encoding: "utf8",
    });
    return stdout.split("\n").filter(line => /Scavenge|Mark-Compact/.test(line)).length;
  } finally {
    rmSync(folder, {recursive: true});
  }
}

test("a million packets cost fewer than five collections more than a thousand", () => {
  expect(collections(1_000_000) - collections(1000)).toBeLessThan(5);
});

test("nor where only a part is judged", () => {
  const part = ["--since", "+0.5s", "--filter", "net 10.1.0.0/16 and (tcp port 443 or not port 40007)"];
  expect(collections(1_000_000, ...part) - collections(1000, ...part)).toBeLessThan(5);
});
