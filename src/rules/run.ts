import type {Cursor} from "../flow/cursor.ts";
import {type Outcome, outcomes} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {type Group, Groups} from "./groups.ts";
import type {About, AnyRule, Beside, Draft, Inspection, Judged} from "./rule.ts";

/** In place of the connection that shows it best. */
const none = -1;

/** A rule at work. */
interface Run {
  readonly rule: AnyRule;
  readonly inspection: Inspection<object, object>;
  readonly groups: Groups<object>;
}

/** Shows every connection that is not ordinary to the rules that ask for it; returns what they find, in their order. */
export function runRules(context: Context, cursor: Cursor, rules: readonly AnyRule[]): Draft[] {
  const first = rules.filter(rule => rule.explainsAll === true);
  const then = rules.filter(rule => rule.explainsAll !== true);
  return [...inspect(context, cursor, first), ...inspect(context, cursor, then)];
}

function inspect(context: Context, cursor: Cursor, rules: readonly AnyRule[]): Draft[] {
  const runs: Run[] = [];
  for (const rule of rules) {
    const inspection = rule.start(context);
    if (inspection !== null) runs.push({rule, inspection, groups: new Groups(rule.most)});
  }
  if (runs.some(({inspection}) => inspection.see !== undefined)) showAll(context, cursor, runs);
  return runs.flatMap(run => findingsOf(context, run));
}

function showAll({conversations, judgements}: Context, cursor: Cursor, runs: readonly Run[]): void {
  const askedBy = (outcome: Outcome, isSeveral: boolean) =>
    runs.filter(({inspection}) => inspection.see !== undefined && (inspection.asksFor?.(outcome, isSeveral) ?? true));
  const asking = new Map(
    outcomes.map(outcome => [outcome, [askedBy(outcome, false), askedBy(outcome, true)] as const]),
  );
  for (let id = 0; id < conversations.count; id++) {
    if (judgements.isOrdinary(id)) continue;
    const list = asking.get(judgements.outcome(id))![cursor.move(id).flowCount > 1 ? 1 : 0];
    for (let i = 0; i < list.length; i++) list[i]!.inspection.see!(cursor, list[i]!.groups);
  }
}

/** Judges the groups of a rule; what it is sure of is flagged before the next rule is asked. */
function findingsOf(context: Context, {rule, inspection, groups}: Run): Draft[] {
  const drafts: Draft[] = [];
  for (const group of inspection.settle?.(groups) ?? groups) {
    const judged = inspection.judge?.(group, groups) ?? null;
    if (judged === null) continue;
    flag(context, group, judged);
    drafts.push(draft(context, judged.as ?? rule, group, judged));
  }
  for (const told of inspection.beside?.() ?? []) drafts.push(besideDraft(context, rule, told));
  return drafts;
}

/** Notes which connections are asymmetric. */
function flag({judgements}: Context, group: Group<object>, {certainty, missing = null, lacks}: Judged<object>): void {
  if (certainty === "note") return;
  for (const id of group.connections) judgements.accuse(id, certainty, lacks === undefined ? missing : lacks(id));
}

function draft(context: Context, rule: AnyRule, group: Group<object>, judged: Judged<object>): Draft {
  const {span, connections, count} = group;
  const {certainty, missing = null, points, since = group.since, evidence, alternatives} = judged;
  const facts = {connections: count, clients: span.clients, servers: span.servers, ...judged.facts};
  const names = points.map(id => context.points[id]!.name);
  const about: About = {certainty, missing, since, points: names, epoch: context.epoch};
  const rest = group.isRest ? `; all that is beyond the first ${rule.most} findings of this kind together` : "";
  return {
    ...{detector: rule.name, certainty, missing, points, conversations: connections, since, facts},
    sentence: rule.words(facts, about) + rest,
    ...{evidence, alternatives},
    displayFilter: span.displayFilter(),
    example: judged.example ?? group.first,
    leads: rule.leads,
  };
}

/** What is told of no connection; a note, of which no verdict or cause is made, unless listings tell it. */
function besideDraft(context: Context, rule: AnyRule, told: Beside<object>): Draft {
  const {missing = null, points, since, evidence, alternatives, filter, listed} = told;
  const certainty = listed?.certainty ?? "note";
  const facts = {connections: 0, ...told.facts};
  const about: About = {
    ...{certainty, missing, since, epoch: context.epoch},
    points: points.map(id => context.points[id]!.name),
  };
  return {
    ...{detector: rule.name, certainty, missing, points, conversations: [], since, facts},
    sentence: rule.words(facts, about),
    ...{evidence, alternatives, displayFilter: filter, example: none},
    ...(listed === undefined ? {} : {hosts: listed.hosts}),
    leads: listed === undefined ? null : rule.leads,
  };
}
