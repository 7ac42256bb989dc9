import type {CauseRule, Explanation, Reason} from "../../src/causes/cause.ts";
import {causes} from "../../src/causes/index.ts";
import type {Mechanism} from "../../src/causes/mechanism.ts";
import {mechanisms} from "../../src/causes/mechanisms.ts";
import {observations} from "../../src/causes/observations/index.ts";
import type {Observation} from "../../src/causes/observations/observation.ts";
import type {Alternative, Analysis, Evidence, NextStep} from "../../src/judge/analysis.ts";
import {rules} from "../../src/rules/index.ts";
import type {AnyRule, Inspection} from "../../src/rules/rule.ts";

/** Makes another text of a text. */
export type Garble = (text: string) => string;

/** Another text for each text, which has nothing of it: neither letters nor length. Equal ones stay equal. */
export function numbered(): Garble {
  const known = new Map<string, string>();
  return text => {
    if (!known.has(text)) known.set(text, `¤${known.size}`);
    return known.get(text)!;
  };
}

/** Sets of signs that take each other's places; all other signs stay. */
const swapping = (sets: readonly string[]): Garble => {
  const next = new Map(sets.flatMap(set => [...set].map((sign, i) => [sign, set[(i + 1) % set.length]!] as const)));
  return text => [...text].map(sign => next.get(sign) ?? sign).join("");
};

/** As long, with blanks and line breaks in the same places: whatever breaks it into lines breaks it there. */
export const asLong = swapping(["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789", ";:,"]);
/** As wide besides, by the tables of svg/measure.ts: only letters of one width take each other's places. */
export const asWide = swapping(["bdgpq", "hnu", "ijl", "vy", "0123456789"]);

const evidence = (all: readonly Evidence[], garble: Garble): Evidence[] =>
  all.map(one => ({
    ...one,
    says: garble(one.says),
    ...(one.quote === undefined ? {} : {quote: garble(one.quote)}),
  }));
const alternatives = (all: readonly Alternative[], garble: Garble): Alternative[] =>
  all.map(one => ({
    ...one,
    says: garble(one.says),
    ...(one.brief === undefined ? {} : {brief: garble(one.brief)}),
    excludedBecause: one.excludedBecause === null ? null : garble(one.excludedBecause),
  }));
const steps = (all: readonly NextStep[], garble: Garble): NextStep[] =>
  all.map(one => ({
    ...one,
    lines: one.lines.map(garble),
    command: garble(one.command),
    why: garble(one.why),
    newer: one.newer === null ? null : {...one.newer, says: garble(one.newer.says)},
    undoLines: one.undoLines?.map(garble) ?? null,
    undo: one.undo === null ? null : garble(one.undo),
  }));

/** Garbles every text of rules, observations and causes where it is made, until the function that it returns is called. */
export function garbleJudging(garble: Garble): () => void {
  const undo = [
    replaced(rules as AnyRule[], one => garbledRule(one, garble)),
    replaced(observations as unknown as Observation[], one => ({
      ...one,
      see: cohort => one.see(cohort),
      says: cohort => reason(one.says(cohort), garble),
      toSee: garble(one.toSee),
    })),
    replaced(mechanisms as Mechanism[], one => ({
      ...one,
      words: garble(one.words),
      next: (...given) => steps(one.next(...given), garble),
    })),
    replaced(causes as CauseRule[], one => ({
      ...one,
      words: garble(one.words),
      explain: input => garbledExplanation(one.explain(input), garble),
      ...(one.steps === undefined ? {} : {steps: (...given) => steps(one.steps!(...given), garble)}),
    })),
  ];
  return () => {
    for (const back of undo) back();
  };
}

const reason = (one: Reason, garble: Garble): Reason => (typeof one === "string" ? garble(one) : one);

function replaced<One>(list: One[], by: (one: One) => One): () => void {
  const own = [...list];
  list.splice(0, list.length, ...own.map(by));
  return () => list.splice(0, list.length, ...own);
}

function garbledExplanation(explanation: Explanation | null, garble: Garble): Explanation | null {
  if (explanation === null) return null;
  return {
    ...explanation,
    for: explanation.for.map(one => reason(one, garble)),
    against: explanation.against.map(one => reason(one, garble)),
    next: steps(explanation.next, garble),
  };
}

function garbledRule(rule: AnyRule, garble: Garble): AnyRule {
  const {headline} = rule;
  return {
    ...rule,
    words: (...given) => garble(rule.words(...given)),
    ...(headline === undefined ? {} : {headline: (...given) => [headline(...given)].flat().map(garble)}),
    start(context) {
      const inspection: Inspection<object, object> | null = rule.start(context);
      if (inspection === null) return null;
      const told = <One extends {evidence: readonly Evidence[]; alternatives: readonly Alternative[]}>(
        one: One,
      ): One => ({
        ...one,
        evidence: evidence(one.evidence, garble),
        alternatives: alternatives(one.alternatives, garble),
      });
      return {
        ...inspection,
        judge(group, all) {
          const judged = inspection.judge?.(group, all) ?? null;
          return judged === null
            ? null
            : {...told(judged), ...(judged.as === undefined ? {} : {as: garbledRule(judged.as, garble)})};
        },
        *beside() {
          for (const one of inspection.beside?.() ?? []) yield told(one);
        },
      };
    },
  };
}

/** Returns an analysis of which every text for people is garbled. */
export function garbled(analysis: Analysis, garble: Garble): Analysis {
  const {verdict} = analysis;
  return {
    ...analysis,
    verdict: {...verdict, sentence: garble(verdict.sentence), clauses: verdict.clauses.map(garble)},
    findings: analysis.findings.map(one => ({
      ...one,
      sentence: garble(one.sentence),
      evidence: evidence(one.evidence, garble),
      alternatives: alternatives(one.alternatives, garble),
    })),
    causes: analysis.causes.map(one => ({
      ...one,
      words: garble(one.words),
      for: one.for.map(garble),
      own: one.own.map(garble),
      against: one.against.map(garble),
      toTell: one.toTell === null ? null : garble(one.toTell),
      next: steps(one.next, garble),
    })),
    ruledOut: analysis.ruledOut.map(one => ({
      ...one,
      says: garble(one.says),
      because: garble(one.because),
      ...(one.brief === undefined ? {} : {brief: garble(one.brief)}),
    })),
    sideEvidence: analysis.sideEvidence.map(one => ({...one, says: garble(one.says)})),
    events: analysis.events.map(one => ({...one, sentence: one.sentence === null ? null : garble(one.sentence)})),
  };
}
