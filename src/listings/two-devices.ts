import type {SideSession} from "../capture/side/record.ts";

/**
 * Whether two sessions are of two devices, which the user or prompts name: two texts without names may be of one. A log is written when all
 * is over, by whichever member of a cluster, and at times of another day.
 */
export function areTwoDevices(one: SideSession, two: SideSession): boolean {
  const isNamed = ({device}: SideSession) => !device.endsWith("\n");
  if (one.kind === "log" || two.kind === "log" || !isNamed(one) || !isNamed(two)) return false;
  const nameOf = ({device}: SideSession) => device.slice(device.lastIndexOf("\n") + 1);
  return nameOf(one) !== nameOf(two);
}
