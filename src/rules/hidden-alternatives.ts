import type {Alternative, FindingCertainty, Missing} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {counted, grouped} from "../words.ts";

/** What is known of conversations that bypass a point, as far as something else may explain them. */
interface Doubts {
  readonly pair: number;
  readonly direction: number;
  readonly point: number;
  readonly certainty: FindingCertainty;
  readonly translated: boolean;
  readonly filtered: boolean;
  readonly fromTheStart: boolean;
}

/** Returns what else may explain that a direction was not seen, and what excludes it. */
export function hiddenAlternatives(context: Context, missing: Missing, group: Doubts): Alternative[] {
  const {pools, table} = context;
  const {pair, direction} = group;
  const unseen = pools.unseen(pair, direction);
  const opaque = table.periods.opaqueAt(group.point);
  const witnesses = pools.witnesses(pair, direction);
  const lost = pools.lost(pair, direction);
  const rounds = pools.rounds(pair, direction);
  const sees =
    // Witnesses of a leg are other hosts' requests.
    pools.tcpWitnesses(pair, direction) > 0 && !pools.isLeg(group.point)
      ? `${counted(witnesses, "packet")} of this direction between the two networks ${witnesses === 1 ? "was" : "were"} captured here`
      : table.bothDirections
        ? "the capture was taken of both directions, by the user's word"
        : null;
  const all = missing === "replies" ? "replies" : "requests";
  return [
    {
      says: `the capture lost the ${all}`,
      excludedBecause:
        group.certainty === "proven" && witnesses > 0
          ? `${counted(rounds, "unseen packet")} ${rounds === 1 ? "was" : "were"} answered, while of ${grouped(witnesses)} others ${lost === 0 ? "none" : grouped(lost)} got lost`
          : null,
    },
    ...(opaque === 0
      ? []
      : [
          {
            says: `the ${all} are in frames that could not be read: cut short, encrypted, or carried by what is not decoded`,
            excludedBecause:
              opaque < unseen ? `there are ${grouped(opaque)}, and ${grouped(unseen)} are missing` : null,
          },
        ]),
    {
      says: "the capture sees one direction only (filter, SPAN of received frames, one leg of a TAP)",
      brief: "the capture sees one direction only",
      excludedBecause: group.filtered ? null : sees,
    },
    ...(group.translated
      ? [
          {
            says: "the receive stage was captured with a filter that the answers to the translated address do not match",
            excludedBecause: null,
          },
        ]
      : []),
    {
      says: "this point is one member of a bundle or one of several paths, and these flows hash to another",
      excludedBecause: null,
    },
    {
      says: "hardware offload hides packets from the capture",
      excludedBecause:
        missing === "replies" && group.certainty === "proven" && group.fromTheStart
          ? "the SYN-ACKs are missing too, before any session could be offloaded"
          : null,
    },
  ];
}
