import {Faces} from "./faces.ts";
import type {CaptureInfo} from "./format.ts";
import {Direction, Lacks} from "./frames.ts";
import {address, dottedPort, lineStart, pattern} from "./patterns.ts";
import {RelativeNumbers} from "./relative-numbers.ts";
import type {ToldPacket} from "./segment.ts";
import {segmentText} from "./segment-text.ts";
import {portOf} from "./services.ts";
import type {LineFormat, LineReader} from "./text.ts";
import {rawLink, type Sighted, type TextFrames} from "./text-frames.ts";

/** Date and time of day, time of day, or seconds since 1970 (-tt); then, with -i any, interface and direction; then the rest. */
const header = pattern(
  lineStart,
  /((?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{1,9}|\d{9,10}\.\d{1,9}) +/,
  /(?:(\S{1,60}) +(In|Out|B|M|P|\?) +)?(.*)$/,
);

/**
 * What tcpdump prints, on any system, and `view-pcap` of PAN-OS: addresses, flags and numbers, which are relative to the first segment
 * with ACK unless -S is given. With -i any, of tcpdump 4.99 and later, also interface and direction.
 */
export const tcpdumpText: LineFormat = {
  name: "tcpdump-text",
  begins: header,
  open: capture => new TcpdumpReader(capture),
};

const isIp = /(?:^|\s)(?:IP6?(?=\s)|ip6?: |ethertype IPv[46] )/;
const isArp = /(?:^|\s)(?:ARP, |ethertype ARP )/;
/** What -e prints in front: the addresses of the link. */
const linked = /^([0-9a-f]{2}(?::[0-9a-f]{2}){5}) > ([0-9a-f]{2}(?::[0-9a-f]{2}){5}), ethertype /;
/** What -v prints in front of the addresses, of IPv4 on a line of its own. */
const verbose = /\((?:tos|class|flowlabel|hlim)[^()]*(?:\([^()]*\)[^()]*)*\)/;
const ported = pattern(/(?:^|\s)/, address, /\.([\w-]{1,30}) > /, address, /\.([\w-]{1,30}): (.*)$/);
const portless = pattern(/(?:^|\s)/, address, / > /, address, /: (.*)$/);
const ends = pattern(address, dottedPort, / > /, address, /|^IP6? \S+ > \S+: /);
const udp = /^(?:\[[^\]]*\] )?UDP, (?:bad )?length (\d{1,5})/;
const icmp =
  /^(?:HBH (?:\([^)]{0,40}\) ){0,8})?(?:\[[^\]]*\] )?ICMP6?,? (?:echo (request|reply)(?:, id (\d{1,5}), seq (\d{1,5}))?|.*?\b(unreachable|time exceeded)\b)?/;
/** F5's tmm tells by a suffix whether it received or sent the packet, and by which port or bundle of the box. */
const suffix = / (in|out) slot\d+\/tmm\d+ lis=\S*(?: port=(\S*))?(?: trunk=(\S*))?\s*$/;
const named = /^IP6? \S+ > \S+: (?:Flags \[|[SFPR.]{1,4} )/;
const listening = /^(?:tcpdump: )?listening on ([^\s,]+),/;
const dropped = /^(\d{1,12}) packets? dropped by kernel/;
const counted = /^\d+ packets? (?:captured|received by filter)|^tcpdump: |^reading from file /;

const directions: Record<string, number> = {
  In: Direction.entering,
  B: Direction.entering,
  M: Direction.entering,
  P: Direction.entering,
  Out: Direction.leaving,
  in: Direction.entering,
  out: Direction.leaving,
};

/** A segment is told as a whole where its length is, which stands at the end. */
const isWhole = / Flags \[.*, length \d{1,6}(?:\b|$)/;
/** The length itself may be wrapped: the next line tells. */
const endsInLength = /, length \d{1,5}$/;
/** Lines that a terminal may have made of one. */
const mostPieces = 4;

/** A line whose addresses stand on the next one. */
interface Pending {
  readonly line: number;
  readonly time: number;
  readonly face: string | null;
  readonly direction: number;
  readonly before: string;
}

/** The first line of what a terminal wrapped, and as what all lines so far may be joined. */
interface Wrapped {
  readonly pending: Pending;
  readonly first: string;
  readonly texts: readonly string[];
  readonly pieces: number;
}

class TcpdumpReader implements LineReader {
  readonly #capture: CaptureInfo;
  readonly #faces: Faces;
  readonly #numbers = new RelativeNumbers(false);
  #pending: Pending | null = null;
  /** A line that a narrow terminal has wrapped, as it may be joined: the space at which it was wrapped is not kept. */
  #wrapped: Wrapped | null = null;
  /** The interface that the run listens on. */
  #face: string | null = null;
  /** Times count from 1970 (-tt). */
  #isUtc = false;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
    this.#faces = new Faces(capture);
  }

  line(text: string, number: number, frames: TextFrames): boolean {
    const told = header.exec(text);
    if (told === null) return false;
    const [, stamp, face, way, body] = told;
    const hasArp = isArp.test(body!);
    if (!hasArp && !isIp.test(body!)) return false;
    this.pause(frames);
    const time = frames.clock.read(stamp!);
    if (time === null) return false;
    this.#isUtc = !stamp!.includes(":");
    const direction = directions[way ?? ""] ?? Direction.unknown;
    const pending = {line: number, time, face: face ?? this.#face, direction, before: body!};
    if (hasArp) frames.appendOther(this.#sighted(pending, frames), macs(body!));
    else if (ends.test(body!.replace(linked, ""))) this.#begin(pending, body!, frames);
    else this.#pending = pending;
    return true;
  }

  goOn(text: string, _number: number, frames: TextFrames): boolean {
    const pending = this.#pending;
    if (pending !== null && / > /.test(text)) {
      this.#pending = null;
      this.#begin(pending, text.trim(), frames);
      return true;
    }
    const on = listening.exec(text);
    if (on !== null) {
      this.#face = on[1] === "any" ? null : on[1]!;
      this.#numbers.restart();
      return true;
    }
    const lost = dropped.exec(text);
    if (lost !== null) for (const point of this.#faces.all) point.dropped = (point.dropped ?? 0) + Number(lost[1]);
    return lost !== null || counted.test(text) || this.#unwrap(text, frames);
  }

  pause(frames: TextFrames): void {
    if (this.#wrapped !== null) this.#append(this.#wrapped.pending, this.#wrapped.first, frames);
    this.#wrapped = null;
    if (this.#pending !== null) frames.appendUntold(this.#sighted(this.#pending, frames));
    this.#pending = null;
  }

  /** Appends what a line tells, unless it is only the beginning of it. */
  #begin(pending: Pending, text: string, frames: TextFrames): void {
    if (!text.includes(" Flags [") || (isWhole.test(text) && !endsInLength.test(text)))
      this.#append(pending, text, frames);
    else this.#wrapped = {pending, first: text, texts: [text], pieces: 1};
  }

  /** Joins the rest of a line that was wrapped; returns whether `text` is one. */
  #unwrap(text: string, frames: TextFrames): boolean {
    const wrapped = this.#wrapped;
    if (wrapped === null) return false;
    const {pending, first, pieces} = wrapped;
    if (isWhole.test(first)) {
      const isMore = /^\d{1,5}$/.test(text);
      this.#wrapped = null;
      this.#append(pending, isMore ? first + text : first, frames);
      return isMore;
    }
    const texts = wrapped.texts.flatMap(before => [before + text, `${before} ${text}`]);
    const whole = texts.find(joined => isWhole.test(joined) && this.#tells(joined));
    this.#wrapped = null;
    if (whole !== undefined) this.#append(pending, whole, frames);
    else if (pieces < mostPieces) this.#wrapped = {pending, first, texts, pieces: pieces + 1};
    else this.#append(pending, first, frames);
    return whole !== undefined || pieces < mostPieces;
  }

  /** Whether a line that was joined tells all that it says that it tells: joined without the space that it had, it would not. */
  #tells(text: string): boolean {
    const ends = ported.exec(text);
    const told = ends === null ? null : segmentText(ends[5]!);
    if (told === null || !/, win \d/.test(text)) return false;
    const {flags, acknowledgment, sequence, payload} = told;
    return ((flags & 0x10) === 0 || acknowledgment !== null) && (payload === 0 || sequence !== null);
  }

  finish(frames: TextFrames): void {
    this.pause(frames);
  }

  #sighted({line, time, face, direction}: Pending, frames: TextFrames): Sighted {
    const point = this.#faces.of(face, rawLink);
    point.timeBase = this.#isUtc ? "utc" : frames.clock.base;
    // Only a run on all interfaces names one with each packet.
    point.hearsAll ||= face !== this.#face && direction !== Direction.unknown;
    return {line, time, point: point.id, direction};
  }

  /** Appends the packet whose addresses and what follows them are `text`. */
  #append(pending: Pending, text: string, frames: TextFrames): void {
    const end = suffix.exec(text);
    const seen =
      end === null ? pending : {...pending, direction: directions[end[1]!]!, face: end[3] || end[2] || pending.face};
    const sighted = this.#sighted(seen, frames);
    const told = this.#packet(end === null ? text : text.slice(0, end.index), verbose.exec(pending.before)?.[0] ?? "");
    if (told !== null) frames.appendTold(told.packet, {...sighted, lacks: told.lacks}, macs(pending.before));
    else {
      if (named.test(text)) this.#capture.note("names in place of addresses cannot be judged: run tcpdump with -n");
      frames.appendUntold(sighted);
    }
  }

  #packet(text: string, header: string): {packet: ToldPacket; lacks: number} | null {
    const hops = /\b(?:ttl|hlim) (\d{1,3})\b/.exec(header)?.[1];
    const identification = /\bid (\d{1,5})\b/.exec(header)?.[1];
    const blank = {
      flags: 0,
      sequence: 0,
      acknowledgment: 0,
      window: 0,
      payload: 0,
      hops: Number(hops ?? 0) & 0xff,
      identification: Number(identification ?? 0) & 0xffff,
    };
    const ends = ported.exec(text);
    if (ends === null) return message(portless.exec(text), blank);
    const [, source, sourceName, target, targetName, rest] = ends as unknown as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    const [sourcePort, targetPort] = [portOf(sourceName), portOf(targetName)];
    if (sourcePort === null || targetPort === null) {
      this.#capture.note("names of services cannot be judged: run tcpdump with -n");
      return null;
    }
    const tuple = {source, sourcePort, target, targetPort};
    const datagram = udp.exec(rest);
    if (datagram !== null)
      return {packet: {...blank, ...tuple, protocol: 17, payload: Number(datagram[1])}, lacks: Lacks.nothing};
    const segment = segmentText(rest);
    if (segment === null) return null;
    const numbers = this.#numbers.resolve(`${source}.${sourcePort}`, `${target}.${targetPort}`, segment);
    if (numbers === null) {
      this.#capture.note(
        "more connections than can be followed: those begun before are judged no further; run tcpdump with -S",
      );
      return null;
    }
    const {sequence, acknowledgment} = numbers;
    const {flags, window, payload, stamps} = segment;
    const packet = {
      ...blank,
      ...tuple,
      protocol: 6,
      flags,
      sequence: sequence ?? 0,
      acknowledgment: acknowledgment ?? 0,
      window,
      payload: payload ?? 0,
      ...(stamps === undefined ? {} : {stamps}),
    };
    const lacks = (payload === null ? Lacks.payloadLength : 0) | (sequence === null ? Lacks.sequence : 0);
    return {packet, lacks};
  }
}

/** The addresses that an Ethernet header begins with: target, then source; null where they are not printed. */
function macs(text: string): number[] | null {
  const link = linked.exec(text);
  if (link === null) return null;
  return [link[2]!, link[1]!].flatMap(address => address.split(":").map(part => Number.parseInt(part, 16)));
}

/** An ICMP message, told as far as it matters: whether it asks, answers, or reports an error. */
function message(
  ends: RegExpExecArray | null,
  blank: Omit<ToldPacket, "protocol" | "source" | "target" | "sourcePort" | "targetPort">,
): {packet: ToldPacket; lacks: number} | null {
  const told = ends === null ? null : icmp.exec(ends[3]!);
  if (told === null) return null;
  const [, echo, id, sequence, error] = told;
  const [source, target] = [ends![1]!, ends![2]!];
  const isV6 = source.includes(":");
  const types = isV6
    ? {request: 128, reply: 129, unreachable: 1, other: 255}
    : {request: 8, reply: 0, unreachable: 3, other: 255};
  const icmpType =
    echo === "request"
      ? types.request
      : echo === "reply"
        ? types.reply
        : error === "unreachable"
          ? types.unreachable
          : types.other;
  const icmpEcho = (Number(id ?? 0) & 0xffff) * 0x10000 + (Number(sequence ?? 0) & 0xffff);
  const packet = {...blank, source, target, sourcePort: 0, targetPort: 0, protocol: isV6 ? 58 : 1, icmpType, icmpEcho};
  return {packet, lacks: Lacks.nothing};
}
