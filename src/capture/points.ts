import {basename, dirname} from "node:path";
import {printable} from "../errors.ts";
import {NamedPoints} from "./names.ts";
import {recogniseStages, type Stage} from "./stages.ts";

/** One place where packets were recorded: an interface or a stage of one device. */
export interface CapturePoint {
  readonly id: number;
  /** As shown: `inside`, `fw-a/inside`, `eth1`. Settled by {@link CapturePoints.settle}. */
  name: string;
  /** The box it belongs to, as named by the user; null if the user named none. */
  device: string | null;
  /** Where in a firewall it was recorded, if it is one of several stages; settled with the name. */
  stage: Stage | null;
  /** What the points of one box have in common: their device, their stage set, or their capture. */
  box: string;
  interface: string | null;
  /** Number of the clock that told its times: points of one capture, and of a ring buffer's files, have one. Settled with the name. */
  clock: number;
  /** What its times count from: `local` is the device's clock without a zone, taken as UTC. */
  timeBase: "utc" | "local" | "relative" | "none";
  linkType: number;
  /** Whether its capture is of all interfaces of the device at once: what enters by one and leaves by none, the device drops. */
  hearsAll: boolean;
  /** Captures with packets of this point, ascending. */
  readonly captures: number[];
  packets: number;
  /** Packets that the capture says it lost here; null = not known. */
  dropped: number | null;
  readonly origin: Origin;
}

/** Where a capture was taken, as far as its argument says: what its points have in common. Points of one origin are on one device. */
export interface Origin {
  readonly key: string;
  /** The box, where the user named one with `DEVICE/…`. */
  readonly device: string | null;
  /** The point, where the user named one; else the file's name without its extensions. */
  readonly label: string;
  readonly namedByUser: boolean;
  /** The folder of the file. */
  readonly folder: string;
}

/** dumpcap's and editcap's ring buffers, `trace_00001_20261121141200.pcapng`, and tcpdump -C's, `trace.pcap1`. */
const ringSuffix = /_\d{5}_\d{14}(?=\.|$)|(?<=\.(?:pcap|cap|pcapng|dmp))\d+(?=\.gz$|$)/i;

/** Returns the origin of a capture given as `path`, under the name `name` if the user gave one (`POINT`, `DEVICE/POINT`, `DEVICE/`). */
export function originOf(path: string, name: string | null): Origin {
  const folder = dirname(path);
  if (name !== null) {
    const clean = printable(name, 60);
    const slash = clean.indexOf("/");
    return slash < 0
      ? {key: `name:${name}`, device: null, label: clean, namedByUser: true, folder}
      : {key: `name:${name}`, device: clean.slice(0, slash), label: clean.slice(slash + 1), namedByUser: true, folder};
  }
  if (path === "-") return {key: "-", device: null, label: "standard input", namedByUser: false, folder};
  const file = basename(path).replace(ringSuffix, "");
  const label = printable(file.replace(/(?:\.(?:pcap|cap|pcapng|dmp|gz|snoop|txt|log))+$/i, "") || file, 60);
  return {key: `file:${folder}/${file}`, device: null, label, namedByUser: false, folder};
}

/** Link types of Linux' device `any`: LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2. */
const cooked: readonly number[] = [113, 276];

/** At most so many points are told apart; packets of any further interface count to the last. */
const limit = 4096;

/** Every capture point of an analysis, interned by origin and interface. */
export class CapturePoints {
  readonly list: CapturePoint[] = [];
  #byKey = new Map<string, CapturePoint>();
  /** Points of numbered interfaces (SLL2), by parent id × 2³² + interface index: looked up per packet, so no strings. */
  #byIndex = new Map<number, CapturePoint>();
  readonly #byName = new NamedPoints();
  /** Captures that say of themselves whether they were taken without a filter, or with one that takes both directions alike. */
  readonly #whole = new Map<number, boolean>();

  /** Returns the point of an interface in a capture, made when it is new. `name` is the interface's, null where the capture has none. */
  intern(origin: Origin, capture: number, name: string | null, linkType: number): CapturePoint {
    const face = name === null ? null : printable(name, 60);
    const key = `${origin.key}\n${face === null ? "" : `=${face}`}`;
    let point = this.#byKey.get(key);
    if (point === undefined) {
      if (this.list.length === limit) return this.list[limit - 1]!;
      point = {
        id: this.list.length,
        name: origin.label,
        device: origin.device,
        stage: null,
        box: "",
        interface: face,
        clock: this.list.length,
        timeBase: "utc",
        linkType,
        hearsAll: cooked.includes(linkType),
        captures: [],
        packets: 0,
        dropped: null,
        origin,
      };
      this.list.push(point);
      this.#byKey.set(key, point);
    }
    if (point.captures.at(-1) !== capture) point.captures.push(capture);
    return point;
  }

  /** Notes what a capture says of a part of itself, see {@link isWhole}. */
  tellWhole(capture: number, isWhole: boolean): void {
    this.#whole.set(capture, isWhole && this.#whole.get(capture) !== false);
  }

  /** Whether no filter kept one direction out of a point's captures, by their own word. */
  isWhole({captures}: CapturePoint): boolean {
    return captures.length > 0 && captures.every(capture => this.#whole.get(capture) === true);
  }

  /** Returns the id of the point that interface `index` of the host at `parent` is: `if3`. */
  ofIndex(parent: number, index: number): number {
    const key = parent * 0x1_0000_0000 + index;
    const from = this.list[parent]!;
    const capture = from.captures[from.captures.length - 1]!;
    const known = this.#byIndex.get(key);
    if (known !== undefined && known.captures[known.captures.length - 1] === capture) return known.id;
    if (known === undefined && this.list.length === limit) return limit - 1;
    const point = this.intern(from.origin, capture, `if${index}`, from.linkType);
    this.#byIndex.set(key, point);
    return point.id;
  }

  /** Returns the id of the point of the interface that is called by the bytes view[at, at + length), up to the first NUL. */
  ofName(parent: number, view: DataView, at: number, length: number): number {
    let size = 0;
    while (size < length && view.getUint8(at + size) !== 0) size++;
    if (size === 0) return parent;
    return this.#named(parent, view, at, size, bytes => Buffer.from(bytes).toString("latin1"));
  }

  /** Returns the id of the point of the AWS network interface whose 64-bit id stands at `at`. */
  ofEni(parent: number, view: DataView, at: number): number {
    return this.#named(parent, view, at, 8, bytes => `eni-${Buffer.from(bytes).toString("hex")}`);
  }

  #named(parent: number, view: DataView, at: number, length: number, text: (bytes: Uint8Array) => string): number {
    const from = this.list[parent]!;
    const capture = from.captures[from.captures.length - 1]!;
    return this.#byName.find(parent, capture, view, at, length, bytes =>
      this.intern(from.origin, capture, text(bytes), from.linkType),
    ).id;
  }

  #labelOf = (label: string, _captures: readonly number[]): string => label;
  #faceOf = (name: string): string => name;
  /** Points whose interface has its final name. */
  readonly #renamed = new Set<CapturePoint>();

  #givenOf = (name: string): string => name;

  /** Has points shown by other names than those of their files and interfaces, and than those that the user gave. */
  rename(
    label: (label: string, captures: readonly number[]) => string,
    face: (name: string) => string,
    given: (name: string) => string,
  ): void {
    this.#labelOf = label;
    this.#faceOf = face;
    this.#givenOf = given;
  }

  #shown(origin: Origin): Origin {
    if (!origin.namedByUser) return origin;
    const device = origin.device === null ? null : this.#givenOf(origin.device);
    return {...origin, label: this.#givenOf(origin.label), device};
  }

  /** Gives every point with packets its final name: as the user named it, else as its interface is called; no two alike. */
  settle(): void {
    const used = new Set<string>();
    for (const point of this.list) {
      if (point.packets === 0) continue;
      const origin = this.#shown(point.origin);
      if (origin.device !== null) point.device = origin.device;
      const alone = !this.list.some(other => other !== point && other.origin.key === origin.key && other.packets > 0);
      let name: string;
      if (origin.namedByUser && origin.label !== "" && (alone || point.interface === null)) {
        name = origin.device === null ? origin.label : `${origin.device}/${origin.label}`;
      } else {
        // One name for several interfaces can only be the device's.
        if (origin.namedByUser && origin.device === null) point.device = origin.label;
        const box = origin.namedByUser ? (origin.device ?? origin.label) : null;
        const shown = origin.namedByUser ? origin.label : this.#labelOf(origin.label, point.captures);
        const own = point.interface === null ? shown || "point" : this.#faceShown(point, point.interface);
        name =
          box === null
            ? own
            : origin.device !== null && origin.label !== ""
              ? `${box}/${origin.label}:${own}`
              : `${box}/${own}`;
      }
      let unique = name;
      for (let n = 2; used.has(unique); n++) unique = `${name}#${n}`;
      used.add(unique);
      point.name = unique;
    }
    for (const point of this.list)
      point.box = point.device === null ? `capture:${point.origin.key}` : `device:${point.device}`;
    recogniseStages(this.list.filter(point => point.packets > 0));
    for (const point of this.list) {
      // Names are settled again and again while packets come.
      if (point.interface === null || this.#renamed.has(point)) continue;
      point.interface = this.#faceOf(point.interface);
      this.#renamed.add(point);
    }
    this.#settleClocks();
  }

  #faceShown(point: CapturePoint, name: string): string {
    return this.#renamed.has(point) ? name : this.#faceOf(name);
  }

  /** Points that share a capture share its clock: each gets the least number of those that it is linked with. */
  #settleClocks(): void {
    const clockOf = new Map<number, number>();
    for (let changed = true; changed; ) {
      changed = false;
      for (const point of this.list) {
        const least = Math.min(point.clock, ...point.captures.map(capture => clockOf.get(capture) ?? point.clock));
        for (const capture of point.captures) {
          if (clockOf.get(capture) === least) continue;
          clockOf.set(capture, least);
          changed = true;
        }
        point.clock = least;
      }
    }
  }
}
