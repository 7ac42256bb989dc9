import {nextCapture} from "../advice/capture-again.ts";
import {corrections} from "../advice/corrections.ts";
import {notGiven} from "../advice/given.ts";
import {isBroken, ruledOut} from "../advice/ruled-out.ts";
import {clearSessions} from "../advice/session-listings.ts";
import {forVersions, inOrder} from "../advice/steps.ts";
import type {Cause, NextStep, RuledOut} from "../judge/analysis.ts";
import type {Concluded} from "../judge/context.ts";
import {nearness} from "../judge/platforms.ts";
import {anyOf, subjectOf} from "../judge/subject.ts";
import type {SideVoice} from "./arguments/speaker.ts";
import {maximumVoices, sideVoices} from "./arguments/voices.ts";
import type {Case, CauseRule, Explanation, Reason} from "./cause.ts";
import {causes} from "./index.ts";
import {mechanisms} from "./mechanisms.ts";
import {type Cohort, cohortOf} from "./observations/cohort.ts";
import {findingsOf, notExcluded, quoted} from "./speaking.ts";
import {weigh} from "./weigh.ts";
import {Weight} from "./weight.ts";

/** A cause with all that is told of it. */
interface Entry extends Explanation {
  readonly cause: string;
  readonly words: string;
  readonly tiedWith: readonly string[];
  readonly toTell: string | null;
  readonly contrast: Reason | null;
  readonly quotes: Cause["quotes"];
}

/** Returns the causes that something speaks for, the likeliest first, and what the evidence excludes. */
export function explain(concluded: Concluded): {causes: Cause[]; ruledOut: RuledOut[]} {
  const input: Case = concluded;
  const voices = sideVoices(input);
  const near = nearness(concluded.context);
  const all = [...byObservation(input, voices), ...byProof(input, voices)].sort((a, b) => b.weight - a.weight);
  // What both ways of telling name counts once.
  const entries = all.filter(({cause}, i) => all.findIndex(other => other.cause === cause) === i);
  return {
    causes: entries.map(({weight: _, ...rest}, i) => ({
      ...rest,
      for: rest.for.map(textOf),
      own: rest.for.filter(reason => typeof reason === "string"),
      against: rest.against.map(textOf),
      contrast: rest.contrast === null ? null : textOf(rest.contrast),
      rank: i + 1,
      // What the first cause wants to know; then what would tell more, or what is left to do.
      next: forVersions(
        notGiven(
          inOrder(i === 0 ? corrected(input, [...rest.next, ...recipe(input), ...aftercare(input)]) : rest.next, near),
          concluded.context,
        ),
        concluded.context.side.versions,
      ),
    })),
    ruledOut: ruledOut(input),
  };
}

const textOf = (reason: Reason): string => (typeof reason === "string" ? reason : reason.sentence);

/** Causes of another kind compete by what proves them. */
function byProof(input: Case, voices: readonly SideVoice[]): Entry[] {
  return causes.flatMap(rule => {
    const own = voices.filter(({cause}) => cause === rule.cause);
    const explanation = heard(rule, rule.explain(input), own, input);
    return explanation === null
      ? []
      : [
          {
            cause: rule.cause,
            words: rule.words,
            tiedWith: [],
            toTell: null,
            contrast: null,
            quotes: quotesOf(own),
            ...explanation,
          },
        ];
  });
}

/** How sure the likeliest mechanism is, by what the verdict stands on; so many others are named beside it. */
const maximumNamed = 4;

/** Mechanisms by which packets take another way, weighed by all that is seen and not seen. */
function byObservation(input: Case, voices: readonly SideVoice[]): Entry[] {
  const cohort = cohortOf(input);
  if (cohort === null) return byHint(input, voices);
  const subject = subjectOf(input.context, cohort.findings[0]!);
  const weighed = weigh(cohort, mechanisms, voices).slice(0, maximumNamed);
  const best = weighed[0]!.score;
  return weighed.map(({mechanism, score, for: speaking, against, contrast, tiedWith, toTell}, i) => {
    const {cause} = mechanism;
    const words = (cohort.place === null ? undefined : mechanism.wordsAt?.(cohort.place)) ?? mechanism.words;
    const own = voices.filter(voice => voice.cause === cause);
    const isTied = i === 0 || tiedWith.includes(weighed[0]!.mechanism.cause);
    return {
      ...{cause, words},
      // Those as likely as the first stand behind it, before causes of another kind; the others fall with their odds.
      weight: sureness(input, cohort) * (isTied ? 1 - i / 1000 : Math.max(0.3, 0.8 + (score - best) / 20)),
      for: [...quoted(cohort.findings), ...speaking, ...linesOf(own, true)],
      against: [...against, ...(i === 0 ? notExcluded(cohort.findings[0]!, cause) : []), ...linesOf(own, false)],
      ...{contrast, tiedWith, toTell, quotes: quotesOf(own)},
      next: mechanism.next(subject, input, cohort),
    };
  });
}

/** Where packets tell of no other way, notes may hint at one, and device output may name one: neither proves it. */
function byHint(input: Case, voices: readonly SideVoice[]): Entry[] {
  return mechanisms.flatMap(({cause, words, hintedBy = [], next}) => {
    const own = voices.filter(voice => voice.cause === cause);
    const notes = findingsOf(input, ...hintedBy);
    const weights = own.flatMap(({speaksFor, introduces}) => (speaksFor && introduces !== null ? [introduces] : []));
    const about = notes[0] ?? input.leading;
    if (weights.length + notes.length === 0 || about === null) return [];
    return {
      ...{
        cause,
        words,
        weight: Math.max(Weight.unlikely, ...weights),
        tiedWith: [],
        toTell: null,
        contrast: null,
        quotes: quotesOf(own),
      },
      for: [...quoted(notes), ...linesOf(own, true)],
      against: [...notes.slice(0, 1).flatMap(note => notExcluded(note, cause)), ...linesOf(own, false)],
      next: next(subjectOf(input.context, about), input, null),
    };
  });
}

const quotesOf = (voices: readonly SideVoice[]): Cause["quotes"] =>
  voices.flatMap(({quotes}) => (quotes === undefined ? [] : [{capture: quotes.capture, line: quotes.line}]));

const linesOf = (voices: readonly SideVoice[], isFor: boolean): string[] =>
  [...new Set(voices.filter(voice => voice.speaksFor === isFor).map(voice => voice.says))].slice(0, maximumVoices);

/** Silence has other reasons, and a capture of one direction explains itself first. */
function sureness({kind}: Case, {fate, certainty}: Cohort): number {
  if (kind === "one-sided-capture" || fate === "unanswered") return Weight.possible;
  return certainty === "proven" ? Weight.distinct : Weight.suspected;
}

/** Returns an explanation with what side evidence adds: it may name a cause that packets suggest nothing of, and proves none. */
function heard(
  {steps}: CauseRule,
  explanation: Explanation | null,
  voices: readonly SideVoice[],
  input: Case,
): Explanation | null {
  if (voices.length === 0) return explanation;
  const says = (isFor: boolean) => linesOf(voices, isFor);
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

/** Returns how to capture again, where the evidence does not suffice. */
function recipe({context, leading, kind}: Case): NextStep[] {
  if (kind === "proven" || kind === "symmetric" || kind === "nothing") return [];
  const subject = leading === null ? anyOf(context) : subjectOf(context, leading);
  return subject === null ? [] : nextCapture(subject);
}

/** Returns the steps, and what does what was meant where something was typed that does not: of these the reason stands with the step. */
function corrected({context, leading}: Case, steps: readonly NextStep[]): NextStep[] {
  const subject = leading === null ? anyOf(context) : subjectOf(context, leading);
  const better = subject === null ? [] : corrections(context, subject);
  const added = better.filter(({command}) => !steps.some(step => step.command === command));
  return [...steps.map(step => better.find(({command}) => command === step.command) ?? step), ...added];
}

/** Returns what to do once the way is mended, for connections that were set up on the old one. */
function aftercare(input: Case): NextStep[] {
  const {context, leading} = input;
  // What a client refused is gone already.
  if (!isBroken(input) || leading!.detector === "wrong-source") return [];
  return clearSessions(subjectOf(context, leading!));
}
