import type {Way} from "../flow/way.ts";
import type {Alternative} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {grouped} from "../words.ts";

/** The cause that it is, where frames carry what cannot be read. */
export const encryptedHere = "encrypted-here";

/** Returns the doubt that a missing direction, of so many packets, is in frames of a point that could not be read (G2): none where there are none. */
export function inUnreadFrames({table}: Context, point: number, way: Way, missing: number): Alternative[] {
  const frames = table.periods.opaqueAt(point);
  if (frames === 0) return [];
  return [
    {
      ...(table.periods.encapsulatedAt(point) > 0 ? {cause: encryptedHere} : {}),
      says: `the ${way} are in frames that could not be read: cut short, encrypted, or carried by what is not decoded`,
      excludedBecause: frames < missing ? `there are ${grouped(frames)}, and ${grouped(missing)} are missing` : null,
    },
  ];
}
