import {EventEmitter} from "node:events";
import {createRequire} from "node:module";
import {Damage} from "../errors.ts";
import type {CaptureInfo, Framer} from "./format.ts";
import {Direction, type Frames} from "./frames.ts";
import {magicOf, maximumFrame, unknownLink} from "./pcap.ts";

/** What the package emits, in the order it emits it. It has no types of its own. */
interface PacketHeader {
  timestampSeconds: number;
  timestampMicroseconds: number;
  capturedLength: number;
  originalLength: number;
}
interface PcapParser {
  parse(stream: EventEmitter): {
    on(event: "globalHeader", listener: (header: {linkLayerType: number}) => void): void;
    on(event: "packetHeader", listener: (header: PacketHeader) => void): void;
    on(event: "packet", listener: (packet: {header: PacketHeader; data: Buffer}) => void): void;
    on(event: "error", listener: (error: Error) => void): void;
  };
}

const remedy = "leave out `--reader pcap-parser`";

/** Fed at most so many bytes at a time: no more records than a batch of frames holds (16 bytes is the smallest). */
const portion = 16384 * 16;

/**
 * The independent second reader: classic pcap through the npm package pcap-parser. The package reads version 2.4 in microseconds only
 * and trusts every length, so its input is guarded here: other files are refused, and a record longer than any frame ends the reading.
 */
export function pcapParserFramer(head: Uint8Array, capture: CaptureInfo): Framer {
  const magic = magicOf(head);
  if (magic !== 0xa1b2c3d4 && magic !== 0xd4c3b2a1)
    throw new Damage(0, "pcap-parser reads classic captures in microseconds only", remedy);
  const version = (i: number) => (magic === 0xa1b2c3d4 ? head[i]! * 256 + head[i + 1]! : head[i]! + head[i + 1]! * 256);
  if (head.length >= 8 && (version(4) !== 2 || version(6) !== 4))
    throw new Damage(4, `pcap-parser does not read version ${version(4)}.${version(6)}`, remedy);
  return new PcapParserFramer(capture);
}

/** What the package asks of a stream; the bytes come by `emit("data")`, synchronously. */
class Feed extends EventEmitter {
  pause(): void {}
  resume(): void {}
}

class PcapParserFramer implements Framer {
  begun = false;
  readonly #feed = new Feed();
  readonly #capture: CaptureInfo;
  #frames: Frames | null = null;
  #link = 0;
  #point = 0;
  /** Where, in bytes since the capture's start, the package reads, and up to where it was fed. */
  #position = 0;
  #fed = 0;
  #failure: Damage | null = null;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
    const {parse} = createRequire(import.meta.url)("pcap-parser") as PcapParser;
    const parser = parse(this.#feed);
    parser.on("globalHeader", header => {
      this.#position = 24;
      this.#link = header.linkLayerType & 0xffff;
      if (!capture.supports(this.#link)) throw unknownLink(20 - this.#fed, this.#link);
      this.#point = capture.points.intern(capture.origin, capture.id, null, this.#link).id;
      this.begun = true;
    });
    parser.on("packetHeader", header => {
      const {capturedLength} = header;
      if (capturedLength > maximumFrame)
        throw new Damage(
          this.#position - this.#fed,
          `a record claims ${capturedLength} bytes, at most ${maximumFrame} are possible`,
        );
      this.#position += 16 + capturedLength;
    });
    parser.on("packet", packet => this.#packet(packet.header, packet.data));
    parser.on("error", error => {
      this.#failure ??= new Damage(this.#position - this.#fed, error.message, remedy);
    });
  }

  /** Whether the package holds the beginning of a record that it waits to complete. */
  get incomplete(): boolean {
    return this.#position !== this.#fed;
  }

  frame(bytes: Uint8Array, start: number, end: number, frames: Frames): number {
    const count = Math.min(end - start, portion);
    if (count === 0) return start;
    this.#frames = frames;
    // The package keeps what it was given, so it gets a copy of its own.
    const copy = Buffer.from(bytes.subarray(start, start + count));
    try {
      this.#feed.emit("data", copy);
    } catch (error) {
      if (error instanceof Damage) throw new Damage(start + error.at, error.message, error.remedy);
      throw error;
    }
    if (this.#failure !== null) throw this.#failure;
    this.#fed += count;
    return start + count;
  }

  #packet(header: PacketHeader, data: Buffer): void {
    const frames = this.#frames!;
    // All packets of one feeding are slices of one buffer.
    if (frames.count === 0) frames.borrow(new Uint8Array(data.buffer));
    const time = this.#capture.epoch.time(header.timestampSeconds, header.timestampMicroseconds * 1000);
    frames.append(
      data.byteOffset,
      data.length,
      header.originalLength,
      time,
      this.#point,
      this.#link,
      Direction.unknown,
    );
  }
}
