import {Faces} from "./faces.ts";
import type {CaptureInfo} from "./format.ts";
import {Direction, Lacks} from "./frames.ts";
import {HexDump} from "./hex-dump.ts";
import {address, lineStart, pattern} from "./patterns.ts";
import type {ToldPacket} from "./segment.ts";
import {filterRules, rulesText} from "./side/bpf-filter.ts";
import {sightingKey} from "./sightings.ts";
import type {LineFormat, LineReader} from "./text.ts";
import {ethernetLink, rawLink, type Sighted, type TextFrames} from "./text-frames.ts";

/** A slot of a chassis, and the time. */
const start = /(?:\[[^\]]{1,12}\]\s*)?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,9}|\d{1,10}\.\d{1,9})[ \t]+/;
/** From verbosity 4 on interface and direction; and what the packet is. */
const header = pattern(lineStart, start, /(?:(\S+) (in|out|--)(?: (.*))?$|(.*)$)/);

/**
 * `diagnose sniffer packet` of FortiOS, all six verbosities: a line for each packet, with the interface from 4 on, and hexadecimal
 * lines of the packet (2, 5) or the whole frame (3, 6) below it. Without these the text tells no payload length, and of a segment
 * without SYN, FIN, RST or PSH no sequence number.
 */
export const fortigateSniffer: LineFormat = {
  name: "fortigate-sniffer",
  begins: pattern(lineStart, start, /\S/),
  open: capture => new SnifferReader(capture),
};

const tag = /^(?:802\.1Q vlan#\d+ P\d(?: CFI)?(?: --)? ?)?/;
const tuple = pattern(tag, address, /(?:\.(\d{1,5}))? -> /, address, /(?:\.(\d{1,5}))?:\s*(.*)$/);
const segment =
  /^(?:((?:syn|fin|rst|psh|urg)(?: (?:syn|fin|rst|psh|urg))*) (\d{1,10})(?=\s|$))?\s*(?:ack (\d{1,10}))?(?=\s|$)/;
/** A segment's line as a whole: nothing that a wrapped line may lack is missing. */
const wholeSegment =
  /^(?:(?:syn|fin|rst|psh|urg)(?: (?:syn|fin|rst|psh|urg))* (\d{1,10})(?= |$))?(?: ?ack (\d{1,10}))?$/;
const tagAlone = /^802\.1Q vlan#\d+ P\d/;
const notIp = /^(?:arp |Ether type |pppoe |stp |lldp)/i;
const otherProtocol = /^(?:ip-proto-(\d{1,3})|ESP)\b/;
const untold = /^(?:802\.1Q vlan#\d+ P\d|arp |Ether type |pppoe |stp |lldp)/i;

const echoed = /\bdiag\w*\s+sniffer\s+packet\s.*?\s[1-6](?:\s+\d+)?(?:\s+([al]))?(?:\s+\d+)?\s*$/;
const interfaces = /^interfaces=\[([^\]]*)\]/;
const filters = /^filters=\[(.*)\]$/;
const received = /^\d+ packets received by filter/;
const dropped = /^(\d+) packets dropped by kernel/;

const decoded = new Set([1, 6, 17, 58]);
const flagBits: Record<string, number> = {fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, urg: 0x20};

/** A packet whose header line was read; its bytes, or the rest of a wrapped line, may follow. */
interface Pending {
  readonly line: number;
  readonly time: number;
  readonly face: string | null;
  readonly direction: number;
  body: string;
}

class SnifferReader implements LineReader {
  readonly #capture: CaptureInfo;
  readonly #faces: Faces;
  #pending: Pending | null = null;
  readonly #hex = new HexDump();
  /** Whether the run prints the packets' bytes. */
  #printsBytes = false;
  /** The interface that the run was started on, where verbosity 1 to 3 does not tell it with each packet. */
  #face: string | null = null;
  #isUtc = false;
  /** The run is on all interfaces. */
  #isOnAny = false;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
    this.#faces = new Faces(capture);
  }

  line(text: string, number: number, frames: TextFrames): boolean {
    const told = header.exec(text);
    if (told === null) return false;
    const [, stamp, face, way, told4, told1] = told;
    const body = (told4 ?? told1 ?? "").trim();
    // An interface and a direction are enough: the rest may stand on the next line of a narrow terminal.
    if (face === undefined && !tuple.test(body) && !untold.test(body)) return false;
    this.#flush(frames);
    // A window into the network processor: what it shows passes the interfaces, too.
    if (face === "npudbg") return true;
    const time = frames.clock.read(stamp!);
    if (time === null) return false;
    const direction = way === "in" ? Direction.entering : way === "out" ? Direction.leaving : Direction.unknown;
    this.#pending = {line: number, time, face: face ?? this.#face, direction, body};
    this.#hex.clear();
    return true;
  }

  goOn(text: string, number: number, frames: TextFrames): boolean {
    if (this.#pending !== null) {
      if (this.#hex.add(text)) {
        this.#printsBytes = true;
        return true;
      }
      if (this.#hex.length === 0 && unwrap(this.#pending, text)) return true;
    }
    const echo = echoed.exec(text);
    if (echo !== null) {
      this.#begin(frames);
      this.#isUtc = echo[1] === "a";
      return true;
    }
    const on = interfaces.exec(text);
    if (on !== null) {
      this.#begin(frames);
      this.#isOnAny = on[1] === "any";
      this.#face = on[1] === "any" || on[1]!.includes(",") || on[1] === "" ? null : on[1]!;
      return true;
    }
    const filter = filters.exec(text);
    if (filter !== null) {
      if (filter[1] !== "" && filter[1] !== "none") this.#capture.note(`captured with the filter "${filter[1]}"`);
      this.#tellFilter(filter[1]!, number);
      return true;
    }
    if (received.test(text) || /^Using Original Sniffing Mode/.test(text)) return true;
    const lost = dropped.exec(text);
    if (lost === null) return false;
    this.#flush(frames);
    for (const point of this.#faces.all) point.dropped = (point.dropped ?? 0) + Number(lost[1]!.slice(0, 12));
    return true;
  }

  /** A filter for one direction explains why the other is missing (G0). */
  #tellFilter(expression: string, line: number): void {
    const rules = filterRules(expression);
    if (rules === null) return;
    const {id, path} = this.#capture;
    const shown = rulesText(rules);
    this.#capture.tellSide({kind: "filter", platform: "fortios", capture: id, line, device: path, rules, shown});
  }

  /** A run of the sniffer begins. */
  #begin(frames: TextFrames): void {
    this.#flush(frames);
    this.#printsBytes = false;
    frames.clock.restart();
  }

  pause(frames: TextFrames): void {
    // A trace may print a line between the packet and its bytes.
    if (this.#printsBytes && !this.#hex.isWhole) return;
    this.#flush(frames);
  }

  finish(frames: TextFrames): void {
    this.#flush(frames);
  }

  #flush(frames: TextFrames): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    const {line, time, face, body} = pending;
    const parts = tuple.exec(body);
    const told = parts === null ? null : packetOf(parts);
    const isSegment = told?.protocol === 6;
    if (isSegment && face !== null && pending.direction !== Direction.unknown) {
      const key = sightingKey(face, pending.direction, told);
      if (frames.sightings.tell(0, key, time, frames.nextOrdinal) !== null) return;
    }
    const direction = this.#hex.direction ?? pending.direction;
    const point = this.#faces.of(face, this.#hex.isFrame ? ethernetLink : rawLink);
    point.timeBase = frames.clock.base === "local" && this.#isUtc ? "utc" : frames.clock.base;
    point.hearsAll ||= this.#isOnAny && face !== null;
    const sighted: Sighted = {time, point: point.id, line, direction};
    if (this.#hex.length > 0) {
      const {bytes, wireLength, isFrame} = this.#hex;
      frames.append(bytes, wireLength, isFrame ? ethernetLink : rawLink, sighted);
    } else if (told !== null) {
      if (isSegment) this.#noteLengths();
      frames.appendTold(told, isSegment ? {...sighted, lacks: lacksOf(parts![5]!)} : sighted);
    } else if (notIp.test(body)) frames.appendOther(sighted);
    else {
      if (tagAlone.test(body))
        this.#capture.note(
          "lines of tagged frames tell no addresses: of these only their VLAN's own interface is judged; use verbosity 6",
        );
      frames.appendUntold(sighted);
    }
  }

  #noteLengths(): void {
    this.#capture.note(
      "verbosity 1 and 4 tell no payload lengths: what was acknowledged cannot be compared with what was seen; use 3 or 6",
    );
  }
}

/** Joins the rest of a line that a narrow terminal has wrapped; returns whether `text` is one. */
function unwrap(pending: Pending, text: string): boolean {
  if (text.length > 120) return false;
  // A blank where the line was broken is lost.
  for (const joined of [pending.body + text, `${pending.body} ${text}`]) {
    const parts = tuple.exec(joined);
    if (parts === null) continue;
    const isWhole = wholeSegment.exec(parts[5]!.trim());
    const numbers = isWhole?.slice(1).filter(number => number !== undefined) ?? [];
    if (tuple.test(pending.body) && (numbers.length === 0 || numbers.some(number => Number(number) > 0xffffffff)))
      continue;
    pending.body = joined;
    return true;
  }
  return false;
}

/** What a line without the packet's bytes leaves open. */
const lacksOf = (rest: string): number =>
  Lacks.payloadLength | (segment.exec(rest)?.[2] === undefined ? Lacks.sequence : 0);

/** Returns the packet that a line tells of; null where it tells too little. */
function packetOf(parts: RegExpExecArray): ToldPacket | null {
  const [, source, sourcePort, target, targetPort, rest] = parts as unknown as [
    string,
    string,
    string?,
    string?,
    string?,
    string?,
  ];
  const blank = {
    source: source!,
    sourcePort: Number(sourcePort ?? 0),
    target: target!,
    targetPort: Number(targetPort ?? 0),
    flags: 0,
    sequence: 0,
    acknowledgment: 0,
    window: 0,
    payload: 0,
  };
  const udp = /^udp (\d{1,5})/.exec(rest!);
  if (udp !== null) return {...blank, protocol: 17, payload: Number(udp[1])};
  const isV6 = source!.includes(":");
  const icmp = /^icmp6?: (.*)$/.exec(rest!);
  if (icmp !== null) {
    const isReply = icmp[1]!.includes("echo reply");
    const isRequest = icmp[1]!.includes("echo request");
    const icmpType = isReply ? (isV6 ? 129 : 0) : isRequest ? (isV6 ? 128 : 8) : 255;
    return {...blank, sourcePort: 0, targetPort: 0, protocol: isV6 ? 58 : 1, icmpType};
  }
  const other = otherProtocol.exec(rest!);
  // A fragment of what has ports tells none.
  if (other !== null) return decoded.has(Number(other[1])) ? null : {...blank, protocol: Number(other[1] ?? 50) & 0xff};
  const tcp = sourcePort === undefined ? null : segment.exec(rest!);
  if (tcp === null || tcp[0].trim() === "") return null;
  const [, names, sequence, acknowledgment] = tcp;
  const named = (names ?? "").split(" ").reduce((all, name) => all | (flagBits[name] ?? 0), 0);
  return {
    ...blank,
    protocol: 6,
    flags: named | (acknowledgment === undefined ? 0 : 0x10),
    sequence: Number(sequence ?? 0),
    acknowledgment: Number(acknowledgment ?? 0),
  };
}
