import {basename} from "node:path";
import type {Analysis} from "../../detect/analysis.ts";

const pointOf = (analysis: Analysis, id: number) => analysis.points.find(point => point.id === id);
export const nameOf = (analysis: Analysis, id: number): string => pointOf(analysis, id)?.name ?? `point ${id}`;
export const shortName = (analysis: Analysis, id: number): string =>
  pointOf(analysis, id)?.interface ?? nameOf(analysis, id);

/** Returns the file that a point stands in, and its interface where the name does not say it. */
export function sourceOf(analysis: Analysis, id: number): string {
  const point = pointOf(analysis, id);
  if (point === undefined) return "";
  const [first, ...others] = point.captures;
  const path = first === undefined ? "" : (analysis.captures[first]?.path ?? "");
  const file = path === "-" ? "standard input" : basename(path);
  const face = point.interface === null || point.name.endsWith(point.interface) ? "" : ` · ${point.interface}`;
  return `${file}${others.length > 0 ? ` +${others.length}` : ""}${face}`;
}
