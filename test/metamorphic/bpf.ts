import {type CaptureSet, endsOf} from "./capture-set.ts";
import type {Ends} from "./layout.ts";

/**
 * Filters as tcpdump's users write them (pcap-filter(7)): one test, or two that are joined. They are applied here to what a frame
 * tells, as libpcap would: `host` and `net` take ARP too, `port` takes no fragment but the first. Tags of VLANs do not matter.
 */
export interface Term {
  readonly not: boolean;
  readonly way: "src" | "dst" | "";
  readonly kind: "host" | "net" | "port";
  /** An address; a network as reports name it; a port. */
  readonly value: string;
}

export interface FilterText {
  readonly terms: readonly Term[];
  readonly joined: "and" | "or";
}

/** Everything of a set that a filter may name, the most frequent first. */
export function namesIn(set: CaptureSet): Record<Term["kind"], string[]> {
  const counts = {host: new Map<string, number>(), net: new Map<string, number>(), port: new Map<string, number>()};
  const count = (kind: Term["kind"], value: string) => counts[kind].set(value, (counts[kind].get(value) ?? 0) + 1);
  for (const file of set.files)
    for (const frame of file.frames) {
      const ends = endsOf(frame, file);
      if (ends === null) continue;
      for (const address of [ends.source, ends.target]) count("host", address);
      for (const network of [ends.sourceNetwork, ends.targetNetwork]) count("net", network);
      for (const port of [ends.sourcePort, ends.targetPort]) if (port >= 0) count("port", String(port));
    }
  const sorted = (all: Map<string, number>) => [...all].sort((a, b) => b[1] - a[1]).map(([value]) => value);
  return {host: sorted(counts.host), net: sorted(counts.net), port: sorted(counts.port)};
}

/** Whether a frame with these ends passes. */
export const passes = ({terms, joined}: FilterText, ends: Ends | null): boolean =>
  joined === "and" ? terms.every(term => holds(term, ends)) : terms.some(term => holds(term, ends));

const holds = (term: Term, ends: Ends | null): boolean => term.not !== (ends !== null && matches(term, ends));

function matches({way, kind, value}: Term, ends: Ends): boolean {
  const [source, target] =
    kind === "port"
      ? [String(ends.sourcePort), String(ends.targetPort)]
      : kind === "net"
        ? [ends.sourceNetwork, ends.targetNetwork]
        : [ends.source, ends.target];
  return (way !== "dst" && source === value) || (way !== "src" && target === value);
}

/** `dst port 443 or not src host 10.1.0.3`. */
export const textOf = ({terms, joined}: FilterText): string =>
  terms
    .map(({not, way, kind, value}) => [not ? "not" : "", way, kind, value].filter(Boolean).join(" "))
    .join(` ${joined} `);
