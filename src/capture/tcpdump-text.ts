import {pfWords, wordsOf} from "./device-words.ts";
import {Faces} from "./faces.ts";
import type {CaptureInfo} from "./format.ts";
import {Direction, Lacks} from "./frames.ts";
import {RelativeNumbers} from "./relative-numbers.ts";
import type {ToldPacket} from "./segment.ts";
import {segmentText} from "./segment-text.ts";
import {portOf} from "./services.ts";
import {quoted} from "./statement.ts";
import {
  begins,
  carrying,
  counted,
  dropped,
  ends,
  isArp,
  isIp,
  isWholeSegment,
  linked,
  listening,
  macs,
  named,
  pflog,
  ported,
  portless,
  suffix,
  timed,
  udp,
  untimed,
  verbose,
} from "./tcpdump-lines.ts";
import {message} from "./tcpdump-message.ts";
import type {LineFormat, LineReader} from "./text.ts";
import {rawLink, type Sighted, type TextFrames} from "./text-frames.ts";

/**
 * What tcpdump prints, on any system, and `view-pcap` of PAN-OS: addresses, flags and numbers, which are relative to the first segment
 * with ACK unless -S is given. With -i any, of tcpdump 4.99 and later, also interface and direction.
 */
export const tcpdumpText: LineFormat = {
  name: "tcpdump-text",
  begins,
  open: capture => new TcpdumpReader(capture),
};

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
  /** A packet that carries another, which the next line tells. */
  #carrier: Pending | null = null;
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
    const told = timed.exec(text);
    const [stamp, face, way, body] =
      told === null ? [undefined, ...(untimed.exec(text)?.slice(1) ?? [])] : told.slice(1);
    if (body === undefined) return false;
    const hasArp = isArp.test(body);
    if (!hasArp && !isIp.test(body) && !pflog.test(body)) return false;
    const carrier = this.#carrier;
    if (carrier !== null && stamp === undefined && ends.test(body)) return this.#inner(carrier, body, frames);
    this.pause(frames);
    const time = stamp === undefined ? frames.clock.next() : frames.clock.read(stamp);
    if (time === null) return false;
    this.#isUtc = stamp !== undefined && !stamp.includes(":");
    const logged = pflog.exec(body);
    const direction = directions[way ?? logged?.[4] ?? ""] ?? Direction.unknown;
    const pending = {line: number, time, face: face ?? logged?.[5] ?? this.#face, direction, before: body};
    if (carrying.test(body)) {
      this.#carrier = pending;
      return true;
    }
    if (logged !== null) {
      const packet = this.#append(pending, body.slice(logged[0].length), frames);
      if (packet !== null) this.#state(pending, logged[0], packet, frames);
      return true;
    }
    if (hasArp) frames.appendOther(this.#sighted(pending, frames), macs(body));
    else if (ends.test(body.replace(linked, ""))) this.#begin(pending, body, frames);
    else this.#pending = pending;
    return true;
  }

  /** Appends the packet that another carries: it is told on the next line, with neither time nor interface. */
  #inner(carrier: Pending, body: string, frames: TextFrames): boolean {
    this.#carrier = null;
    this.#append(carrier, body, frames);
    return true;
  }

  /** Tells what pf says of a packet that it blocks. */
  #state({line, time, face}: Pending, said: string, packet: ToldPacket, frames: TextFrames): void {
    const told = wordsOf(pfWords, said);
    if (told === null) return;
    const {source, sourcePort, target, targetPort, protocol, flags} = packet;
    this.#capture.state({
      ...told,
      ...{capture: this.#capture.id, line, time, protocol},
      frame: frames.nextOrdinal - 1,
      point: this.#faces.of(face, rawLink).id,
      source: {address: source, port: sourcePort},
      target: {address: target, port: targetPort},
      flags: protocol === 6 ? flags : -1,
      words: quoted(said.replace(/: $/, "")),
    });
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
    for (const pending of [this.#pending, this.#carrier])
      if (pending !== null) frames.appendUntold(this.#sighted(pending, frames));
    this.#pending = this.#carrier = null;
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
    const whole = texts.find(joined => isWhole.test(joined) && isWholeSegment(joined));
    this.#wrapped = null;
    if (whole !== undefined) this.#append(pending, whole, frames);
    else if (pieces < mostPieces) this.#wrapped = {pending, first, texts, pieces: pieces + 1};
    else this.#append(pending, first, frames);
    return whole !== undefined || pieces < mostPieces;
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
  #append(pending: Pending, text: string, frames: TextFrames): ToldPacket | null {
    const end = suffix.exec(text);
    const seen =
      end === null ? pending : {...pending, direction: directions[end[1]!]!, face: end[3] || end[2] || pending.face};
    const sighted = this.#sighted(seen, frames);
    const told = this.#packet(end === null ? text : text.slice(0, end.index), verbose.exec(pending.before)?.[0] ?? "");
    if (told !== null)
      frames.appendTold(
        told.packet,
        {...sighted, lacks: told.lacks | (frames.clock.base === "none" ? Lacks.time : 0)},
        macs(pending.before),
      );
    else {
      if (named.test(text)) this.#capture.note("names in place of addresses cannot be judged: run tcpdump with -n");
      frames.appendUntold(sighted);
    }
    return told?.packet ?? null;
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
