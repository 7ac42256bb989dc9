import type {CaptureInfo} from "./format.ts";
import type {CapturePoint} from "./points.ts";

/** Names kept: as many as there can be points. */
const limit = 4096;

/** The capture points of one capture, by the names of their interfaces: looked up per packet. */
export class Faces {
  readonly #capture: CaptureInfo;
  readonly #points = new Map<string | null, CapturePoint>();

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
  }

  /** Returns the point of an interface, made when it is new; null where the capture names none. */
  of(name: string | null, link: number): CapturePoint {
    const known = this.#points.get(name);
    if (known !== undefined) return known;
    const {points, origin, id} = this.#capture;
    const point = points.intern(origin, id, name, link);
    if (this.#points.size < limit) this.#points.set(name, point);
    return point;
  }

  /** The points asked for so far. */
  get all(): Iterable<CapturePoint> {
    return this.#points.values();
  }
}
