import type {CaptureInfo} from "./format.ts";
import {Direction, Lacks} from "./frames.ts";
import type {CapturePoint} from "./points.ts";
import {addressBytes, packetBytes} from "./segment.ts";
import type {LineFormat, LineReader, TextFrames} from "./text.ts";
import {textTime} from "./text-time.ts";

const ethernetLink = 1;
const rawLink = 101;

/**
 * `diagnose sniffer packet` of FortiOS, all six verbosities: a line for each packet, with the interface from 4 on, and hexadecimal
 * lines of the packet (2, 5) or the whole frame (3, 6) below it. Without these the text tells no payload length, and of a segment
 * without SYN, FIN, RST or PSH no sequence number.
 */
export const fortigateSniffer: LineFormat = {
  name: "fortigate-sniffer",
  open: capture => new SnifferReader(capture),
};

/** A slot of a chassis, the time, interface and direction from verbosity 4 on, and what the packet is. */
const header =
  /^(?:.*?[#$>] )?(?:\[[^\]]{1,12}\]\s+)?(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{1,9}|\d{1,10}\.\d{1,9})[ \t]+(?:(\S+) (in|out|--) )?(.*?)\s*$/;
const tuple =
  /^(?:802\.1Q vlan#(\d+) P\d(?: CFI)?(?: -- | --)? ?)?([0-9a-fA-F.:]+?)(?:\.(\d{1,5}))? -> ([0-9a-fA-F.:]+?)(?:\.(\d{1,5}))?:\s*(.*)$/;
const segment = /^(?:((?:syn|fin|rst|psh|urg)(?: (?:syn|fin|rst|psh|urg))*) (\d+))?\s*(?:ack (\d+))?(?=\s|$)/;
const untold = /^(?:802\.1Q vlan#\d+ P\d|arp |Ether type |pppoe |stp |ip-proto-|ESP)/i;
const hexLine = /^\s*(?:0x)?([0-9a-fA-F]{4,6})[ \t:]+((?:[0-9a-fA-F]{2} ?){1,16})(?=\t|\s{2,}|$)/;
const received = /^(\d+) packets received by filter/;
const dropped = /^(\d+) packets dropped by kernel/;
const filters = /^filters=\[(.*)\]$/;
const maximumPacket = 65536;

const flagBits: Record<string, number> = {fin: 0x01, syn: 0x02, rst: 0x04, psh: 0x08, urg: 0x20};

/** A packet whose header line was read; its bytes may follow. */
interface Pending {
  readonly line: number;
  readonly time: number;
  readonly face: string | null;
  readonly direction: number;
  readonly body: string;
}

class SnifferReader implements LineReader {
  readonly #capture: CaptureInfo;
  #pending: Pending | null = null;
  readonly #hex = new Uint8Array(maximumPacket);
  #hexLength = 0;
  #saysLengths = true;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
  }

  line(text: string, number: number, frames: TextFrames): boolean {
    if (this.#pending !== null && this.#addHex(text)) return true;
    const told = header.exec(text);
    if (told !== null && this.#begin(told, number, frames)) return true;
    const filter = filters.exec(text);
    if (filter !== null) {
      this.#capture.note(`captured with the filter "${filter[1]}"`);
      return true;
    }
    if (received.test(text) || /^interfaces=\[/.test(text) || /^Using Original Sniffing Mode/.test(text)) return true;
    const lost = dropped.exec(text);
    if (lost === null) return false;
    this.flush(frames);
    for (const point of this.#points.values()) point.dropped = (point.dropped ?? 0) + Number(lost[1]);
    return true;
  }

  readonly #points = new Map<string, CapturePoint>();

  #begin(told: RegExpExecArray, number: number, frames: TextFrames): boolean {
    const [, stamp, face, way, body] = told;
    if (!tuple.test(body!) && !untold.test(body!)) return false;
    const time = textTime(stamp!, this.#capture.epoch);
    if (time === null) return false;
    this.flush(frames);
    const direction = way === "in" ? Direction.entering : way === "out" ? Direction.leaving : Direction.unknown;
    this.#base = stamp!.includes("-") ? "local" : "relative";
    this.#pending = {line: number, time, face: face ?? null, direction, body: body!};
    this.#hexLength = 0;
    return true;
  }

  #base: "local" | "relative" = "relative";

  /** Takes a line of bytes, if it goes on where the last one ended. The column of letters may look like bytes: it is not read. */
  #addHex(text: string): boolean {
    const told = hexLine.exec(text);
    if (told === null) return false;
    if (Number.parseInt(told[1]!, 16) !== this.#hexLength) return false;
    const digits = told[2]!.replaceAll(" ", "");
    if (digits.length % 2 !== 0 || this.#hexLength + digits.length / 2 > maximumPacket) return false;
    for (let i = 0; i < digits.length; i += 2)
      this.#hex[this.#hexLength++] = Number.parseInt(digits.slice(i, i + 2), 16);
    return true;
  }

  flush(frames: TextFrames): void {
    const pending = this.#pending;
    if (pending === null) return;
    this.#pending = null;
    const {line, time, direction} = pending;
    const told = this.#hexLength > 0 ? this.#captured() : this.#described(pending.body);
    frames.append({...told, time, direction, line, point: this.#point(pending, told.link).id});
  }

  #point({face}: Pending, link: number): CapturePoint {
    const name = face ?? "";
    let point = this.#points.get(name);
    if (point === undefined) {
      point = this.#capture.points.intern(this.#capture.origin, this.#capture.id, face, link);
      point.timeBase = this.#base;
      this.#points.set(name, point);
    }
    return point;
  }

  /** The frame of verbosity 3 and 6, or the packet of 2 and 5. Both are told by whether an IP header stands where it should. */
  #captured() {
    const bytes = this.#hex.subarray(0, this.#hexLength);
    const type = bytes.length >= 14 ? (bytes[12]! << 8) | bytes[13]! : 0;
    const isFrame = type === 0x0800 || type === 0x86dd || type === 0x8100 || type === 0x88a8 || type === 0x0806;
    const at = isFrame ? 14 : 0;
    const length = ipLength(bytes, at);
    const wireLength = length === null ? bytes.length : Math.max(bytes.length, at + length);
    return {bytes, wireLength, link: isFrame ? ethernetLink : rawLink, lacks: Lacks.nothing};
  }

  /** The headers that the line alone tells of. */
  #described(body: string) {
    const nothing = {bytes: new Uint8Array(0), wireLength: 0, link: rawLink, lacks: Lacks.nothing};
    const parts = tuple.exec(body);
    if (parts === null) return nothing;
    const [, , source, sourcePort, target, targetPort, rest] = parts;
    const ends = {
      source: source!,
      sourcePort: Number(sourcePort ?? 0),
      target: target!,
      targetPort: Number(targetPort ?? 0),
    };
    const blank = {...ends, flags: 0, sequence: 0, acknowledgment: 0, window: 0, payload: 0};
    const v6 = source!.includes(":");
    const udp = /^udp (\d+)/.exec(rest!);
    const icmp = /^icmp6?: (.*)$/.exec(rest!);
    const tcp = sourcePort === undefined ? null : segment.exec(rest!);
    let packet: ReturnType<typeof packetBytes> = null;
    let lacks: number = Lacks.nothing;
    if (udp !== null) packet = packetBytes({...blank, protocol: 17, payload: Number(udp[1])});
    else if (icmp !== null) {
      const isReply = icmp[1]!.includes("echo reply");
      const isRequest = icmp[1]!.includes("echo request");
      const icmpType = isReply ? (v6 ? 129 : 0) : isRequest ? (v6 ? 128 : 8) : 255;
      packet = packetBytes({...blank, sourcePort: 0, targetPort: 0, protocol: v6 ? 58 : 1, icmpType});
    } else if (tcp !== null && tcp[0] !== "") {
      const [, names, sequence, acknowledgment] = tcp;
      const flags =
        (names ?? "").split(" ").reduce((all, name) => all | (flagBits[name] ?? 0), 0) |
        (acknowledgment === undefined ? 0 : 0x10);
      lacks = Lacks.payloadLength | (sequence === undefined ? Lacks.sequence : 0);
      packet = packetBytes({
        ...blank,
        protocol: 6,
        flags,
        sequence: Number(sequence ?? 0),
        acknowledgment: Number(acknowledgment ?? 0),
      });
      if (this.#saysLengths) {
        this.#saysLengths = false;
        this.#capture.note(
          "verbosity 1 and 4 tell no payload lengths: what was acknowledged cannot be compared with what was seen; use 3 or 6",
        );
      }
    }
    return packet === null ? nothing : {...packet, link: rawLink, lacks};
  }
}

/** Length of the IP packet at `at` by its own header; null if there is none. */
function ipLength(bytes: Uint8Array, at: number): number | null {
  const version = (bytes[at] ?? 0) >> 4;
  if (version === 4 && bytes.length >= at + 20) return (bytes[at + 2]! << 8) | bytes[at + 3]!;
  if (version === 6 && bytes.length >= at + 40) return 40 + ((bytes[at + 4]! << 8) | bytes[at + 5]!);
  return null;
}

/** Whether a word is an address: the tuple's pattern is wide. */
export const isAddress = (text: string): boolean => addressBytes(text) !== null;
