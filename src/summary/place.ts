import {basename} from "node:path";
import type {CaptureSummary} from "../capture/capture.ts";
import type {CapturePoint} from "../capture/points.ts";
import {printable} from "../errors.ts";

/**
 * Returns what a headline calls a capture point. A name that the user gave, or an interface, is a place; a file's own name is none, and says
 * what it is: `capture a.pcap`.
 */
export function placeOf(point: CapturePoint, captures: readonly CaptureSummary[]): string {
  const {origin, device, name} = point;
  if (origin.namedByUser || device !== null || point.interface !== null || point.stage !== null) return name;
  const [first, ...others] = point.captures.map(id => captures[id]?.path ?? "");
  if (first === undefined) return name;
  if (first === "-") return "the capture on standard input";
  return others.length > 0 ? `captures ${name}` : `capture ${printable(basename(first), 60)}`;
}
