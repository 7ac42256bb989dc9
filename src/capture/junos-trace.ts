import {wordsOf} from "./device-words.ts";
import {Faces} from "./faces.ts";
import type {CaptureInfo} from "./format.ts";
import {Direction, Lacks} from "./frames.ts";
import {junosWords} from "./log-words.ts";
import {logTime} from "./logs/packet-log.ts";
import {quoted} from "./statement.ts";
import type {LineFormat, LineReader} from "./text.ts";
import {rawLink, type TextFrames} from "./text-frames.ts";

const packet =
  /:RT:\s{0,20}(\S{1,40}?):([0-9a-fA-F.:]{2,45})\/(\d{1,5})->([0-9a-fA-F.:]{2,45})\/(\d{1,5}), (tcp|udp|icmp)(?:, flag ([0-9a-f]{1,2})\b)?/;
const dropped = /:RT:\s{0,20}(packet dropped\b.{0,160}|.{0,120}?\bdropping pkt\b)/;
const protocols: Readonly<Record<string, number>> = {tcp: 6, udp: 17, icmp: 1};
/** TCP's synchronise and acknowledge. */
const syn = 0x02;
const ack = 0x10;

interface Traced {
  readonly frame: number;
  readonly time: number;
  readonly point: number;
  readonly protocol: number;
  readonly source: {readonly address: string; readonly port: number};
  readonly target: {readonly address: string; readonly port: number};
  readonly flags: number;
}

/**
 * Flow traceoptions of Junos on SRX (`set security flow traceoptions flag basic-datapath`, `show log FILE`; Juniper KB16108): each packet by
 * its interface, addresses and flags, in hexadecimal, and then what became of it. Sequence numbers are not told.
 */
export const junosTrace: LineFormat = {
  name: "junos-flow-trace",
  begins: /:CID-\d{1,3}(?::THREAD_ID-\d{1,3})?:RT:/,
  open: capture => new JunosTraceReader(capture),
};

class JunosTraceReader implements LineReader {
  readonly #capture: CaptureInfo;
  readonly #faces: Faces;
  #last: Traced | null = null;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
    this.#faces = new Faces(capture);
  }

  line(text: string, number: number, frames: TextFrames): boolean {
    const told = packet.exec(text);
    if (told !== null) this.#packet(told, text, number, frames);
    else this.#drop(text, number);
    return true;
  }

  #packet(told: RegExpExecArray, text: string, line: number, frames: TextFrames): void {
    const [, face, source, sourcePort, target, targetPort, name, hexadecimal] = told as unknown as string[];
    const stamp = logTime(text);
    const time = (stamp === null ? null : frames.clock.read(stamp)) ?? frames.clock.next();
    const point = this.#faces.of(face!, rawLink);
    point.timeBase = frames.clock.base;
    const protocol = protocols[name!]!;
    const flags = hexadecimal === undefined ? -1 : Number.parseInt(hexadecimal, 16);
    const hasPorts = protocol !== protocols.icmp;
    // Numbers that are not told must not be judged: of a SYN alone nothing depends on them.
    const isJudged = protocol === 6 && flags >= 0 && (flags & (syn | ack)) === syn;
    this.#last = {
      ...{frame: frames.nextOrdinal, time, point: point.id, protocol, flags: isJudged ? flags : -1},
      source: {address: source!, port: hasPorts ? Number(sourcePort) & 0xffff : 0},
      target: {address: target!, port: hasPorts ? Number(targetPort) & 0xffff : 0},
    };
    const lacks = Lacks.payloadLength | Lacks.sequence | Lacks.time;
    const sighted = {line, time, point: point.id, direction: Direction.entering, lacks};
    if (!isJudged) frames.appendUnjudged(sighted);
    else
      frames.appendTold(
        {
          ...{source: source!, target: target!, protocol, flags, sequence: 0, acknowledgment: 0, window: 0, payload: 0},
          ...{sourcePort: this.#last.source.port, targetPort: this.#last.target.port},
        },
        sighted,
      );
  }

  #drop(text: string, line: number): void {
    const said = dropped.exec(text)?.[1];
    if (said === undefined || this.#last === null) return;
    const statement = wordsOf(junosWords, said);
    if (statement === null) return;
    this.#capture.state({...statement, ...this.#last, capture: this.#capture.id, line, words: quoted(said.trim())});
    this.#last = null;
  }

  goOn(): boolean {
    return false;
  }

  pause(): void {}

  finish(): void {}
}
