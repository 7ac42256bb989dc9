import {type Mistake, mistakes} from "../capture/side/pan-mistakes.ts";
import type {NextStep} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import type {Subject} from "../judge/subject.ts";
import {commands} from "./commands.ts";

const {panOs} = commands;

/** What to type in place of what was typed. */
const instead: Readonly<Record<Mistake, (subject: Subject) => NextStep>> = {
  "pbf-rule-match": subject => panOs.pbfMatch(subject),
  "pbf-rule": () => panOs.pbfRules(),
  "packet-diag-log": () => panOs.diagLog(),
  "file-path": captureOf,
  "stage-name": captureOf,
  "firewall-stage-alone": captureOf,
  "filter-off": captureOf,
  "capture-off": captureOf,
  "unknown-counter": () => panOs.counters(),
};

function captureOf({client, server}: Subject): NextStep {
  return panOs.capture([[client, server]], "; behind a translation add the translated address");
}

/** Returns what does what was meant, where something was typed that does not: each says why, and several share a command. */
export function corrections({captures}: Context, subject: Subject): NextStep[] {
  const byCommand = new Map<string, {step: NextStep; reasons: string[]}>();
  for (const {mistakes: made} of captures)
    for (const {mistake} of made) {
      const step = instead[mistake](subject);
      const known = byCommand.get(step.command);
      if (known === undefined) byCommand.set(step.command, {step, reasons: [mistakes[mistake]]});
      else if (!known.reasons.includes(mistakes[mistake])) known.reasons.push(mistakes[mistake]);
    }
  return [...byCommand.values()].map(({step, reasons}) => ({
    ...step,
    why: `${reasons.join("; ")}. ${step.why}`,
    gives: null,
  }));
}
