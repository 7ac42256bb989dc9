import {command} from "./command.ts";
import type {TrueConversation} from "./truth.ts";

/** How many TCP packets of a capture go from one endpoint to another. */
export type Counts = ReadonlyMap<string, number>;

/** Counts a capture's packets with tcpdump: a second opinion that shares no code with asymcap. */
export function countPackets(path: string): Counts {
  const counts = new Map<string, number>();
  for (const line of command(["tcpdump", "-nn", "-q", "-t", "-r", path, "tcp"]).split("\n")) {
    const found = /IP6? (\S+)\.(\d+) > (\S+)\.(\d+): /.exec(line);
    if (found === null) continue;
    const [, from = "", fromPort = "", to = "", toPort = ""] = found;
    const key = `${named(from, fromPort)} > ${named(to, toPort)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/**
 * What a capture shows against the truth, one sentence a contradiction. The truth tells what was
 * arranged; this makes sure that the packets agree before the files are kept.
 */
export function contradictions(counts: Counts, truth: readonly TrueConversation[]): string[] {
  const found: string[] = [];
  const known = new Set<string>();
  for (const conversation of truth) {
    const {client, missing, outcome, server} = conversation;
    const forth = `${client} > ${server}`;
    const back = `${server} > ${client}`;
    known.add(forth).add(back);
    const expect = (key: string, seen: boolean): void => {
      const count = counts.get(key) ?? 0;
      if (count > 0 !== seen) found.push(`${key}: ${String(count)} packets, ${seen ? "some" : "none"} expected`);
    };
    expect(forth, missing !== "requests");
    expect(back, missing !== "replies" && outcome !== "unanswered");
  }
  for (const key of counts.keys()) if (!known.has(key)) found.push(`${key}: not in the truth`);
  return found;
}

function named(address: string, port: string): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
