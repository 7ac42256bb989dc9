import type {SideVersion} from "../capture/side/record.ts";

/** How versions of FortiOS take replies that come by another interface than requests leave by. */
interface FortiosRange {
  readonly name: string;
  readonly says: string;
  /** Null where the vendor does not say. */
  readonly drops: boolean | null;
  /** Whether auxiliary sessions can be switched on and off. */
  readonly hasSwitch: boolean;
}

/**
 * Fortinet, "Controlling return path with auxiliary session"; technical tip 189951 for 6.2.3, which says that 6.0 and earlier, 6.2.0 to
 * 6.2.2, and 6.2.4 and later all take it otherwise.
 */
export const fortiosRanges: readonly FortiosRange[] = [
  {name: "≤6.0", says: "no auxiliary sessions, otherwise than 6.2.3; mend the routes", drops: null, hasSwitch: false},
  {name: "6.2.0–6.2.2", says: "always on, tolerated", drops: false, hasSwitch: false},
  {name: "6.2.3", says: "drops it (outgoing dev changed) unless enabled, better upgrade", drops: true, hasSwitch: true},
  {name: "≥6.2.4", says: "tolerated, but not offloaded unless enabled", drops: false, hasSwitch: true},
];

/** Which version says `outgoing dev changed … drop`, and that no other does it. */
export const onlyThisVersion =
  "FortiOS 6.2.3 drops packets of a session whose outgoing interface changes; 6.0 and earlier, 6.2.0 to 6.2.2, and 6.2.4 and later " +
  "take them otherwise (Fortinet, technical tip 189951)";

/** Returns the range that a version such as 7.2.5 is in. */
export function fortiosRange(version: string): FortiosRange {
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(part => Number.parseInt(part, 10));
  const number = major * 1e6 + minor * 1e3 + patch;
  return fortiosRanges[number < 6_002_000 ? 0 : number < 6_002_003 ? 1 : number < 6_002_004 ? 2 : 3]!;
}

/** Returns the one version that devices of a platform have; null where none is told, or several differ. */
export function versionOf(versions: readonly SideVersion[], platform: SideVersion["platform"]): string | null {
  const known = new Set(versions.filter(one => one.platform === platform).map(({version}) => version));
  return known.size === 1 ? [...known][0]! : null;
}
