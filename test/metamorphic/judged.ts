import {analyze} from "../../src/analyze.ts";
import {endpointText} from "../../src/flow/address.ts";
import type {Analysis, FindingCertainty, Missing, Outcome} from "../../src/judge/analysis.ts";
import type {VerdictKind} from "../../src/judge/verdict.ts";
import {timestamp} from "../../src/time/time.ts";
import {argumentsOf, type CaptureSet} from "./capture-set.ts";

/** What is judged of a set, in words that do not depend on how its files and points are numbered. */
export interface Judged {
  readonly verdict: {readonly kind: VerdictKind; readonly failing: boolean | null; readonly sentence: string};
  readonly findings: readonly JudgedFinding[];
  /** By name: `10.1.0.3:51156 > 10.2.0.4:5000`, with `#2` where the ports were used again. */
  readonly conversations: ReadonlyMap<string, JudgedConnection>;
  /** As they rank. */
  readonly causes: readonly string[];
}

export interface JudgedFinding {
  readonly detector: string;
  readonly certainty: FindingCertainty;
  readonly missing: Missing | null;
  readonly points: readonly string[];
  /** Names, sorted. */
  readonly conversations: readonly string[];
  /** RFC 3339, in UTC. */
  readonly since: string;
  readonly sentence: string;
}

export interface JudgedConnection {
  readonly outcome: Outcome;
  readonly missing: Missing | null;
  readonly certainty: "proven" | "suspected" | null;
  readonly failing: boolean | null;
  readonly clientBy: string;
  readonly client: string;
  readonly server: string;
  /** Its ends at each point that saw it: behind a translation they are others. */
  readonly flows: readonly {readonly client: string; readonly server: string}[];
  /** Detectors of the findings that concern it and are no notes. */
  readonly accusedBy: readonly string[];
}

export async function judge(set: CaptureSet): Promise<Judged> {
  return summaryOf(await analyze(argumentsOf(set), set.options));
}

function summaryOf(analysis: Analysis): Judged {
  const {epoch} = analysis;
  const pointName = (id: number) => analysis.points.find(point => point.id === id)?.name ?? `${id}`;
  const names: string[] = [];
  const conversations = new Map<string, JudgedConnection>();
  for (let id = 0; id < analysis.totals.conversations; id++) {
    const one = analysis.connection(id);
    const [client, server] = [endpointText(one.client), endpointText(one.server)];
    let name = `${client} > ${server}`;
    for (let n = 2; conversations.has(name); n++) name = `${client} > ${server}#${n}`;
    names.push(name);
    const {outcome, missing, certainty, failing, clientBy} = one;
    const flows = one.flows.map(flow => ({client: endpointText(flow.client), server: endpointText(flow.server)}));
    const accusedBy = one.findings
      .map(finding => analysis.findings[finding]!)
      .filter(finding => finding.certainty !== "note")
      .map(finding => finding.detector);
    conversations.set(name, {outcome, missing, certainty, failing, clientBy, client, server, flows, accusedBy});
  }
  const findings = analysis.findings.map(finding => ({
    detector: finding.detector,
    certainty: finding.certainty,
    missing: finding.missing,
    points: finding.points.map(pointName),
    conversations: finding.conversations.map(id => names[id]!).sort(),
    since: timestamp(finding.since, epoch),
    sentence: finding.sentence,
  }));
  const {kind, failing, sentence} = analysis.verdict;
  return {verdict: {kind, failing, sentence}, findings, conversations, causes: analysis.causes.map(one => one.cause)};
}

/** How much a verdict accuses the network: that the capture sees one direction only is a doubt about the capture. */
const strengths: Record<VerdictKind, number> = {
  nothing: 0,
  inconclusive: 0,
  symmetric: 0,
  "one-sided-capture": 1,
  suspected: 2,
  proven: 3,
};
export const strengthOf = ({verdict}: Judged): number => strengths[verdict.kind];

const certainties = {note: 0, suspected: 1, proven: 2} as const;
export const rankOf = (certainty: FindingCertainty | null): number => (certainty === null ? 0 : certainties[certainty]);

/** `suspected (No replies seen at fw …)`. */
export const told = ({verdict}: Judged): string => `${verdict.kind} (${verdict.sentence})`;

/** Says how one is stronger than the other, in verdict or of any connection of both; null if it is not. */
export function stronger(than: Judged, one: Judged): string | null {
  if (strengthOf(one) > strengthOf(than)) return `the verdict is ${told(one)}, it was ${told(than)}`;
  for (const [name, {certainty}] of one.conversations) {
    const before = than.conversations.get(name);
    if (before !== undefined && rankOf(certainty) > rankOf(before.certainty))
      return `${name} is ${certainty}, it was ${before.certainty ?? "not accused"}`;
  }
  return null;
}

/** Says how one is proven where the other is not: the verdict, or a connection of both; null if it is not. */
export function provenBeyond(than: Judged, one: Judged): string | null {
  if (one.verdict.kind === "proven" && than.verdict.kind !== "proven")
    return `the verdict is ${told(one)}, it was ${told(than)}`;
  for (const [name, {certainty}] of one.conversations) {
    const before = than.conversations.get(name);
    if (certainty === "proven" && before !== undefined && before.certainty !== "proven")
      return `${name} is proven, it was ${before.certainty ?? `not accused (${before.outcome})`}`;
  }
  return null;
}

/** How two judgements may differ all the same. */
export interface Leeway {
  /** What a name, or a sentence, of the first is called in the second. */
  readonly name?: (text: string) => string;
  /** Seconds between two times that are taken for the same. */
  readonly slack?: number;
}

/** What two judgements tell differently, a line each. */
export function differences(one: Judged, two: Judged, {name = text => text, slack = 0}: Leeway = {}): string[] {
  const lines: string[] = [];
  const differ = (what: string, a: unknown, b: unknown) => {
    const [before, after] = [JSON.stringify(a), JSON.stringify(b)];
    if (before !== after) lines.push(`${what}: ${before} became ${after}`);
  };
  differ("verdict", one.verdict.kind, two.verdict.kind);
  differ("failing", one.verdict.failing, two.verdict.failing);
  differ("sentence", name(one.verdict.sentence), two.verdict.sentence);
  differ("causes", one.causes, two.causes);
  differ("findings", one.findings.map(said).sort(), two.findings.map(said).sort());
  const left = [...two.findings];
  for (const finding of one.findings) {
    const what = said(finding);
    const names = finding.conversations.map(name).sort();
    const points = String(finding.points.map(name));
    const alike = left.filter(other => said(other) === what && String(other.conversations) === String(names));
    const other = alike.find(like => String(like.points) === points) ?? alike[0];
    if (other === undefined) {
      lines.push(`${what}, of ${names.length} connections (${name(finding.sentence)}): is not there`);
      continue;
    }
    left.splice(left.indexOf(other), 1);
    differ(`${what}, points`, finding.points.map(name), other.points);
    differ(`${what}, missing`, finding.missing, other.missing);
    if (apart(name(finding.since), other.since) > slack) differ(`${what}, since`, name(finding.since), other.since);
    differ(`${what}, sentence`, name(finding.sentence), other.sentence);
  }
  for (const [of, connection] of one.conversations) {
    const other = two.conversations.get(name(of));
    if (other === undefined) lines.push(`${name(of)}: is not there`);
    else differ(name(of), fateOf(connection), fateOf(other));
  }
  if (one.conversations.size !== two.conversations.size)
    lines.push(`${one.conversations.size} connections became ${two.conversations.size}`);
  return lines;
}

const said = ({certainty, detector}: JudgedFinding) => `${certainty} ${detector}`;
const fateOf = ({outcome, missing, certainty, failing}: JudgedConnection) => ({outcome, missing, certainty, failing});

/** Seconds between two times of RFC 3339 with nine decimals. */
function apart(one: string, two: string): number {
  const fraction = (text: string) => Number(text.slice(19, 29));
  return Math.abs(
    (Date.parse(`${one.slice(0, 19)}Z`) - Date.parse(`${two.slice(0, 19)}Z`)) / 1000 + fraction(one) - fraction(two),
  );
}
