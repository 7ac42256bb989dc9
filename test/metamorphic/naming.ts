import {isVirtualMac, macText} from "../../src/detect/virtual-macs.ts";
import {type CaptureSet, chance, linkOf} from "./capture-set.ts";
import {edited} from "./edit.ts";
import {addressAt, networkAt} from "./layout.ts";

/** Other names for everything in a set, each another for each: what a renamed capture has, and what is to be read in its reports. */
export interface Naming {
  address(bytes: Uint8Array): Uint8Array | null;
  port(port: number): number;
  mac(mac: number): number;
  /** Seconds that the clocks are ahead. */
  readonly shift: number;
  /** A text of a report with its words replaced. */
  text(text: string): string;
}

export interface NamingChoice {
  readonly seed: number;
  readonly shift: number;
  readonly what: "addresses" | "ports" | "macs" | "clock" | "all";
}

export function naming(set: CaptureSet, {seed, shift, what}: NamingChoice): Naming {
  const renames = (one: NamingChoice["what"]) => what === "all" || what === one;
  const networks = networksOf(set);
  const texts = new Map<string, string>();
  const address = (bytes: Uint8Array): Uint8Array | null => {
    if (!renames("addresses") || !isUnicast(bytes)) return null;
    const to = renamedAddress(bytes, networks.get(keyOf(bytes))!, seed);
    for (const text of [addressAt, networkAt]) texts.set(text(bytes, 0, bytes.length), text(to, 0, to.length));
    return to;
  };
  const port = (from: number) => (renames("ports") ? renamedPort(from, 7 + (seed % 101)) : from);
  const mac = (from: number): number => {
    if (!renames("macs")) return from;
    const to = renamedMac(from, seed);
    texts.set(macText(from), macText(to));
    return to;
  };
  for (const file of set.files)
    for (const frame of file.frames) edited(frame.bytes, linkOf(file, frame), {address, mac});
  const seconds = renames("clock") ? shift : 0;
  return {address, port, mac, shift: seconds, text: text => renamed(text, texts, port, seconds)};
}

// ------------------------------------------------------------------ addresses

/** The network that pools keep together: /24, /64. */
const keyOf = (bytes: Uint8Array): string => bytes.subarray(0, bytes.length === 4 ? 3 : 8).join(".");

/** Numbers the set's networks from the last to the first: the order of their addresses is to mean nothing. */
function networksOf(set: CaptureSet): Map<string, number> {
  const known = new Set<string>();
  const note = (bytes: Uint8Array) => {
    known.add(keyOf(bytes));
    return null;
  };
  for (const file of set.files)
    for (const frame of file.frames) edited(frame.bytes, linkOf(file, frame), {address: note});
  return new Map([...known].map((key, i) => [key, known.size - 1 - i]));
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
      1 + (network % 99),
      place >> 8,
      place & 255,
      host === 0 || host === 255 ? host : 1 + ((host * 101 + seed) % 254),
    ]);
    return to;
  }
  const view = new DataView(to.buffer);
  view.setUint32(0, 0x2000_0000 + Math.floor(chance(seed, network) * 0x2000_0000));
  view.setUint32(4, network);
  for (let i = 8; i < 16; i++) to[i]! ^= Math.floor(chance(seed + 1, i) * 256);
  return to;
}

// -------------------------------------------------------------- ports and MACs

/** Ports of tunnels (RFC 2661, 7348, 8926 and others) say what a datagram carries: they keep their names, and no other gets them. */
const telling = new Set([1701, 2152, 4789, 6081, 6635, 8472, 10_800, 10_801]);
/** First port of each range that tells something of a host's role (RFC 6335, section 6; Linux gives out ports from 32768 on). */
const ranges = [1, 1024, 32_768, 65_536];

/** The port so many further on in its range, in a circle. */
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

function renamed(text: string, texts: ReadonlyMap<string, string>, port: Naming["port"], shift: number): string {
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
