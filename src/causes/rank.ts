import {nextCapture} from "../advice/capture-again.ts";
import {isBroken, ruledOut} from "../advice/ruled-out.ts";
import {clearSessions} from "../advice/session-listings.ts";
import {forVersions, inOrder} from "../advice/steps.ts";
import type {Cause, NextStep, RuledOut} from "../judge/analysis.ts";
import type {Concluded} from "../judge/context.ts";
import {nearness} from "../judge/platforms.ts";
import {anyOf, subjectOf} from "../judge/subject.ts";
import type {SideVoice} from "./arguments/speaker.ts";
import {maximumVoices, sideVoices} from "./arguments/voices.ts";
import type {Case, CauseRule, Explanation} from "./cause.ts";
import {type Contrast, contrast} from "./contrast.ts";
import {causes} from "./index.ts";
import {Weight} from "./weight.ts";

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
      next: forVersions(
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
