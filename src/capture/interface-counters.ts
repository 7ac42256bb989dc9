import {readFileSync} from "node:fs";

/**
 * Returns how many packets an interface has received and sent since it came up, as the kernel counts them; null where it does not, as
 * for `any`. Loopback counts what it sends and receives once each, and libpcap shows it once.
 */
export function packetsOf(name: string): number | null {
  let text: string;
  try {
    text = readFileSync("/proc/net/dev", "utf8");
  } catch {
    return null;
  }
  for (const line of text.split("\n")) {
    const colon = line.lastIndexOf(":");
    if (colon < 0 || line.slice(0, colon).trim() !== name) continue;
    // Receive: bytes packets errs drop fifo frame compressed multicast; transmit: bytes packets … (Linux, net/core/net-procfs.c).
    const columns = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
      .map(Number);
    const [received, sent] = [columns[1]!, columns[9]!];
    return name === "lo" ? received : received + sent;
  }
  return null;
}

/** Whether an interface is there, as far as the system tells. */
export function isGone(name: string): boolean {
  if (name === "any") return false;
  try {
    return !readFileSync("/proc/net/dev", "utf8")
      .split("\n")
      .some(line => line.slice(0, Math.max(0, line.lastIndexOf(":"))).trim() === name);
  } catch {
    return false;
  }
}

/** Ethernet with two VLAN tags and the checksum, which some drivers hand on. */
const framing = 14 + 2 * 4 + 4;

/** Returns the most bytes that a frame of an interface can have on the wire: a longer one was merged of several by receive offload. */
export function longestFrame(name: string): number {
  try {
    return Number(readFileSync(`/sys/class/net/${name}/mtu`, "utf8")) + framing;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
