import {type DeviceWords, wordsOf} from "../device-words.ts";
import {Faces} from "../faces.ts";
import type {CaptureInfo} from "../format.ts";
import {Direction, Lacks} from "../frames.ts";
import type {ToldPacket} from "../segment.ts";
import {quoted} from "../statement.ts";
import type {LineFormat, LineReader} from "../text.ts";
import {rawLink, type TextFrames} from "../text-frames.ts";

/** What one line of a log tells of one packet. */
export interface Logged {
  readonly source: string;
  readonly target: string;
  /** 0 where the protocol has none. */
  readonly sourcePort: number;
  readonly targetPort: number;
  /** −1 where it is not told. */
  readonly protocol: number;
  /** Null where they are not told. */
  readonly flags: number | null;
  readonly sequence?: number | null;
  readonly acknowledgment?: number | null;
  readonly window?: number;
  readonly stamps?: readonly [value: number, echo: number];
  readonly hops?: number;
  readonly identification?: number;
  /** Bytes of payload, null where they are not told. */
  readonly payload?: number | null;
  /** The interface that it is seen at, and whether it comes in or goes out there. */
  readonly face: string | null;
  readonly way?: "in" | "out";
  /** The device's words, as {@link DeviceWords} have them; empty where it says nothing of what became of the packet. */
  readonly said: string;
}

/** A log of which each line tells one packet, and may say what became of it. */
interface PacketLog {
  readonly name: string;
  readonly begins: RegExp;
  readonly words: readonly DeviceWords[];
  /** Returns what a line tells; null where it is none of this log. */
  read(text: string): Logged | null;
  /** The time within a line, where it is no date or time of day. */
  timeOf?(text: string): string | null;
}

const dated = /\b(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)/;
const daily = /(?:^|[\sT])(\d\d:\d\d:\d\d(?:\.\d{1,9})?)(?=[\s:,]|$)/;
/** Characters of a line in which its time is looked for. */
const head = 200;

/** Returns the time that a line of syslog begins with, in any of its forms (RFC 3164, RFC 5424). */
export function logTime(text: string): string | null {
  const begin = text.slice(0, head);
  const date = dated.exec(begin);
  if (date !== null) return `${date[1]} ${date[2]!.replace(",", ".")}`;
  return daily.exec(begin)?.[1] ?? null;
}

/** Returns the format of a log. */
export const packetLog = (log: PacketLog): LineFormat => ({
  name: log.name,
  begins: log.begins,
  open: capture => new LogReader(capture, log),
});

class LogReader implements LineReader {
  readonly #capture: CaptureInfo;
  readonly #log: PacketLog;
  readonly #faces: Faces;

  constructor(capture: CaptureInfo, log: PacketLog) {
    this.#capture = capture;
    this.#log = log;
    this.#faces = new Faces(capture);
  }

  line(text: string, number: number, frames: TextFrames): boolean {
    const told = this.#log.read(text);
    if (told === null) return false;
    const stamp = (this.#log.timeOf ?? logTime)(text);
    const time = (stamp === null ? null : frames.clock.read(stamp)) ?? frames.clock.next();
    const {face, way, flags, sequence = null, acknowledgment = null, payload = null} = told;
    const point = this.#faces.of(face, rawLink);
    point.timeBase = frames.clock.base;
    const direction = way === "in" ? Direction.entering : way === "out" ? Direction.leaving : Direction.unknown;
    // Numbers that are not told must not be judged: of a SYN alone nothing depends on them.
    const isJudged =
      told.protocol >= 0 &&
      (told.protocol !== 6 || (flags !== null && (acknowledgment !== null || (flags & 0x10) === 0)));
    const packet: ToldPacket = {
      ...told,
      ...{flags: flags ?? 0, sequence: sequence ?? 0, acknowledgment: acknowledgment ?? 0},
      ...{window: told.window ?? 0, payload: payload ?? 0},
    };
    const lacks = (payload === null ? Lacks.payloadLength : 0) | (sequence === null ? Lacks.sequence : 0) | Lacks.time;
    const frame = frames.nextOrdinal;
    const sighted = {line: number, time, point: point.id, direction, lacks};
    if (isJudged) frames.appendTold(packet, sighted);
    else frames.appendUnjudged(sighted);
    const statement = told.said === "" ? null : wordsOf(this.#log.words, told.said);
    if (statement !== null)
      this.#capture.state({
        ...statement,
        ...{capture: this.#capture.id, line: number, frame, point: point.id, time, protocol: told.protocol},
        source: {address: told.source, port: told.sourcePort},
        target: {address: told.target, port: told.targetPort},
        flags: isJudged && told.protocol === 6 && flags !== null ? flags : -1,
        words: quoted(told.said),
      });
    return true;
  }

  goOn(): boolean {
    return false;
  }

  pause(): void {}

  finish(): void {}
}

const names: readonly (readonly [name: RegExp, bit: number])[] = [
  [/\bFIN\b/, 0x01],
  [/\bSYN\b/, 0x02],
  [/\bRST\b/, 0x04],
  [/\bPSH\b/, 0x08],
  [/\bACK\b/, 0x10],
  [/\bURG\b/, 0x20],
];

/** Returns the flags that a list of names tells: `SYN ACK`, `[SYN, ACK]`. */
export const flagsNamed = (text: string): number =>
  names.reduce((flags, [name, bit]) => flags | (name.test(text) ? bit : 0), 0);
