import {asaWords, wordsOf} from "./device-words.ts";
import {Faces} from "./faces.ts";
import type {CaptureInfo} from "./format.ts";
import {Lacks} from "./frames.ts";
import {address, dottedPort, pattern} from "./patterns.ts";
import {RelativeNumbers} from "./relative-numbers.ts";
import type {ToldPacket} from "./segment.ts";
import {segmentText} from "./segment-text.ts";
import {portOf} from "./services.ts";
import {quoted} from "./statement.ts";
import type {LineFormat, LineReader} from "./text.ts";
import {rawLink, type Sighted, type TextFrames} from "./text-frames.ts";

/** The packet's number, and the time, with a date where the ASA was told to print it. */
const start = /^\s*(?:\d{1,8}:\s+)?(?:([A-Z][a-z]{2} [ \d]\d \d{4}) )?(\d\d:\d\d:\d\d\.\d{1,9})\s/;
/** With `detail` the addresses of the link. */
const link = /\s*(?:[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4} [0-9a-f.]{14} 0x[0-9a-f]{4} Length: \d+\s+)?/;
const tag = /(?:802\.1Q vlan#\d+ P\d\s+)?/;
const header = pattern(start, link, tag, address, dottedPort, / > /, address, dottedPort, /:\s+(.*)$/);

/**
 * `show capture` of Cisco ASA and FTD, with absolute numbers and payload lengths. A capture of type asp-drop holds what was dropped, at
 * any interface, each with its reason: there the device itself speaks. `show asp drop` counts the same.
 */
export const asaCapture: LineFormat = {
  name: "asa-capture",
  begins: start,
  open: capture => new AsaReader(capture),
};

/** Counters that grow where a direction is missing. */
const telling = new Set([
  "tcp-not-syn",
  "tcp-3whs-failed",
  "tcp-seq-syn-diff",
  "tcp-rstfin-ooo",
  "tcp-seq-past-win",
  "tcp-invalid-ack",
  "tcp-dual-open",
  "rpf-violated",
  "nat-rpf-failed",
]);

const reason = /Drop-reason: \(([a-z0-9_-]{1,40})\)\s*([^,]*)/;
const shows = /\bsh(?:ow)?\s+cap(?:ture)?\s+(?:\/\S+\s+)?([\w.-]{1,60})/;
const listed = /^\s*capture (\S{1,60}) type (\S+)(?:.*? interface (\S{1,60}))?/;
const preamble = /^\s*\d+ packets? (?:captured|shown)/;
const counter = /^\s+\S.{0,120} \(([a-z0-9_-]{1,40})\)\s+(\d{1,15})\s*$/;
const months = "JanFebMarAprMayJunJulAugSepOctNovDec";
/** Rows that one line may be wrapped to, and its length; names of captures kept. */
const maximumLength = 1024;
const maximumNames = 256;

class AsaReader implements LineReader {
  readonly #capture: CaptureInfo;
  readonly #faces: Faces;
  readonly #numbers = new RelativeNumbers(true);
  /** The interface of each capture, by its name. */
  readonly #interfaces = new Map<string, string>();
  #name: string | null = null;
  /** A line that may go on: it is wrapped to indented rows. */
  #pending: {text: string; readonly line: number} | null = null;
  #counters: string[] = [];

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
    this.#faces = new Faces(capture);
  }

  line(text: string, number: number, frames: TextFrames): boolean {
    this.pause(frames);
    if (!header.test(text) && !/^\s*\d{1,8}:\s/.test(text)) return false;
    this.#pending = {text, line: number};
    return true;
  }

  goOn(text: string, _number: number, frames: TextFrames): boolean {
    const pending = this.#pending;
    if (
      pending !== null &&
      /^\s/.test(text) &&
      !preamble.test(text) &&
      pending.text.length + text.length < maximumLength
    ) {
      pending.text += ` ${text.trim()}`;
      return true;
    }
    const list = listed.exec(text);
    if (list !== null) {
      if (list[3] !== undefined && this.#interfaces.size < maximumNames) this.#interfaces.set(list[1]!, list[3]);
      return true;
    }
    const shown = shows.exec(text);
    if (shown !== null) {
      this.pause(frames);
      this.#name = shown[1]!;
      return true;
    }
    const counts = counter.exec(text);
    if (counts !== null) {
      if (telling.has(counts[1]!) && this.#counters.length < telling.size)
        this.#counters.push(`${counts[1]} ${counts[2]}`);
      return true;
    }
    if (/^\s*(?:Frame|Flow) drop:/.test(text) || preamble.test(text)) return true;
    if (!/^\s*Last clearing:/.test(text)) return false;
    this.#noteCounters();
    return true;
  }

  pause(frames: TextFrames): void {
    const pending = this.#pending;
    this.#pending = null;
    if (pending !== null) this.#take(pending.text, pending.line, frames);
  }

  finish(frames: TextFrames): void {
    this.pause(frames);
    this.#noteCounters();
  }

  #noteCounters(): void {
    if (this.#counters.length > 0)
      this.#capture.note(
        `show asp drop counts ${this.#counters.join(", ")}; of the whole device, since they were cleared`,
      );
    this.#counters = [];
  }

  #take(text: string, line: number, frames: TextFrames): void {
    const told = header.exec(text);
    if (told === null) return;
    const [, date, clock, source, sourceName = "0", target, targetName = "0", rest] = told;
    const time = frames.clock.read(date === undefined ? clock! : `${dateOf(date)} ${clock}`) ?? frames.clock.next();
    const drop = reason.exec(rest!);
    const sighted = this.#sighted(time, line, drop !== null, frames);
    const ends = {
      source: source!,
      sourcePort: portOf(sourceName) ?? 0,
      target: target!,
      targetPort: portOf(targetName) ?? 0,
    };
    const frame = frames.nextOrdinal;
    const packet = this.#append(ends, rest!, sighted, frames);
    if (drop === null || packet === null) return;
    const hasPorts = packet.protocol === 6 || packet.protocol === 17;
    this.#capture.state({
      ...wordsOf(asaWords, drop[1]!)!,
      capture: this.#capture.id,
      line,
      frame,
      point: sighted.point,
      time,
      protocol: packet.protocol,
      source: {address: ends.source, port: hasPorts ? ends.sourcePort : 0},
      target: {address: ends.target, port: hasPorts ? ends.targetPort : 0},
      flags: packet.flags,
      words: quoted(`(${drop[1]}) ${drop[2]!.trim()}`),
    });
  }

  /** What was dropped is of any interface: a stage of its own, which lacks what was not dropped. */
  #sighted(time: number, line: number, isDropped: boolean, frames: TextFrames): Sighted {
    const name = this.#name === null ? null : (this.#interfaces.get(this.#name) ?? this.#name);
    const point = this.#faces.of(isDropped ? (this.#name ?? "asp-drop") : name, rawLink);
    if (isDropped) point.stage = "drop";
    point.timeBase = frames.clock.base;
    return {time, point: point.id, line};
  }

  /** Appends the packet; returns its protocol, and TCP flags (−1 of others); null where the line does not tell. */
  #append(
    ends: Pick<ToldPacket, "source" | "sourcePort" | "target" | "targetPort">,
    rest: string,
    sighted: Sighted,
    frames: TextFrames,
  ): {protocol: number; flags: number} | null {
    const blank = {...ends, flags: 0, sequence: 0, acknowledgment: 0, window: 0, payload: 0, ...lifeOf(rest)};
    const datagram = /^(?:\[[^\]]*\] )?udp (\d{1,5})/.exec(rest);
    const isV6 = ends.source.includes(":");
    const message = /^icmp6?: (.*)/.exec(rest);
    const segment = ends.sourcePort === 0 ? null : segmentText(rest);
    if (datagram !== null) {
      frames.appendTold({...blank, protocol: 17, payload: Number(datagram[1])}, sighted);
      return {protocol: 17, flags: -1};
    }
    if (message !== null) {
      const isReply = message[1]!.includes("echo reply");
      const icmpType = isReply ? (isV6 ? 129 : 0) : message[1]!.includes("echo request") ? (isV6 ? 128 : 8) : 255;
      const protocol = isV6 ? 58 : 1;
      frames.appendTold({...blank, sourcePort: 0, targetPort: 0, protocol, icmpType}, sighted);
      return {protocol, flags: -1};
    }
    if (segment !== null) return {protocol: 6, flags: this.#appendSegment(blank, segment, sighted, frames)};
    frames.appendUntold(sighted);
    return null;
  }

  #appendSegment(
    blank: Omit<ToldPacket, "protocol">,
    segment: NonNullable<ReturnType<typeof segmentText>>,
    sighted: Sighted,
    frames: TextFrames,
  ): number {
    const {flags, window, payload, stamps} = segment;
    const from = `${blank.source}.${blank.sourcePort}`;
    // An old tcpdump prints the same lines, with relative numbers.
    const numbers = this.#numbers.resolve(from, `${blank.target}.${blank.targetPort}`, segment) ?? segment;
    const lacks = (payload === null ? Lacks.payloadLength : 0) | (numbers.sequence === null ? Lacks.sequence : 0);
    frames.appendTold(
      {
        ...blank,
        protocol: 6,
        flags,
        sequence: numbers.sequence ?? 0,
        acknowledgment: numbers.acknowledgment ?? 0,
        window,
        payload: payload ?? 0,
        ...(stamps === undefined ? {} : {stamps}),
      },
      {...sighted, lacks},
    );
    return flags;
  }
}

/** `detail` prints the packet's time to live and identification. */
function lifeOf(rest: string): {hops: number; identification: number} {
  const life = /\(ttl (\d{1,3}), id (\d{1,5})\)/.exec(rest);
  return {hops: Number(life?.[1] ?? 0) & 0xff, identification: Number(life?.[2] ?? 0) & 0xffff};
}

/** `Nov 21 2026` → `2026-11-21`. */
function dateOf(date: string): string {
  const month = months.indexOf(date.slice(0, 3)) / 3 + 1;
  return `${date.slice(7)}-${String(month).padStart(2, "0")}-${date.slice(4, 6).replace(" ", "0")}`;
}
