import type {Analysis} from "../judge/analysis.ts";
import {counted, grouped} from "../words.ts";
import type {ComparedPair, Comparison, PairStatus, StaleConnection} from "./comparison.ts";
import type {CounterChange} from "./counters.ts";

/** What the result is made from. */
export interface ResultInput {
  readonly before: Analysis;
  readonly after: Analysis;
  readonly pairs: readonly ComparedPair[];
  readonly stale: readonly StaleConnection[];
  readonly counters: readonly CounterChange[];
  /** There were more pairs than were compared. */
  readonly overflowed: boolean;
}

/** What a comparison says, before its parts are put together. */
type Told = Pick<Comparison, "result" | "head" | "clauses" | "isQuestion">;

/** Returns the result, and the one sentence that every report repeats. */
export function judgeComparison(input: ResultInput): Told & Pick<Comparison, "sentence"> {
  const told = tell(input);
  return {...told, sentence: (told.head === null ? "" : `${told.head}: `) + told.clauses.join("; ")};
}

const says = (result: Comparison["result"], head: string | null, ...clauses: readonly string[]): Told => ({
  ...{result, head, clauses},
  isQuestion: false,
});
const cannotTell = (...clauses: readonly string[]): Told =>
  says("inconclusive", "Whether it is fixed cannot be told", ...clauses);

function tell(input: ResultInput): Told {
  const {pairs} = input;
  const unusable = unusableOf(input);
  if (unusable !== null) return unusable;
  const broken = pairs.filter(pair => pair.before.broken > 0);
  const of = (status: PairStatus) => broken.filter(pair => pair.status === status);
  const [fixed, partly, not] = [of("fixed"), of("partly"), of("not-fixed")];
  const since = pairs.filter(pair => pair.status === "broken-since");
  const clauses = clausesOf(input, since.length);
  const told = fixed.length + partly.length + not.length;
  if (told === 0) {
    const seen = of("untested").length > 0;
    const why = seen
      ? [
          "of what was broken before, the capture after has no new connection, none long enough, or too few",
          "open some while capturing, for 30 s",
        ]
      : [
          "nothing of what was broken before is in the capture after",
          "capture the same clients and servers at the same place",
        ];
    return cannotTell(...why, ...clauses);
  }
  const sum = (count: (after: ComparedPair["after"]) => number) =>
    [...fixed, ...partly, ...not].reduce((total, {after}) => total + count(after), 0);
  const working = sum(after => after.working);
  const detouring = sum(after => after.detouring);
  const begun = working + detouring + sum(after => after.failing);
  if (not.length === told) return says("not-fixed", "Not fixed", notFixed(begun, not), ...clauses);
  const ofBroken = `of the ${told === 1 ? "pair" : counted(told, "pair")} broken before`;
  if (fixed.length === told && since.length === 0) {
    const all =
      working === 1
        ? "the new connection"
        : begun === working
          ? `all ${grouped(working)} new connections`
          : `${grouped(working)} of ${grouped(begun)} new connections`;
    const how = working === 1 ? "completes, and goes" : "complete, and go";
    return says("fixed", "Fixed", `${all} ${ofBroken} ${how} on in both directions`, ...clauses);
  }
  if (partly.length > 0 && working + detouring === begun)
    return says("partly", "Partly fixed", stillAsymmetric(begun, detouring, ` ${ofBroken}`), ...clauses);
  const ofBegun = `${grouped(working)} of ${counted(begun, "new connection")}`;
  const how =
    fixed.length === 0
      ? `${ofBegun} ${ofBroken} work`
      : `${grouped(fixed.length)} ${ofBroken} ${fixed.length === 1 ? "works" : "work"} now, ${ofBegun}`;
  return says("partly", "Partly fixed", how, ...clauses);
}

function stillAsymmetric(begun: number, detouring: number, ofBroken: string): string {
  const all = `${begun === 1 ? "the new connection" : `all ${grouped(begun)} new connections`}${ofBroken}`;
  const works = begun === 1 ? "works" : "work";
  return detouring === begun
    ? `${all} ${works}, still asymmetric`
    : `${all} ${works}, ${grouped(detouring)} of them still asymmetric`;
}

function notFixed(begun: number, pairs: readonly ComparedPair[]): string {
  if (begun === 0)
    return "after, the same connections as before are still tried without success, and no new one is seen";
  const failing = pairs.reduce((sum, pair) => sum + pair.after.failing, 0);
  const asymmetric = pairs.reduce((sum, pair) => sum + pair.after.asymmetric, 0);
  const detouring = pairs.reduce((sum, pair) => sum + pair.after.detouring, 0);
  const stopped = pairs.reduce((sum, pair) => sum + pair.after.stopped, 0);
  const how = [
    ...(asymmetric > 0 ? [`${grouped(asymmetric)} asymmetric`] : []),
    ...(stopped > 0 ? [`${grouped(stopped)} with a handshake and then one direction only`] : []),
    ...(failing > asymmetric + stopped ? [`${grouped(failing - asymmetric - stopped)} without success otherwise`] : []),
  ];
  if (detouring > 0) {
    const rest = failing > 0 ? `, and ${grouped(failing)} fail` : "";
    if (detouring === begun) return stillAsymmetric(begun, detouring, "");
    const about = detouring + failing < begun ? ", about as many as before" : "";
    return `${grouped(detouring)} of ${grouped(begun)} new connections ${detouring === 1 ? "is" : "are"} still asymmetric, though they work${rest}${about}`;
  }
  const none =
    failing < begun
      ? `${grouped(failing)} of ${grouped(begun)} new connections do not work, about as many as before`
      : begun === 1
        ? "the new connection does not work"
        : `none of ${grouped(begun)} new connections works`;
  return `${none}: ${how.join(", ")}`;
}

/** What else is to be said, a clause each. */
function clausesOf({pairs, stale, counters, overflowed}: ResultInput, since: number): string[] {
  const clauses: string[] = [];
  const untested = pairs.filter(pair => pair.status === "untested").length;
  const unseen = pairs.filter(pair => pair.status === "not-seen" && pair.before.broken > 0).length;
  const told = pairs.some(pair => pair.status === "fixed" || pair.status === "partly" || pair.status === "not-fixed");
  if (since > 0)
    clauses.push(`${counted(since, "pair")} not known to be broken before ${since === 1 ? "is" : "are"} broken now`);
  if (stale.length > 0)
    clauses.push(
      `${counted(stale.length, "older connection")} still ${stale.length === 1 ? "runs on the broken path and needs" : "run on the broken path and need"} clearing`,
    );
  if (told && untested > 0) clauses.push(`${counted(untested, "pair")} had too few new connections to tell`);
  if (told && unseen > 0)
    clauses.push(`${counted(unseen, "pair")} broken before ${unseen === 1 ? "is" : "are"} not seen after`);
  const growing = counters.filter(counter => (counter.increase ?? 0) > 0);
  if (growing.length > 0)
    clauses.push(`still growing: ${growing.map(({name, increase}) => `${name} by ${grouped(increase!)}`).join(", ")}`);
  if (overflowed) clauses.push("only the first 100,000 pairs were compared");
  return clauses;
}

/** Why the captures allow no comparison at all; null where they do. */
function unusableOf({before, after, pairs}: ResultInput): Told | null {
  for (const [analysis, when] of [
    [before, "before"],
    [after, "after"],
  ] as const) {
    if (analysis.totals.conversations === 0)
      return cannotTell(`the capture ${when} holds no ${analysis.totals.packets === 0 ? "packets" : "TCP connection"}`);
    if (analysis.verdict.kind === "one-sided-capture")
      return cannotTell(`the capture ${when} sees one direction of every connection`, "check its filter or SPAN");
  }
  const [then, now] = [namesOf(before), namesOf(after)];
  if (then.length > 0 && now.length > 0 && !then.some(name => now.includes(name)))
    return cannotTell(`the captures are of other points, ${then.join(", ")} before and ${now.join(", ")} after`);
  if (pairs.some(pair => pair.before.broken > 0)) return null;
  const asymmetric = pairs.reduce((sum, pair) => sum + pair.after.asymmetric + pair.after.detouring, 0);
  const broken = Math.max(
    asymmetric,
    pairs.reduce((sum, {status, after}) => sum + (status === "broken-since" ? after.failing : 0), 0),
  );
  const what = asymmetric > 0 ? (broken === 1 ? "is" : "are") : broken === 1 ? "fails" : "fail";
  const asked =
    broken > 0
      ? [
          `Nothing was asymmetric before, but ${counted(broken, "new connection")} ${what} after`,
          "are the captures the wrong way round?",
        ]
      : [
          "Nothing was asymmetric before, so that there was nothing to fix, and nothing is after",
          "was the fault captured?",
        ];
  return {...says("inconclusive", null, ...asked), isQuestion: true};
}

/** The points that the user has named as those of a device: where all are, they are the same before and after or do not compare. */
function namesOf({points}: Analysis): string[] {
  return points.every(({device}) => device !== null) ? points.map(({name}) => name).slice(0, 4) : [];
}
