import {chainNote, chainPoint} from "./checkpoint-chain.ts";
import {Faces} from "./faces.ts";
import type {CaptureInfo} from "./format.ts";
import {Lacks} from "./frames.ts";
import {address, lineStart, pattern} from "./patterns.ts";
import type {ToldPacket} from "./segment.ts";
import type {LineFormat, LineReader} from "./text.ts";
import type {Sighted, TextFrames} from "./text-frames.ts";

const instance = /(?:\[vs_\d{1,4}\])?(?:\[[\w-]{1,20}\])?\s*/;
/** With -T. */
const stamp = /(?:(\d{1,2}[A-Z][a-z]{2}\d{4}) (\d\d:\d\d:\d\d(?:\.\d{1,9})?) )?/;
/** Letter and position of the chain, and, with -p all, the module that comes next. */
const chain = /:([iIoOeE][a-zA-Z]?)(\d{0,3})( \(.{0,100}?\))?\[\d{1,6}\]: /;
const packet = / \((\w{1,10})\) len=(\d{1,5}) id=(\d{1,5})/;
const header = pattern(lineStart, instance, stamp, /([^:\s]{1,60})/, chain, address, / -> /, address, packet);

/** What `fw monitor` of Check Point prints: two lines a packet at each point of the chain, with absolute numbers and no payload lengths. */
export const checkpointMonitor: LineFormat = {
  name: "checkpoint-fw-monitor",
  begins: chain,
  open: capture => new MonitorReader(capture),
};

const tcp = /^\s*TCP: (\d{1,5}) -> (\d{1,5}) ([A-Z.]{1,12}) seq=([0-9a-f]{8}) ack=([0-9a-f]{8})/;
const udp = /^\s*UDP: (\d{1,5}) -> (\d{1,5})/;
const icmp = /^\s*ICMP: type=(\d{1,3}) code=(\d{1,3})(?:.*?id=(\d{1,5}) seq=(\d{1,5}))?/;
const preamble = /^\s*monitor(?:filter)?:/;
const flagBits: Readonly<Record<string, number>> = {F: 0x01, S: 0x02, R: 0x04, P: 0x08, A: 0x10, U: 0x20};
const months = "JanFebMarAprMayJunJulAugSepOctNovDec";

interface Pending {
  readonly sighted: Sighted;
  readonly ends: Pick<ToldPacket, "source" | "target" | "identification">;
  readonly protocol: string;
  readonly length: number;
}

class MonitorReader implements LineReader {
  readonly #capture: CaptureInfo;
  readonly #faces: Faces;
  #pending: Pending | null = null;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
    this.#faces = new Faces(capture);
  }

  line(text: string, number: number, frames: TextFrames): boolean {
    const told = header.exec(text);
    if (told === null) return false;
    this.pause(frames);
    const [, date, clock, face, letter, position, module, source, target, protocol, length, id] = told;
    const time = (date === undefined ? null : frames.clock.read(`${dateOf(date)} ${clock}`)) ?? frames.clock.next();
    // With -p all each module of the chain prints a line: but for the first one in, they stand inside.
    const {point, direction} = chainPoint(
      this.#faces,
      face!,
      module === undefined || Number(position) === 0 ? letter! : `${letter} `,
    );
    point.timeBase = frames.clock.base;
    this.#capture.note(chainNote);
    // At an interface each packet is told once; inside the firewall it comes by several times, and is known by its number.
    const lacks = date === undefined && point.stage === null ? Lacks.time : Lacks.nothing;
    this.#pending = {
      sighted: {time, point: point.id, line: number, direction, lacks},
      ends: {source: source!, target: target!, identification: Number(id) & 0xffff},
      protocol: protocol!,
      length: Number(length),
    };
    return true;
  }

  goOn(text: string, _number: number, frames: TextFrames): boolean {
    const pending = this.#pending;
    if (pending !== null) {
      const told = packetOf(pending, text);
      if (told !== null) {
        this.#pending = null;
        const lacks = pending.sighted.lacks! | (told.protocol === 6 ? Lacks.payloadLength : 0);
        frames.appendTold(told, {...pending.sighted, lacks});
        return true;
      }
    }
    return preamble.test(text);
  }

  pause(frames: TextFrames): void {
    if (this.#pending !== null) frames.appendUntold(this.#pending.sighted);
    this.#pending = null;
  }

  finish(frames: TextFrames): void {
    this.pause(frames);
  }
}

/** Returns the packet that the second line tells; null if it is none. */
function packetOf({ends, length}: Pending, text: string): ToldPacket | null {
  const blank = {
    ...ends,
    sourcePort: 0,
    targetPort: 0,
    flags: 0,
    sequence: 0,
    acknowledgment: 0,
    window: 0,
    payload: 0,
  };
  const segment = tcp.exec(text);
  if (segment !== null) {
    const [, sourcePort, targetPort, letters, sequence, acknowledgment] = segment;
    return {
      ...blank,
      protocol: 6,
      sourcePort: Number(sourcePort) & 0xffff,
      targetPort: Number(targetPort) & 0xffff,
      flags: [...letters!].reduce((flags, letter) => flags | (flagBits[letter] ?? 0), 0),
      sequence: Number.parseInt(sequence!, 16),
      acknowledgment: Number.parseInt(acknowledgment!, 16),
    };
  }
  const datagram = udp.exec(text);
  if (datagram !== null) {
    const [sourcePort, targetPort] = [Number(datagram[1]) & 0xffff, Number(datagram[2]) & 0xffff];
    return {...blank, protocol: 17, sourcePort, targetPort, payload: Math.max(0, length - 28)};
  }
  const message = icmp.exec(text);
  if (message === null) return null;
  const [type, code, id, sequence] = message.slice(1).map(number => Number(number ?? 0)) as [
    number,
    number,
    number,
    number,
  ];
  return {
    ...blank,
    protocol: 1,
    icmpType: type & 0xff,
    icmpCode: code & 0xff,
    icmpEcho: (id & 0xffff) * 0x10000 + (sequence & 0xffff),
  };
}

/** `21Nov2026` → `2026-11-21`. */
function dateOf(date: string): string {
  const [, day, month, year] = /^(\d{1,2})([A-Z][a-z]{2})(\d{4})$/.exec(date)!;
  return `${year}-${String(months.indexOf(month!) / 3 + 1).padStart(2, "0")}-${day!.padStart(2, "0")}`;
}
