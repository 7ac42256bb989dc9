import type {Packet} from "../decode/packet.ts";

/** As many as capture/points.ts tells apart. */
const maximumPoints = 4096;

/** From when until when packets were captured, and how many: at each point, and at all. Times are nanoseconds after the epoch of the analysis. */
export class Periods {
  /** Time of the first packet of each point. */
  readonly #began: number[] = [];
  /** Packets, and time of the last packet, of each point. */
  readonly #packets = new Float64Array(maximumPoints);
  readonly #ended = new Float64Array(maximumPoints).fill(Number.NEGATIVE_INFINITY);
  /** Frames of each point that may hold any packet: cut short, or carried by what is not decoded. */
  readonly #opaque = new Float64Array(maximumPoints);
  /** Of those, such as carry what cannot be read: ESP, MACsec, tunnels that are not decoded. */
  readonly #encapsulated = new Float64Array(maximumPoints);
  /** First and last time of any packet. */
  readonly #period = Float64Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);

  /** Takes one packet into account. `packet` is borrowed. */
  add({point, time}: Packet): void {
    const period = this.#period;
    period[0] = Math.min(period[0]!, time);
    period[1] = Math.max(period[1]!, time);
    if (point >= this.#began.length)
      for (let id = this.#began.length; id <= point; id++) this.#began[id] = Number.POSITIVE_INFINITY;
    this.#began[point] = Math.min(this.#began[point]!, time);
    this.#packets[point]!++;
    this.#ended[point] = Math.max(this.#ended[point]!, time);
  }

  /** Counts a frame that may hold any packet; of what is carried, or cut short. */
  addOpaque(point: number, isEncapsulated: boolean): void {
    this.#opaque[point]!++;
    if (isEncapsulated) this.#encapsulated[point]!++;
  }

  encapsulatedAt(point: number): number {
    return this.#encapsulated[point]!;
  }

  opaqueAt(point: number): number {
    return this.#opaque[point]!;
  }

  /** Time of the first packet of all. */
  get first(): number {
    return this.#period[0]!;
  }

  /** Time of the last packet of all. */
  get last(): number {
    return this.#period[1]!;
  }

  /** Returns the time of the earliest packet at a point. */
  began(point: number): number {
    return this.#began[point] ?? Number.POSITIVE_INFINITY;
  }

  /** Returns the time of the last packet at a point. */
  ended(point: number): number {
    return this.#ended[point]!;
  }

  packetsAt(point: number): number {
    return this.#packets[point]!;
  }

  /** Moves the period of every point by what `ahead` tells of its clock, in nanoseconds, and the whole period with them. */
  move(ahead: (point: number) => number): void {
    const period = this.#period;
    period[0] = Number.POSITIVE_INFINITY;
    period[1] = Number.NEGATIVE_INFINITY;
    for (let point = 0; point < this.#began.length; point++) {
      if (this.#packets[point] === 0) continue;
      this.#began[point]! -= ahead(point);
      this.#ended[point]! -= ahead(point);
      period[0] = Math.min(period[0], this.#began[point]!);
      period[1] = Math.max(period[1], this.#ended[point]!);
    }
  }
}
