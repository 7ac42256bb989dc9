import type {Cursor} from "../flow/cursor.ts";
import type {Way} from "../flow/way.ts";
import type {Alternative, Evidence, Finding, FindingCertainty, Outcome} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import type {Subject} from "../judge/hosts.ts";
import type {Epoch, Time} from "../time/time.ts";
import {counted, grouped} from "../words.ts";
import type {Group, Groups} from "./groups.ts";

/** A finding without the number that it gets in the report, and the filters that are made for each capture. */
export type Draft = Omit<Finding, "id" | "displayFilters">;

/** What every finding tells of its connections. */
export interface CommonFacts {
  readonly connections: number;
  /** The client, or the network of several: `10.1.0.3`, `10.1.0.0/24`. */
  readonly clients: string;
  /** The server, or the network of several. */
  readonly servers: string;
}

/** What words may call on beside the facts. */
export interface About extends Pick<Finding, "certainty" | "missing" | "since"> {
  /** Names of the finding's points, in their order. */
  readonly points: readonly string[];
  readonly epoch: Epoch;
}

/** What a headline may call on: the verdict as a whole. */
export interface Verdictwise extends About {
  /** Whether hardly any connection of the networks and services that are hit is spared, and all lack the direction that is named. */
  readonly isWhole: boolean;
  /** Of all connections those that lack requests, and replies, at the finding's points, in per cent: 1 at least where there is one. */
  readonly shares: Readonly<Record<Way, number>>;
  /** How many connections the verdict is about, of whatever finding. */
  readonly concerned: number;
}

/** What a rule tells of one group. The engine writes words, display filter and flags from it. */
export interface Judged<Facts extends object> {
  readonly certainty: FindingCertainty;
  /** The direction that is missing; null if not given. */
  readonly missing?: Way | null;
  /** Ids of the capture points where it holds. */
  readonly points: readonly number[];
  readonly facts: Facts;
  readonly evidence: readonly Evidence[];
  readonly alternatives: readonly Alternative[];
  /** When it showed; else when the first of the connections began. */
  readonly since?: Time;
  /** The connection that shows it best; else the first. */
  readonly example?: number;
  /** Returns which direction a connection is flagged to lack, where that is not `missing` for all. */
  lacks?(id: number): Way | null;
  /** The rule by whose name and words it is told, see {@link toldAs}. */
  readonly as?: AnyRule;
}

/**
 * What a rule tells of packets that belong to no connection: of pings, of errors, of what a device says. A note, unless it is told of
 * sessions that devices list.
 */
export interface Beside<Facts extends object> {
  /** Of listings alone: how sure it is, and the hosts that it is about. */
  readonly listed?: {readonly certainty: "suspected" | "note"; readonly hosts: Subject};
  readonly missing?: Way | null;
  readonly points: readonly number[];
  readonly facts: Facts & Pick<CommonFacts, "clients" | "servers"> & Partial<CommonFacts>;
  readonly since: Time;
  readonly filter: string;
  readonly evidence: readonly Evidence[];
  readonly alternatives: readonly Alternative[];
}

/** One run of a rule over the connections of a capture. */
export interface Inspection<Mark extends object, Facts extends object> {
  /** Whether it asks for connections of this outcome, seen by one flow or by several; for all if it does not say. */
  asksFor?(outcome: Outcome, isSeveral: boolean): boolean;
  /** Called for each connection that it asks for, in order of their begin; ordinary ones are left out. Adds to groups what it shows. */
  see?(cursor: Cursor, groups: Groups<Mark>): void;
  /** Called when all were seen: returns the groups to judge where these are not all as they are, joined or made anew. */
  settle?(groups: Groups<Mark>): Iterable<Group<Mark>>;
  /** Returns what is to be told of a group, or null; `all` are those that it made while seeing. */
  judge?(group: Group<Mark>, all: Groups<Mark>): Judged<Facts> | null;
  /** Returns what is to be told of packets that belong to no connection, when all groups are judged. */
  beside?(): Iterable<Beside<Facts>>;
}

/**
 * A rule: one file beside this one, and one entry in the list of index.ts. `Mark` is what it keeps of a group while it looks,
 * `Facts` what its findings tell: plain data that goes into JSON as it is.
 */
export interface Rule<Facts extends object, Mark extends object = object> {
  readonly name: string;
  /** The question that it answers. */
  readonly question: string;
  /** What it reads of the flow record, as the table of docs/evidence.md has it. */
  readonly reads: readonly string[];
  /** Its rank among findings of one certainty when the verdict picks the one to be about: the lowest; null: no verdict is about it. */
  readonly leads: number | null;
  /** Rules that must stand before it in the list, as it asks what they have found of a connection. */
  readonly after?: readonly string[];
  /** Whether it must have judged all connections before the others see the first, as it explains what they would find. */
  readonly explainsAll?: boolean;
  /** Whether it shows that packets take another way: rules and sessions of a device do not change that. */
  readonly isRouting?: boolean;
  /** Whether it shows besides that both directions arrive at the other end. */
  readonly arrives?: boolean;
  /** Whether each of its findings is about one pair of networks; the others' are about capture points. */
  readonly byPair?: boolean;
  /** Findings that are told apart: what is beyond shares a last one, which says so. */
  readonly most: number;
  start(context: Context): Inspection<Mark, Facts> | null;
  /** Returns the sentence, without a full stop. */
  words(facts: Facts & CommonFacts, about: About): string;
  /**
   * Returns the first clause of a verdict about it, some sixty characters, or the first and those that belong to it; without it the verdict
   * begins with the finding's sentence.
   */
  headline?(facts: Facts & CommonFacts, verdict: Verdictwise): string | readonly string[];
}

/** Any rule, whatever its findings tell. */
// biome-ignore lint/suspicious/noExplicitAny: facts and marks go back to the rule that they are of, and nowhere else.
export type AnyRule = Rule<any, any>;

/** Returns the rule as it is: so that its mark and its facts need not be named twice. */
export const rule = <Facts extends object, Mark extends object>(one: Rule<Facts, Mark>): Rule<Facts, Mark> => one;

/** Returns what a rule tells by the name and in the words of another, which would say the same of other packets; so the facts are that one's. */
// biome-ignore lint/suspicious/noExplicitAny: the facts of the other rule take the place of its own.
export const toldAs = <Facts extends object>(as: Rule<Facts, any>, judged: Judged<Facts>): Judged<any> => ({
  ...judged,
  as,
});

/** Whether a finding is one of a rule: then its facts are those of the rule. */
export const isOf = <Facts extends object>(
  finding: Finding | null,
  {name}: Rule<Facts, never> | Rule<Facts>,
): finding is Finding<Facts & CommonFacts> => finding !== null && finding.detector === name;

/** What the findings of a rule tell, where only the type of the rule is at hand: reports draw without the code that judges. */
export type FactsOf<Known> = Known extends Rule<infer Facts, never> | Rule<infer Facts> ? Facts & CommonFacts : never;

/** {@link isOf} by the rule's name. */
export const isNamed = <Known>(finding: Finding | null, name: string): finding is Finding<FactsOf<Known> & object> =>
  finding?.detector === name;

/** Returns how many of the connections concerned a headline is about, where it is not about all: ` for 6 of 10 conversations`. */
export const ofConcerned = (connections: number, {concerned}: Verdictwise): string =>
  connections < concerned ? ` for ${grouped(connections)} of ${counted(concerned, "connection")}` : "";
