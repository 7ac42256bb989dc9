import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {describe, expect, it} from "vitest";
import {analyze} from "../../src/analyze.ts";
import type {CaptureArgument} from "../../src/capture/capture.ts";
import {json} from "../../src/report/json.ts";
import {text} from "../../src/report/text.ts";
import {concat, ethernet, icmp, icmp6, ipv4, ipv6, linkType, sll2, tcp} from "../support/bytes.ts";
import {after as at, type Captured, pcap, pcapng, snoop, statisticsBlock} from "../support/containers.ts";
import {scenariosWithRuns} from "../support/scenarios.ts";
import {chunks, sample} from "./reading.ts";

/** A small generator with a fixed seed (mulberry32): the same mutants in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Random = ReturnType<typeof generator>;

/** Lengths and counts that readers stumble over. */
const nasty = [0, 1, 0x7fff_ffff, 0xffff_ffff];

function mutant(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  const word = (index: number) => Math.min(index, copy.length - 4) & ~3;
  switch (random(5)) {
    case 0:
      for (let flips = 1 + random(8); flips > 0; flips--) copy[random(copy.length)]! ^= 1 << random(8);
      return copy;
    case 1:
      return copy.subarray(0, random(copy.length));
    case 2:
      view.setUint32(word(random(copy.length)), nasty[random(nasty.length)]!, true);
      return copy;
    case 3:
      // Among the headers, where most of a capture's own lengths are.
      view.setUint32(word(random(120)), nasty[random(nasty.length)]!, random(2) === 0);
      return copy;
    default: {
      const from = random(copy.length);
      return concat(copy.subarray(0, from), copy.subarray(Math.min(copy.length, from + random(64))));
    }
  }
}

const connection: Captured[] = [
  ...sample,
  {time: at(1.1), bytes: ethernet({}, ipv6({}, icmp6({type: 1}, ipv6({}, tcp({flags: "SYN"})))))},
  {time: at(1.2), bytes: ethernet({vlans: [1, 2, 3]}, ipv4({}, icmp({type: 3, code: 1}, ipv4({}, tcp({}, 20)))))},
  {time: at(1.3), bytes: ethernet({}, ipv4({}, tcp({timestamps: [1, 2], sack: [[3, 4]]}, 9)))},
];

const built: Record<string, Uint8Array> = {
  "pcap, little-endian": pcap(connection),
  "pcap, big-endian, modified": pcap(connection, {order: "big", modified: true}),
  "pcap, Linux cooked v2": pcap(
    [0, 1, 2, 3].map(i => ({
      time: at(i),
      bytes: sll2({interface: i, packetType: i * 2}, ipv4({}, tcp({flags: "SYN"}))),
    })),
    {link: linkType.sll2},
  ),
  "pcapng, several sections": concat(
    pcapng(connection, {
      interfaces: [{name: "eth0", filter: "tcp"}, {name: "eth1"}],
      behind: [statisticsBlock({dropped: 1})],
    }),
    pcapng(
      connection.map(packet => ({...packet, direction: "leaving" as const})),
      {
        order: "big",
        interfaces: [{resolution: 0x80 | 20, offset: 10n}],
      },
    ),
  ),
  "pcapng, simple packets": pcapng(connection, {as: "simple"}),
  "pcapng, obsolete packets": pcapng(connection, {as: "obsolete"}),
  snoop: snoop(connection),
  "snoop, Check Point": snoop(
    [..."iIoO"].map((letter, i) => ({
      time: at(i),
      bytes: ethernet(
        {target: `${letter.charCodeAt(0).toString(16)}:30:65:74:68:30`, source: "00:00:00:00:00:00"},
        ipv4({}, tcp({})),
      ),
    })),
  ),
  "gzipped pcap": gzipSync(pcap(connection)),
};

const captures = join(import.meta.dirname, "../../captures");
// The other scenarios' are of the same formats.
for (const name of scenariosWithRuns)
  for (const file of readdirSync(join(captures, name)))
    if (/\.pcap(ng)?$/.test(file)) built[`${name}/${file}`] = readFileSync(join(captures, name, file));

async function rendered(argument: CaptureArgument, reader: "asymcap" | "pcap-parser") {
  const analysis = await analyze([argument], {reader});
  let length = 0;
  for (const report of [text, json])
    for (const full of [false, true]) for await (const piece of report.render(analysis, {full})) length += piece.length;
  return {analysis, length};
}

const mutants = 60;

describe("a capture that is damaged at random is judged all the same", () => {
  it.each(Object.entries(built))("%s", {timeout: 20_000}, async (name, bytes) => {
    const random = generator(name.length * 7919 + bytes.length);
    const fates = {whole: 0, noted: 0, partial: 0};
    for (let i = 0; i < mutants; i++) {
      const bad = mutant(bytes, random);
      const argument = {path: name, name: null, stream: chunks(bad, 1 + random(65_536))};
      const {analysis, length} = await rendered(argument, i % 4 === 0 ? "pcap-parser" : "asymcap");
      const [capture] = analysis.captures;
      expect(length).toBeGreaterThan(0);
      expect(analysis.partial).toBe(capture!.errors.length > 0);
      for (const error of capture!.errors) expect(error.message).toMatch(/^[^\n]+: [^\n]+; [^\n]+$/);
      const {packets, tcp: segments, udp, icmp: echoes} = analysis.totals;
      const skipped = analysis.skipped.entries().reduce((sum, [, count]) => sum + count, 0);
      expect(segments + udp + echoes + skipped).toBe(packets);
      // A record needs 12 bytes of a capture at the least: nothing is made up.
      if (!name.startsWith("gzip")) expect(packets).toBeLessThanOrEqual(bad.length / 12);
      fates[analysis.partial ? "partial" : capture!.notes.length > 0 ? "noted" : "whole"]++;
    }
    // If no mutant was ever told to be damaged, the mutations did nothing.
    expect(fates.partial + fates.noted).toBeGreaterThan(mutants / 10);
  });
});
