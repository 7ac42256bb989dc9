import type {Host} from "./host.ts";
import type {Network} from "./network.ts";

/** Which frames of the interfaces to copy, as the interface's own host sees them. */
export type Direction = "ingress" | "egress";

/**
 * Makes `host` copy frames of some of its interfaces to a cable of its own, as a switch with a mirror
 * port does. Capture at the interface of that name at `probe`.
 */
export function mirror(
  network: Network,
  host: Host,
  from: readonly string[],
  directions: readonly Direction[],
  probe: Host,
  to: string,
): void {
  network.link([host, to], [probe, to]);
  for (const one of [host, probe]) one.run(["ip", "link", "set", to, "arp", "off"]);
  const all = "protocol all u32 match u32 0 0 action mirred egress mirror dev".split(" ");
  for (const name of from) {
    host.run(["tc", "qdisc", "replace", "dev", name, "clsact"]);
    for (const direction of directions) host.run(["tc", "filter", "add", "dev", name, direction, ...all, to]);
  }
}
