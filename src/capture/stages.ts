import type {CapturePoint} from "./points.ts";

/** Where in a firewall a packet was recorded: PAN-OS packet-diag writes one file for each. */
export type Stage = "receive" | "firewall" | "transmit" | "drop";

/** Usual names of stage files: PAN-OS knowledge base and practice (`rx.pcap`, `case123_tx.pcap`, `drp`). */
const spellings: Record<Stage, readonly string[]> = {
  receive: ["rx", "rcv", "recv", "receive", "ingress"],
  firewall: ["fw", "firewall"],
  transmit: ["tx", "trans", "transmit", "egress"],
  drop: ["drop", "drp", "dropped"],
};

const byWord = new Map(
  Object.entries(spellings).flatMap(([stage, words]) => words.map(word => [word, stage as Stage])),
);

/** Returns the stage that a name tells of as one of its words, and the name without that word; null if none does. */
function stageIn(name: string): {stage: Stage; rest: string} | null {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const at = words.findIndex(word => byWord.has(word));
  return at < 0 ? null : {stage: byWord.get(words[at]!)!, rest: words.toSpliced(at, 1).join(" ")};
}

/**
 * Marks the points that are stages of one firewall, and makes them one box. A single file called `rx` or `firewall` is none: it takes
 * two stages of the same device, or of the same folder with otherwise equal names.
 */
export function recogniseStages(points: readonly CapturePoint[]): void {
  const sets = new Map<string, {point: CapturePoint; stage: Stage}[]>();
  for (const point of points) {
    const {device, folder, label, namedByUser} = point.origin;
    const told = point.interface === null ? stageIn(label) : null;
    if (told === null || (namedByUser && device === null)) continue;
    const key = device === null ? `folder:${folder}\n${told.rest}` : `device:${device}`;
    sets.set(key, [...(sets.get(key) ?? []), {point, stage: told.stage}]);
  }
  for (const [key, members] of sets) {
    if (new Set(members.map(member => member.stage)).size < 2) continue;
    for (const {point, stage} of members) {
      point.stage = stage;
      point.box = key;
    }
  }
}
