import {isVirtualMac, macText} from "../../src/flow/virtual-macs.ts";
import {type CaptureSet, chance, linkOf, withFrames} from "./capture-set.ts";
import {edited} from "./edit.ts";
import {addressAt, networkAt} from "./layout.ts";

export interface NamingChoice {
  readonly seed: number;
  /** Seconds that the clocks are ahead. */
  readonly shift: number;
  readonly what: "addresses" | "ports" | "macs" | "clock" | "all";
}

/** A set with other names for everything, each another for each. */
export interface Renamed {
  readonly set: CaptureSet;
  /** A text of a report on the set as it was, with its words replaced. */
  text(text: string): string;
}

export function renamed(set: CaptureSet, {seed, shift, what}: NamingChoice): Renamed {
  const renames = (one: NamingChoice["what"]) => what === "all" || what === one;
  const texts = new Map<string, string>();
  const networks = new Map<string, number>();
  const known = new Map<string, Uint8Array | null>();
  const address = (bytes: Uint8Array): Uint8Array | null => {
    const name = bytes.join();
    if (!known.has(name))
      known.set(name, isUnicast(bytes) ? renamedAddress(bytes, networkNumber(networks, bytes), seed) : null);
    const to = known.get(name)!;
    if (to !== null)
      for (const text of [addressAt, networkAt]) texts.set(text(bytes, 0, bytes.length), text(to, 0, to.length));
    return to;
  };
  const port = (from: number) => (renames("ports") ? renamedPort(from, 8 + 2 * (seed % 101)) : from);
  const mac = (from: number): number => {
    const to = renamedMac(from, seed);
    texts.set(macText(from), macText(to));
    return to;
  };
  const seconds = renames("clock") ? shift : 0;
  const change = {
    ...(renames("addresses") && {address}),
    ...(renames("macs") && {mac}),
    ports: (source: number, target: number) => [port(source), port(target)] as const,
  };
  const other = withFrames(set, (frame, file) => ({
    ...frame,
    time: frame.time + BigInt(seconds) * 1_000_000_000n,
    bytes: edited(frame.bytes, linkOf(file, frame), change),
  }));
  return {set: other, text: text => translated(text, texts, port, seconds)};
}

// ------------------------------------------------------------------ addresses

/** The network that pools keep together: /24, /64. */
const keyOf = (bytes: Uint8Array): string => bytes.subarray(0, bytes.length === 4 ? 3 : 8).join(".");

/** Networks are numbered as they come, and the later ones get the lower addresses: their order is to mean nothing. */
function networkNumber(known: Map<string, number>, bytes: Uint8Array): number {
  const key = keyOf(bytes);
  if (!known.has(key)) known.set(key, known.size);
  return known.get(key)!;
}

/** Addresses of hosts; those of the link alone, of groups and of nobody keep their names. */
function isUnicast(bytes: Uint8Array): boolean {
  const [first, second] = [bytes[0]!, bytes[1]!];
  if (bytes.length === 4) return first > 0 && first < 224 && first !== 127 && !(first === 169 && second === 254);
  return first !== 0 && first !== 0xff && !(first === 0xfe && (second & 0xc0) === 0x80);
}

function renamedAddress(bytes: Uint8Array, network: number, seed: number): Uint8Array {
  const to = bytes.slice();
  if (bytes.length === 4) {
    // Networks from 1.0.0.0 to 99.255.255.0. A host keeps its number where that is a network's or a broadcast.
    const place = Math.floor(chance(seed, network) * 65_536);
    const host = bytes[3]!;
    to.set([
      99 - (network % 99),
      place >> 8,
      place & 255,
      host === 0 || host === 255 ? host : 1 + (((host - 1) * 101 + 2 * seed) % 254),
    ]);
    return to;
  }
  const view = new DataView(to.buffer);
  view.setUint32(0, 0x3fff_ffff - Math.floor(chance(seed, network) * 0x2000_0000));
  view.setUint32(4, network);
  for (let i = 8; i < 16; i++) to[i]! ^= Math.floor(chance(seed + 1, i) * 256);
  return to;
}

// -------------------------------------------------------------- ports and MACs

/** Ports of tunnels (RFC 2661, 7348, 8926 and others) say what a datagram carries: they keep their names, and no other gets them. */
const telling = new Set([1701, 2152, 4789, 6081, 6635, 8472, 10_800, 10_801]);
/** First port of each range that tells something of a host's role (RFC 6335, section 6; Linux gives out ports from 32768 on). */
const ranges = [1, 1023, 1024, 32_768, 65_536];

/** The port so many further on in its range, in a circle. Odd ones stay odd: that may be what tells some connections from others. */
function renamedPort(from: number, step: number): number {
  if (from === 0 || telling.has(from)) return from;
  const low = ranges.findLast(one => one <= from)!;
  const size = ranges[ranges.indexOf(low) + 1]! - low;
  const next = (one: number) => low + ((one - low + step) % size);
  let to = next(from);
  while (telling.has(to)) to = next(to);
  return to;
}

/** Groups, virtual ones, and those that a FortiGate makes up to tell a direction keep their names. */
function renamedMac(from: number, seed: number): number {
  const high = Math.floor(from / 2 ** 32);
  if ((high >> 8) & 1 || from < 0x1_0000 || isVirtualMac(from)) return from;
  const low = (Math.imul(from % 2 ** 32, 0x9e37_79b1) ^ seed) >>> 0;
  return 0x0200_0000_0000 + low * 256 + (high & 255);
}

// ---------------------------------------------------------------------- texts

const tokens = new RegExp(
  [
    // A port behind an address, or after the word.
    /(?<=\]:|\.\d{1,3}:)\d{1,5}\b|(?<=\bports? )\d{1,5}\b/,
    /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?:\/24)?/,
    /[0-9a-f]{2}(?::[0-9a-f]{2}){5}/,
    /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z/,
    /\b\d\d:\d\d:\d\d\b/,
    /[0-9a-f]{0,4}:[0-9a-f:]*:[0-9a-f]*(?:\/64)?/,
  ]
    .map(one => one.source)
    .join("|"),
  "g",
);

function translated(
  text: string,
  texts: ReadonlyMap<string, string>,
  port: (port: number) => number,
  shift: number,
): string {
  return text.replaceAll(tokens, token => {
    if (/^\d+$/.test(token)) return String(port(Number(token)));
    if (/^\d{4}-/.test(token)) return later(token, shift);
    if (/^\d\d:\d\d:\d\d$/.test(token)) return later(`2026-11-21T${token}Z`, shift).slice(11, 19);
    return texts.get(token) ?? token;
  });
}

/** A time in RFC 3339, so many seconds later. */
const later = (stamp: string, seconds: number): string =>
  new Date(Date.parse(`${stamp.slice(0, 19)}Z`) + seconds * 1000).toISOString().slice(0, 19) + stamp.slice(19);
