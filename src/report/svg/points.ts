import {basename} from "node:path";
import {endpointText} from "../../flow/address.ts";
import type {Analysis} from "../../judge/analysis.ts";
import {topFinding} from "./subject.ts";

const pointOf = (analysis: Analysis, id: number) => analysis.points.find(point => point.id === id);
export const nameOf = (analysis: Analysis, id: number): string => pointOf(analysis, id)?.name ?? `point ${id}`;
export const shortName = (analysis: Analysis, id: number): string => {
  const point = pointOf(analysis, id);
  if (point?.interface != null) return point.interface;
  return point?.device != null ? point.origin.label : nameOf(analysis, id);
};
/** Returns the name of the device that a point belongs to: where the user named none, that of its capture. */
export const deviceOf = (analysis: Analysis, id: number): string => {
  const point = pointOf(analysis, id);
  return point?.device ?? point?.origin.label ?? "device";
};

/** Returns the file that a point stands in, and how many more. */
export function fileOf(analysis: Analysis, id: number): string {
  const [first, ...others] = pointOf(analysis, id)?.captures ?? [];
  const path = first === undefined ? "" : (analysis.captures[first]?.path ?? "");
  const file = path === "-" ? "standard input" : basename(path);
  return `${file}${others.length > 0 ? ` +${others.length}` : ""}`;
}

/** Returns the file that a point stands in, and its interface where the name does not say it. */
export function sourceOf(analysis: Analysis, id: number): string {
  const point = pointOf(analysis, id);
  if (point === undefined) return "";
  const face = point.interface === null || point.name.endsWith(point.interface) ? "" : ` · ${point.interface}`;
  return fileOf(analysis, id) + face;
}

/** The address that clients ask, and the one that answers instead; null where they are one. */
export function answerer(analysis: Analysis): {readonly asked: string; readonly answers: string} | null {
  if (topFinding(analysis)?.detector !== "wrong-source" || analysis.example === null) return null;
  const {server, flows} = analysis.connection(analysis.example, false);
  const asked = endpointText(server);
  const other = flows.find(flow => flow.replies.packets > 0 && endpointText(flow.server) !== asked);
  return other === undefined ? null : {asked, answers: endpointText(other.server)};
}

/** Says at which points the ends of the clearest connection have another address (NAT). */
export function translationText(analysis: Analysis): string {
  if (analysis.example === null || answerer(analysis) !== null) return "";
  const {client, server, flows} = analysis.connection(analysis.example, false);
  const points = new Map<string, Set<string>>();
  for (const flow of flows) {
    const told = [
      ...(flow.client.address === client.address ? [] : [`the client is ${flow.client.address}`]),
      ...(endpointText(flow.server) === endpointText(server) ? [] : [`the server is ${endpointText(flow.server)}`]),
    ].join(" and ");
    if (told === "") continue;
    const known = points.get(told);
    if (known === undefined) points.set(told, new Set([nameOf(analysis, flow.point)]));
    else known.add(nameOf(analysis, flow.point));
  }
  const parts = [...points].map(([told, names]) => `at ${[...names].join(" and ")} ${told}`);
  return parts.length === 0 ? "" : `translated (NAT): ${parts.join(", ")}`;
}
