import type {CapturePoint} from "./points.ts";

/** Direct-mapped: as many names in turn are found without making a string. */
const slots = 256;

interface Known {
  readonly parent: number;
  readonly capture: number;
  readonly bytes: Uint8Array;
  readonly point: CapturePoint;
}

/** The points of interfaces that frames name, by the bytes of the name: looked up for every packet. */
export class NamedPoints {
  readonly #known: (Known | undefined)[] = Array.from({length: slots});

  /** Returns the point beside `parent` whose name is view[at, at + length), or what `make` returns for these bytes. */
  find(
    parent: number,
    capture: number,
    view: DataView,
    at: number,
    length: number,
    make: (bytes: Uint8Array) => CapturePoint,
  ): CapturePoint {
    let hash = parent;
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ view.getUint8(at + i), 0x01000193);
    const slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (slots - 1);
    const known = this.#known[slot];
    if (known?.parent === parent && known.capture === capture && isAlike(known.bytes, view, at, length))
      return known.point;
    const bytes = Uint8Array.from({length}, (_, i) => view.getUint8(at + i));
    const point = make(bytes);
    this.#known[slot] = {parent, capture, bytes, point};
    return point;
  }
}

function isAlike(bytes: Uint8Array, view: DataView, at: number, length: number): boolean {
  if (bytes.length !== length) return false;
  for (let i = 0; i < length; i++) if (bytes[i] !== view.getUint8(at + i)) return false;
  return true;
}

/** Returns what an interface is called: Windows names it by a number alone (`\\Device\\NPF_{…}`), and its description says more. */
export const calledName = (name: string | null, description: string): string | null =>
  description !== "" && /^\\Device\\NPF_/i.test(name ?? "") ? description : name;
