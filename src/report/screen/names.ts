import {basename} from "node:path";
import type {CaptureSummary} from "../../capture/capture.ts";
import {printable} from "../../errors.ts";
import type {Analysis} from "../../judge/analysis.ts";

/** Returns a file's name without its path, or what is read in its place. */
export function fileName({path}: Pick<CaptureSummary, "path">): string {
  return path === "-" ? "standard input" : printable(basename(path), 40);
}

export const pointName = ({points}: Analysis, id: number): string =>
  points.find(point => point.id === id)?.name ?? `point ${id}`;

/** Returns what to call the place of some capture points: their device, where they have one in common, else each by its name. */
export function placeName(analysis: Analysis, ids: readonly number[]): string {
  const found = analysis.points.filter(point => ids.includes(point.id));
  const [first] = found;
  const device = first?.device ?? null;
  if (device !== null && found.length > 0 && found.every(point => point.device === device)) return device;
  return found.map(point => point.name).join(" and ");
}
