import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {gzipSync} from "node:zlib";
import {wrapped} from "../decode/wrapped.ts";
import {
  concat,
  ethernet,
  filler,
  fragment6,
  icmp,
  icmp6,
  ipv4,
  ipv6,
  linkType,
  sll2,
  tcp,
  udp,
} from "../support/bytes.ts";
import {after, type Captured, pcap, pcapng, snoop, statisticsBlock} from "../support/containers.ts";
import {parseLadder} from "../support/ladder.ts";
import {capturesOf} from "../support/ladder-capture.ts";
import {blocksOf} from "./mutation.ts";
import {transcripts} from "./transcripts.ts";

/** Captures that are given together, by the name of their point. */
export interface Situation {
  readonly name: string;
  readonly files: readonly {readonly point: string | null; readonly bytes: Uint8Array}[];
}

const test = join(import.meta.dirname.replace(/[/\\]\.build(?=[/\\])/, ""), "..");
/** Mutants are small, so that there are many: the first packets have most kinds of them. */
const mostBlocks = 50;

/** Everything that mutants are made of. */
export async function situations(): Promise<Situation[]> {
  return [...committed(), ...(await ladders()), ...links(), ...containers(), ...transcripts().map(alone)];
}

const alone = ([name, bytes]: readonly [string, Uint8Array]): Situation => ({name, files: [{point: null, bytes}]});

function committed(): Situation[] {
  const folder = join(test, "../captures");
  return readdirSync(folder).flatMap(name => {
    const files = readdirSync(join(folder, name).replace(/README\.md$/, ""), {encoding: "utf8"})
      .filter(file => /\.pcap(ng)?$/.test(file))
      .map(file => ({point: file.replace(/\..*/, ""), bytes: shortened(readFileSync(join(folder, name, file)))}));
    return files.length === 0 ? [] : [{name, files}];
  });
}

function shortened(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, blocksOf(bytes)[mostBlocks + 1] ?? bytes.length);
}

async function ladders(): Promise<Situation[]> {
  const folder = join(test, "cases");
  return await Promise.all(
    readdirSync(folder).map(async file => {
      const ladder = parseLadder(readFileSync(join(folder, file), "utf8"));
      const files = capturesOf(ladder, {}).captures.map(async ({name, stream}) => {
        const pieces: Uint8Array[] = [];
        for await (const piece of stream as AsyncIterable<Uint8Array>) pieces.push(piece);
        return {point: name ?? null, bytes: shortened(concat(...pieces))};
      });
      return {name: file, files: await Promise.all(files)};
    }),
  );
}

/** The beginning of a connection, and what may stand between. */
const packets = (): Uint8Array[] => [
  ipv4({}, tcp({flags: "SYN", maximumSegment: 1460, timestamps: [1, 0]})),
  ipv4({source: "10.2.0.4", target: "10.1.0.3"}, tcp({sourcePort: 5000, targetPort: 51156, flags: "SYN-ACK"})),
  ipv6({}, tcp({flags: "PSH-ACK", sack: [[3, 4]]}, 9)),
  ipv4({}, udp({}, 4)),
  ipv4({}, icmp({type: 3, code: 1}, ipv4({}, tcp({}, 20)))),
  ipv4({}, tcp({flags: "RST-ACK", sequence: 1001})),
];

const captured = (all: readonly Uint8Array[]): Captured[] => all.map((bytes, i) => ({time: after(i / 10), bytes}));

function links(): Situation[] {
  const each = wrapped.map(({name, link, wrap}) => alone([name, pcap(captured(packets().map(wrap)), {link})]));
  const together = pcapng(
    wrapped.map(({wrap}, i) => ({time: after(i), bytes: wrap(packets()[i % 3]!), interface: i})),
    {interfaces: wrapped.map(({link}, i) => ({link, name: `if${i}`}))},
  );
  return [...each, alone(["every link type", together])];
}

function containers(): Situation[] {
  const frames = captured([
    ...packets().map(packet => ethernet({vlans: [7]}, packet)),
    ethernet({}, ipv6({extensions: [fragment6()]}, tcp({flags: "SYN"}))),
    ethernet({}, ipv6({}, icmp6({type: 1}, ipv6({}, tcp({flags: "SYN"}))))),
  ]);
  const flood = captured(
    Array.from({length: 1500}, (_, i) =>
      ethernet({}, ipv4({source: `10.9.${i >> 8}.${i & 255}`}, tcp({flags: "SYN"}))),
    ),
  );
  const cooked = captured(packets().map((packet, i) => sll2({interface: i, packetType: i}, packet)));
  // The header of fw monitor stands in place of Ethernet's: letter and position, then the interface.
  const monitored = captured(
    packets().flatMap((packet, i) =>
      ["i0eth0", "I9eth0", "o0eth1", "O0eth1"].map(head =>
        concat(Buffer.from(head.padEnd(12, "\0")), Uint8Array.of(i === 2 ? 0x86 : 8, i === 2 ? 0xdd : 0), packet),
      ),
    ),
  );
  const fragments = captured(
    [0, 1480, 2960].flatMap(offset => {
      const bytes = offset === 0 ? tcp({flags: "PSH-ACK"}, 1460) : filler(1480);
      const more = offset < 2960;
      return [
        ethernet({}, ipv4({fragment: {offset, more}, identification: 9}, bytes)),
        ethernet({}, ipv6({protocol: 6, extensions: [fragment6(offset, more)]}, bytes)),
      ];
    }),
  );
  const sections = concat(
    pcapng(frames, {
      interfaces: [{name: "eth0", filter: "tcp"}, {name: "eth1"}],
      behind: [statisticsBlock({dropped: 1})],
    }),
    pcapng(
      frames.map(packet => ({...packet, direction: "leaving" as const})),
      {order: "big", interfaces: [{resolution: 0x80 | 20, offset: 10n}]},
    ),
  );
  const all: [string, Uint8Array][] = [
    ["big-endian, modified", pcap(frames, {order: "big", modified: true})],
    ["nanoseconds", pcap(frames, {resolution: "nanoseconds"})],
    ["cooked", pcap(cooked, {link: linkType.sll2})],
    ["sections", sections],
    ["simple blocks", pcapng(frames, {as: "simple"})],
    ["obsolete blocks", pcapng(frames, {as: "obsolete"})],
    ["gzip", gzipSync(pcap(frames))],
    ["gzip of pcapng", gzipSync(sections)],
    ["a flood", pcap(flood)],
    ["snoop", snoop(frames)],
    ["snoop, padded", snoop(frames, {padding: 8})],
    ["fw monitor", snoop(monitored)],
    ["fw monitor in pcap", pcap(monitored)],
    ["fragments", pcap(fragments)],
    ["nothing", new Uint8Array(0)],
  ];
  return all.map(alone);
}
