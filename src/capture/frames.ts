import type {Time} from "../time/time.ts";

/** Whether a frame entered or left the device at its capture point, where the capture can tell. */
export const Direction = {unknown: 0, entering: 1, leaving: 2} as const;

/**
 * What a text does not tell of its packets; a capture of bytes lacks nothing. Where the time is in whole seconds, or none, how near two
 * packets stand says nothing.
 */
export const Lacks = {nothing: 0, payloadLength: 1, sequence: 2, time: 4} as const;

/** The most frames in one batch; a 1 MiB slab of the smallest frames holds about as many. */
const capacity = 16384;

/**
 * A batch of frames: one buffer, and one entry per frame in each column. Valid until the next batch is asked for:
 * the buffer belongs to the reader, which overwrites it.
 */
export class Frames {
  bytes: Uint8Array = new Uint8Array(0);
  view: DataView = new DataView(this.bytes.buffer);
  count = 0;
  /** Ordinal of the batch's first frame over all captures of the analysis, from 0. */
  ordinal = 0;
  /** Where each frame starts in `bytes`. */
  readonly start = new Uint32Array(capacity);
  /** Bytes captured of each frame. */
  readonly length = new Uint32Array(capacity);
  /** Bytes each frame had on the wire. */
  readonly wireLength = new Uint32Array(capacity);
  readonly time = new Float64Array(capacity);
  /** Capture point id of each frame. */
  readonly point = new Uint16Array(capacity);
  /** Link type of each frame (LINKTYPE_ number, tcpdump.org/linktypes.html). */
  readonly link = new Uint16Array(capacity);
  readonly direction = new Uint8Array(capacity);
  /** Set of {@link Lacks}. */
  readonly lacks = new Uint8Array(capacity);
  /** Line of a text, from 1; 0 in a capture of bytes. */
  readonly line = new Uint32Array(capacity);

  /** Makes `bytes` the batch's buffer. It is borrowed, not copied. */
  borrow(bytes: Uint8Array): void {
    if (this.bytes === bytes) return;
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get full(): boolean {
    return this.count === capacity;
  }

  append(
    start: number,
    length: number,
    wireLength: number,
    time: Time,
    point: number,
    link: number,
    direction: number,
  ): void {
    const i = this.count++;
    this.start[i] = start;
    this.length[i] = length;
    this.wireLength[i] = wireLength;
    this.time[i] = time;
    this.point[i] = point;
    this.link[i] = link;
    this.direction[i] = direction;
  }

  /** Says of the frame appended last what a text does not tell of it, and in which line it stands. Captures of bytes leave both at 0. */
  tell(lacks: number, line: number): void {
    this.lacks[this.count - 1] = lacks;
    this.line[this.count - 1] = line;
  }
}
