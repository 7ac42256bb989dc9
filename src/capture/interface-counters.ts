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
