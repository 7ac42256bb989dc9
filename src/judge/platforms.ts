import type {CaptureSummary} from "../capture/capture.ts";
import type {NextStep} from "./analysis.ts";
import type {Context} from "./context.ts";
import {hintedBy} from "./vendor-macs.ts";

export type Platform = NextStep["platform"];

/** Texts of packets that one platform alone prints, by how the names of their formats begin; and what its devices are called. */
const printers: readonly (readonly [prefix: string, platform: Platform, device: string])[] = [
  ["fortigate-", "fortios", "FortiGate"],
  ["asa-", "asa", "ASA"],
  ["junos-", "junos", "SRX"],
  ["netfilter-", "linux", "kernel"],
  ["martian-", "linux", "kernel"],
];
/** Link types of captures of all interfaces at once, which Linux makes: LINKTYPE_LINUX_SLL, LINKTYPE_LINUX_SLL2. */
const cooked: readonly number[] = [113, 276];

const printerOf = ({format}: CaptureSummary) => printers.find(([prefix]) => format?.startsWith(prefix));

/** Returns what to call the device that printed a text: `FortiGate`, or `device` where that cannot be told. */
export const deviceWord = (capture: CaptureSummary): string => printerOf(capture)?.[2] ?? "device";

/** Returns the platform whose devices alone print such a text; null where several do, or it is none. */
export const printedBy = (capture: CaptureSummary): Platform | null => printerOf(capture)?.[1] ?? null;

/** Platforms that commands are known for. */
const advised: readonly Platform[] = ["pan-os", "fortios", "asa", "junos", "linux"];

/** What is known of whose devices the input comes from. */
interface Known {
  /** Captures were taken on them. */
  readonly took: ReadonlySet<Platform>;
  /** Listings of theirs were given beside. */
  readonly listed: ReadonlySet<string>;
}

type Given = Pick<Context, "captures" | "points" | "side" | "table">;

function knownOf({captures, points, side}: Given): Known {
  const took = new Set<Platform>();
  for (const capture of captures) {
    if (capture.packets === 0) continue;
    const printer = printerOf(capture);
    if (printer !== undefined) took.add(printer[1]);
    for (const platform of capture.typed) took.add(platform);
  }
  for (const {linkType, stage, captures: ids} of points) {
    if (cooked.includes(linkType)) took.add("linux");
    // Stages are files of PAN-OS; a text that tells drops names its own platform.
    if (stage !== null && ids.some(id => printerOf(captures[id]!) === undefined)) took.add("pan-os");
  }
  const listed = new Set<string>([
    ...side.records.flatMap(one => ("platform" in one ? [one.platform] : [])),
    ...captures.flatMap(({typed}) => typed),
  ]);
  return {took, listed};
}

/** Returns the platforms that the input names, those first that captured; none where nothing shows it. */
export function platformsOf(given: Given): Platform[] {
  const {took, listed} = knownOf(given);
  return [...took, ...advised.filter(platform => listed.has(platform) && !took.has(platform))];
}

/**
 * Returns how near a platform's commands are to what the user has at hand: 0, the captures were taken on it; 1, listings of it were given
 * beside; 2, MAC addresses hint at it, where nothing else tells; 3, nothing shows it.
 */
export function nearness(given: Given): (platform: Platform) => number {
  const {took, listed} = knownOf(given);
  const isKnown = took.size + listed.size > 0;
  const hinted = isKnown ? new Set<Platform>() : hintedBy(given.table.paths);
  // What any system can be asked stands behind what is at hand; it goes first where nothing is.
  const general = took.size > 0 ? 0.5 : listed.size > 0 ? 1.5 : 1;
  return platform =>
    platform === "any" ? general : took.has(platform) ? 0 : listed.has(platform) ? 1 : hinted.has(platform) ? 2 : 3;
}
