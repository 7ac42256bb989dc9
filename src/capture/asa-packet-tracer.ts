import {asaWords, wordsOf} from "./device-words.ts";
import {Faces} from "./faces.ts";
import type {CaptureInfo} from "./format.ts";
import {Direction, Lacks} from "./frames.ts";
import {quoted} from "./statement.ts";
import type {LineFormat, LineReader} from "./text.ts";
import {rawLink, type TextFrames} from "./text-frames.ts";

const address = "([0-9a-fA-F.:]{2,45})";
const asked = new RegExp(
  `\\bpacket-tracer input (\\S{1,60}) (?:(tcp|udp) ${address} (\\d{1,5}) ${address} (\\d{1,5})|(icmp) ${address} \\d{1,3} \\d{1,5}(?: \\d{1,5})? ${address})\\b`,
  "i",
);
/** The last line of a trace whose packet is dropped; newer versions tell a place behind the reason. */
const dropped = /^\s*Drop-reason: \((\S{1,60})\) ?(.*?)(?:, Drop-location:.*)?$/;
const protocols: Readonly<Record<string, number>> = {tcp: 6, udp: 17, icmp: 1};

interface Asked {
  readonly line: number;
  readonly face: string;
  readonly protocol: number;
  readonly source: string;
  readonly sourcePort: number;
  readonly target: string;
  readonly targetPort: number;
}

/**
 * `packet-tracer` of Cisco ASA and FTD (ASA Series Command Reference): what the device would do with a packet that nobody sent. Its verdict is
 * the device's own; the packet counts to no connection.
 */
export const asaPacketTracer: LineFormat = {
  name: "asa-packet-tracer",
  begins: /\bpacket-tracer input |^\s*Drop-reason: \(/i,
  open: capture => new PacketTracerReader(capture),
};

class PacketTracerReader implements LineReader {
  readonly #capture: CaptureInfo;
  readonly #faces: Faces;
  #asked: Asked | null = null;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
    this.#faces = new Faces(capture);
  }

  line(text: string, number: number, frames: TextFrames): boolean {
    const ask = asked.exec(text);
    if (ask !== null) {
      const [, face, ported, from, fromPort, to, toPort, , pinger, pinged] = ask;
      this.#asked = {
        ...{line: number, face: face!, protocol: protocols[(ported ?? "icmp").toLowerCase()]!},
        ...{source: from ?? pinger!, sourcePort: Number(fromPort ?? 0) & 0xffff},
        ...{target: to ?? pinged!, targetPort: Number(toPort ?? 0) & 0xffff},
      };
      return true;
    }
    const told = dropped.exec(text);
    const one = this.#asked;
    if (told === null || one === null) return false;
    this.#asked = null;
    const point = this.#faces.of(one.face, rawLink);
    point.timeBase = frames.clock.base;
    const time = frames.clock.next();
    const frame = frames.nextOrdinal;
    frames.appendUnjudged({line: number, time, point: point.id, direction: Direction.entering, lacks: Lacks.time});
    const statement = wordsOf(asaWords, told[1]!);
    if (statement !== null)
      this.#capture.state({
        ...statement,
        ...{capture: this.#capture.id, line: number, frame, point: point.id, time, protocol: one.protocol},
        source: {address: one.source, port: one.sourcePort},
        target: {address: one.target, port: one.targetPort},
        flags: -1,
        words: quoted(`packet-tracer: (${told[1]}) ${told[2]}`.trim()),
      });
    return true;
  }

  goOn(text: string): boolean {
    return (
      this.#asked !== null &&
      /^\s*(?:Phase|Type|Subtype|Result|Config|Additional Information|(?:in|out)put-\w+(?:-status)?|Action): ?/i.test(
        text,
      )
    );
  }

  pause(): void {}

  finish(): void {}
}
