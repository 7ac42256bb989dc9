import type {CapturePlan} from "./capture.ts";
import type {Host} from "./host.ts";
import type {Point} from "./points.ts";

/** A point of a scenario, and how it is captured. */
export interface Tap {
  readonly point: Point;
  readonly capture: CapturePlan;
}

/** IPv4 with all options of TCP: 14 + 20 + 60 bytes. */
const SNAP_LENGTH = 96;

/** What may be said of a tap. */
export type TapWish = Partial<Pick<CapturePlan, "filter" | "snapLength"> & Pick<Point, "instead">>;

/** Captures one interface, which the point's name says: `fw/inside`. */
export function tap(host: Host, name: string, wish: TapWish = {}): Tap {
  const {instead, ...rest} = wish;
  const file = `${name.replace("/", "-")}.pcap`;
  const face = name.replace(/.*\//, "");
  return tapOf(host, {name, file, instead}, [face], rest);
}

/** Captures Linux's interface `any`, in place of a device's points. */
export function tapAny(host: Host, device: string, instead: readonly string[]): Tap {
  return tapOf(host, {name: `${device}/`, file: `${device}-any.pcap`, instead}, ["any"], {linkType: "LINUX_SLL2"});
}

/** Captures several interfaces into one file that names them. */
export function tapSeveral(host: Host, device: string, faces: readonly string[]): Tap {
  return tapOf(host, {name: `${device}/`, file: `${device}.pcapng`}, faces, {});
}

/** A point with a name of its own: of one interface that several filters capture. */
export function tapFiltered(host: Host, face: string, name: string, filter: string, instead: readonly string[]): Tap {
  return tapOf(host, {name, file: `${name.replace("/", "-")}.pcap`, instead}, [face], {filter});
}

function tapOf(
  host: Host,
  {instead, ...point}: Omit<Point, "instead"> & {readonly instead?: readonly string[] | undefined},
  interfaces: readonly string[],
  wish: Partial<CapturePlan>,
): Tap {
  const capture = {host, interfaces, file: point.file, snapLength: SNAP_LENGTH, ...wish};
  return {point: instead === undefined ? point : {...point, instead}, capture};
}
