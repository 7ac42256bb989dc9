import type {Cause, Finding, NextStep, RuledOut, VerdictKind} from "./analysis.ts";
import {requestBypassesFirewall, returnBypassesFirewall} from "./causes/bypass.ts";
import {capturedOneDirection} from "./causes/captured-one-direction.ts";
import {ecmpPerPacket} from "./causes/ecmp-per-packet.ts";
import {failover} from "./causes/failover.ts";
import {loadBalancerWithoutSnat} from "./causes/load-balancer-without-snat.ts";
import {portClosed} from "./causes/port-closed.ts";
import {replyOnOtherInterface} from "./causes/reply-on-other-interface.ts";
import {scan} from "./causes/scan.ts";
import {serverSilent} from "./causes/server-silent.ts";
import {ecmpPerFlow, haOwnerMismatch} from "./causes/split.ts";
import type {Context} from "./detector.ts";

/** What causes are told from. */
export interface Case {
  readonly context: Context;
  readonly findings: readonly Finding[];
  /** The finding that the verdict is about. */
  readonly leading: Finding | null;
  readonly kind: VerdictKind;
}

/** How well a cause explains a case. */
export interface Explanation {
  /** 0 to 1: the order of the causes. */
  readonly weight: number;
  readonly for: readonly string[];
  readonly against: readonly string[];
  readonly next: readonly NextStep[];
}

/** A cause: one file in `causes/`, and one entry in {@link causes}. */
export interface CauseRule {
  readonly cause: string;
  /** Returns how it explains the case, or null if nothing speaks for it. */
  explain(input: Case): Explanation | null;
}

export const causes: readonly CauseRule[] = [
  returnBypassesFirewall,
  requestBypassesFirewall,
  replyOnOtherInterface,
  haOwnerMismatch,
  ecmpPerFlow,
  loadBalancerWithoutSnat,
  ecmpPerPacket,
  failover,
  capturedOneDirection,
  serverSilent,
  portClosed,
  scan,
];

/** Returns the causes that something speaks for, the likeliest first, and what the evidence excludes. */
export function explain(input: Case): {causes: Cause[]; ruledOut: RuledOut[]} {
  const ranked = causes
    .map(rule => ({cause: rule.cause, explanation: rule.explain(input)}))
    .filter((entry): entry is {cause: string; explanation: Explanation} => entry.explanation !== null)
    .sort((a, b) => b.explanation.weight - a.explanation.weight);
  return {
    causes: ranked.map(({cause, explanation: {weight: _, ...rest}}, i) => ({cause, rank: i + 1, ...rest})),
    ruledOut: ruledOut(input),
  };
}

function ruledOut({context, leading, kind}: Case): RuledOut[] {
  if (leading === null || kind !== "proven") return [];
  const excluded = leading.alternatives
    .filter(alternative => alternative.excludedBecause !== null)
    .map(alternative => ({says: alternative.says, because: alternative.excludedBecause!}));
  // What works needs no help; and where packets do pass, rules may matter.
  const fails = leading.conversations.some(id => context.judgements.failing(id) === true);
  if (!fails || !leading.detector.startsWith("hidden-")) return excluded;
  return [
    ...excluded,
    {
      says: "clearing sessions will not help by itself",
      because: "new conversations take the same path until the routing changes",
    },
    {
      says: "a permit rule will not help",
      because: "the packets do not pass there, or belong to no session: no rule is asked",
    },
  ];
}
