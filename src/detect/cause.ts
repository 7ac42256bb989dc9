import type {Cause, Finding, NextStep, RuledOut, VerdictKind} from "./analysis.ts";
import {captureLoss} from "./causes/capture-loss.ts";
import {type Contrast, contrast} from "./causes/contrast.ts";
import {dropDownstream} from "./causes/drop-downstream.ts";
import {ecmpPerFlow} from "./causes/ecmp-per-flow.ts";
import {ecmpPerPacket} from "./causes/ecmp-per-packet.ts";
import {failover} from "./causes/failover.ts";
import {haOwnerMismatch} from "./causes/ha-owner-mismatch.ts";
import {insufficientCapture} from "./causes/insufficient-capture.ts";
import {loadBalancerWithoutSnat} from "./causes/load-balancer-without-snat.ts";
import {nextCapture} from "./causes/next-capture.ts";
import {offload} from "./causes/offload.ts";
import {oneSidedCapture} from "./causes/one-sided-capture.ts";
import {policyBasedForwarding} from "./causes/policy-based-forwarding.ts";
import {portClosed} from "./causes/port-closed.ts";
import {rejected} from "./causes/rejected.ts";
import {replyOnOtherInterface} from "./causes/reply-on-other-interface.ts";
import {requestBypassesFirewall} from "./causes/request-bypasses-firewall.ts";
import {returnBypassesFirewall} from "./causes/return-bypasses-firewall.ts";
import {reversePathCheck} from "./causes/reverse-path-check.ts";
import {isBroken, ruledOut} from "./causes/ruled-out.ts";
import {scan} from "./causes/scan.ts";
import {secondDefaultRoute} from "./causes/second-default-route.ts";
import {serverSilent} from "./causes/server-silent.ts";
import {clearSessions} from "./causes/session-listings.ts";
import {inOrder} from "./causes/steps.ts";
import {anyOf, type Subject, subjectOf} from "./causes/subject.ts";
import {Weight} from "./causes/weight.ts";
import type {Context} from "./detector.ts";
import {nearness} from "./platforms.ts";
import type {SideVoice} from "./side/speaker.ts";
import {narrowed} from "./side/versions.ts";
import {maximumVoices, sideVoices} from "./side/voices.ts";

/** What is concluded when causes are asked for. */
export interface Concluded {
  readonly context: Context;
  readonly findings: readonly Finding[];
  /** The finding that the verdict is about. */
  readonly leading: Finding | null;
  readonly kind: VerdictKind;
}

/** What causes are told from. */
export interface Case extends Concluded {
  /** Returns what the conversations of a detector's findings, notes aside, have in common; made on demand. */
  contrast(detector: string): Contrast;
}

/** How well a cause explains a case. */
export interface Explanation {
  /** 0 to 1, a `Weight`: the order of the causes. */
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
  /** Returns what to type where side evidence alone names the cause. */
  steps?(subject: Subject, input: Case): readonly NextStep[];
}

/** Of causes that explain a case equally well the first here ranks first: mechanisms before what they bring about. */
export const causes: readonly CauseRule[] = [
  loadBalancerWithoutSnat,
  ecmpPerPacket,
  failover,
  secondDefaultRoute,
  policyBasedForwarding,
  ecmpPerFlow,
  haOwnerMismatch,
  replyOnOtherInterface,
  returnBypassesFirewall,
  requestBypassesFirewall,
  oneSidedCapture,
  insufficientCapture,
  offload,
  reversePathCheck,
  dropDownstream,
  captureLoss,
  scan,
  serverSilent,
  rejected,
  portClosed,
];

/** Returns the causes that something speaks for, the likeliest first, and what the evidence excludes. */
export function explain(concluded: Concluded): {causes: Cause[]; ruledOut: RuledOut[]} {
  const input = caseOf(concluded);
  const voices = sideVoices(input);
  const near = nearness(concluded.context);
  const ranked = causes
    .map(rule => ({
      cause: rule.cause,
      explanation: heard(
        rule,
        rule.explain(input),
        voices.filter(({cause}) => cause === rule.cause),
        input,
      ),
    }))
    .filter((entry): entry is {cause: string; explanation: Explanation} => entry.explanation !== null)
    .sort((a, b) => b.explanation.weight - a.explanation.weight);
  return {
    causes: ranked.map(({cause, explanation: {weight: _, ...rest}}, i) => ({
      cause,
      rank: i + 1,
      ...rest,
      // What the first cause wants to know; then what would tell more, or what is left to do.
      next: narrowed(
        inOrder(i === 0 ? [...rest.next, ...recipe(input), ...aftercare(input)] : rest.next, near),
        concluded.context.side.versions,
      ),
    })),
    ruledOut: ruledOut(input),
  };
}

/** Returns an explanation with what side evidence adds: it may name a cause that packets suggest nothing of, and proves none. */
function heard(
  {steps}: CauseRule,
  explanation: Explanation | null,
  voices: readonly SideVoice[],
  input: Case,
): Explanation | null {
  if (voices.length === 0) return explanation;
  const says = (isFor: boolean) =>
    [...new Set(voices.filter(voice => voice.speaksFor === isFor).map(voice => voice.says))].slice(0, maximumVoices);
  const weights = voices.flatMap(({speaksFor, introduces}) => (speaksFor && introduces !== null ? [introduces] : []));
  if (explanation === null) {
    if (weights.length === 0 || steps === undefined) return null;
    const next = steps(subjectOf(input.context, input.leading!), input);
    return {weight: Math.max(...weights), for: says(true), against: says(false), next};
  }
  const {weight} = explanation;
  // What is only suspected, and against which devices speak with one voice, is hardly the first thing to look at.
  const isRefuted = weight <= Weight.suspected && says(true).length === 0;
  return {
    ...explanation,
    weight: isRefuted ? Math.min(weight, Weight.possible) : Math.max(weight, ...weights),
    for: [...explanation.for, ...says(true)],
    against: [...explanation.against, ...says(false)],
  };
}

function caseOf(concluded: Concluded): Case {
  const known = new Map<string, Contrast>();
  return {
    ...concluded,
    contrast(detector) {
      const made = known.get(detector);
      if (made !== undefined) return made;
      const {context, findings} = concluded;
      const fresh = contrast(
        context,
        findings.filter(finding => finding.detector === detector && finding.certainty !== "note"),
      );
      known.set(detector, fresh);
      return fresh;
    },
  };
}

/** Returns how to capture again, where the evidence does not suffice. */
function recipe({context, leading, kind}: Case): NextStep[] {
  if (kind === "proven" || kind === "symmetric" || kind === "nothing") return [];
  const subject = leading === null ? anyOf(context) : subjectOf(context, leading);
  return subject === null ? [] : nextCapture(subject);
}

/** Returns what to do once the way is mended, for conversations that were set up on the old one. */
function aftercare(input: Case): NextStep[] {
  const {context, leading} = input;
  // What a client refused is gone already.
  if (!isBroken(input) || leading!.detector === "wrong-source") return [];
  return clearSessions(subjectOf(context, leading!));
}
