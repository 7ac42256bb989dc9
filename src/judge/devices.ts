import type {CapturePoint} from "../capture/points.ts";

/** Which capture points belong to one box: those of one device name, of one stage set, or of one capture where the user named no device. */
export class Devices {
  readonly #byPoint: number[];
  readonly #names: string[] = [];

  constructor(points: readonly CapturePoint[]) {
    const ids = new Map<string, number>();
    this.#byPoint = points.map(point => {
      const known = ids.get(point.box);
      if (known !== undefined) return known;
      ids.set(point.box, ids.size);
      this.#names.push(point.device ?? point.name);
      return ids.size - 1;
    });
  }

  /** Returns the number of a point's device. */
  of(point: number): number {
    return this.#byPoint[point]!;
  }

  /** Returns the name of a device: as the user gave it, else that of its point. */
  name(device: number): string {
    return this.#names[device]!;
  }

  get count(): number {
    return this.#names.length;
  }
}
