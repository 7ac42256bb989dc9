import type {Way} from "../flow/way.ts";
import type {Alternative, FindingCertainty} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import type {NoFilter} from "../judge/witnesses.ts";
import {counted, grouped} from "../words.ts";
import {inUnreadFrames} from "./unread-frames.ts";

/** What is known of connections that bypass a point, as far as something else may explain them. */
export interface Doubts {
  /** The missing direction; and as its pair of networks has it. */
  readonly way: Way;
  readonly pair: number;
  readonly direction: number;
  readonly point: number;
  readonly certainty: FindingCertainty;
  /** Whether another stage has other addresses: a filter by packet may miss the answers (G5). */
  isTranslated: boolean;
  /** The capture's own filter keeps the missing direction out (G0). */
  isFiltered: boolean;
  /** What shows that no filter for one direction of some ports or hosts was used; null if nothing does. */
  noFilter: NoFilter | null;
  /** Whether nothing but such a filter may explain it. */
  isOfFilter: boolean;
  /** Whether a SYN-ACK was missing already: before any session could be offloaded. */
  isFromTheStart: boolean;
}

/** What shows that no filter hides a direction. */
const noFilters: Readonly<Record<NoFilter, string>> = {
  user: "the capture was unfiltered (your --both-directions)",
  capture: "the capture itself tells its filter, and that takes both directions, or there was none",
  packets: "packets of this direction from the same ports and the same hosts were captured here",
};

/** The filter that tells in packets from another way nothing: `dst port 443 or host 10.1.0.3`. */
export function filterAlternative({
  isFiltered,
  noFilter,
  isOfFilter,
}: Pick<Doubts, "isFiltered" | "noFilter" | "isOfFilter">): Alternative {
  const says = "a capture filter keeps out one direction of some ports or hosts";
  const asks = isOfFilter ? ". Was the capture unfiltered? Then --both-directions makes this proven" : "";
  return {
    says: says + asks,
    brief: "a capture filter",
    excludedBecause: isFiltered || noFilter === null ? null : noFilters[noFilter],
  };
}

/** Returns what else may explain that a direction was not seen, and what excludes it. */
export function hiddenAlternatives(context: Context, doubts: Doubts): Alternative[] {
  const {pools, table} = context;
  const {way, pair, direction, point} = doubts;
  // Where all but a filter is excluded, nothing else is open.
  const isProven = doubts.certainty === "proven" || doubts.isOfFilter;
  const witnesses = pools.witnesses(pair, direction);
  const lost = pools.lost(pair, direction);
  const rounds = pools.rounds(pair, direction);
  const packets = `${counted(witnesses, "packet")} of this direction between the two networks ${witnesses === 1 ? "was" : "were"} captured here`;
  const sees =
    // Witnesses of a leg are other hosts' requests.
    pools.tcpWitnesses(pair, direction) > 0 && !pools.isLeg(point)
      ? packets
      : table.bothDirections
        ? "the capture holds both directions (your --both-directions)"
        : null;
  return [
    {
      says: `the capture lost the ${way}`,
      excludedBecause:
        isProven && witnesses > 0
          ? `${counted(rounds, "unseen packet")} ${rounds === 1 ? "was" : "were"} answered, while of ${grouped(witnesses)} others ${lost === 0 ? "none" : grouped(lost)} got lost`
          : null,
    },
    ...inUnreadFrames(context, point, way, pools.unseen(pair, direction)),
    {
      says: "the capture sees one direction only (SPAN of received frames, one leg of a TAP)",
      brief: "the capture sees one direction only",
      excludedBecause: sees,
    },
    filterAlternative(doubts),
    ...(doubts.isTranslated
      ? [
          {
            says: "the receive stage was captured with a filter that the answers to the translated address do not match",
            excludedBecause: null,
          },
        ]
      : []),
    {
      says: "this point is one member of a bundle or one of several paths, and these flows hash to another",
      brief: "this point is one member of a bundle, or one of several paths",
      excludedBecause: null,
    },
    {
      says: "hardware offload hides packets from the capture",
      excludedBecause:
        way === "replies" && isProven && doubts.isFromTheStart
          ? "the SYN-ACKs are missing too, before any session could be offloaded"
          : null,
    },
  ];
}
