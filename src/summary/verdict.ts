import type {StatementKind} from "../capture/statement.ts";
import type {Finding, Group, Missing, Outcome} from "../judge/analysis.ts";
import type {Vain} from "../judge/vain.ts";
import type {Verdict, VerdictKind} from "../judge/verdict.ts";
import {deviceDrops} from "../rules/device-drops.ts";
import {deviceLog} from "../rules/device-log.ts";
import {claim} from "../rules/device-says.ts";
import {ruleOf} from "../rules/index.ts";
import {interfaceMismatch} from "../rules/interface-mismatch.ts";
import {listedSession} from "../rules/listed-session.ts";
import {isOf} from "../rules/rule.ts";
import {inVainClauses, type Told} from "../rules/some-clients.ts";
import type {Epoch} from "../time/time.ts";
import {counted, grouped} from "../words.ts";

/** What the kind of verdict is told by. */
export interface VerdictGrounds {
  readonly findings: readonly Finding[];
  readonly byOutcome: Readonly<Record<Outcome, number>>;
  readonly conversations: number;
  /** Of all, those whose packets a device drops, although they got through their handshake or began earlier. */
  readonly stopped: number;
  /** Of all, those whose SYNs, or SYN-ACKs, a device drops. */
  readonly ended: number;
  /** Of all, those that stop in their middle, by what was seen of them. */
  readonly died: number;
  /** Handshakes were seen, and nothing after any of them: a filter for SYNs. */
  readonly handshakesOnly: boolean;
  /** Attempts that come to nothing, and nothing shows why. */
  readonly vain: Vain;
  /** Packets whose headers the snapshot length cut off. */
  readonly cut: number;
  /** Lines of texts that tell of packets in words that no reader understands. */
  readonly untold: number;
}

/** What the verdict is made from. */
export interface VerdictInput extends VerdictGrounds {
  readonly groups: readonly Group[];
  /** Connections that are asymmetric, as surely as the verdict says. */
  readonly concerned: number;
  /** Of those, how many fail, and how many work. */
  readonly failing: number;
  readonly working: number;
  readonly epoch: Epoch;
  /** The finding that some clients always ask in vain while others do not, where no more is known. */
  readonly inVain: Finding<Told> | null;
  /** What is said where there is no connection, clause by clause. */
  readonly empty: readonly string[];
  /** Capture points that saw packets. */
  readonly points: readonly number[];
  pointName(id: number): string;
}

/** A group is wholly one-way if hardly any of its connections is not. */
const wholly = 0.95;

/** Returns the kind of verdict: the surest statement wins. */
export function verdictKind(grounds: VerdictGrounds): VerdictKind {
  const {findings, conversations, byOutcome, handshakesOnly, vain, ended, cut, untold} = grounds;
  const asymmetric = findings.filter(finding => finding.certainty !== "note");
  if (asymmetric.some(finding => finding.certainty === "proven")) return "proven";
  if (asymmetric.some(finding => finding.detector === "one-sided-capture")) return "one-sided-capture";
  if (asymmetric.length > 0) return "suspected";
  if (conversations === 0)
    return cut + untold > 0 || findings.some(one => isOf(one, listedSession)) ? "inconclusive" : "nothing";
  const {edge, unanswered, unasked} = byOutcome;
  // What is refused or rejected is answered, and so is what stops in its handshake; a device that drops it is a reason.
  const noneIsSeen = ended === 0 && edge + unanswered + unasked === conversations;
  return noneIsSeen || handshakesOnly || vain.isMost ? "inconclusive" : "symmetric";
}

/** Returns the verdict, with the one sentence that every report repeats. */
export function verdict(kind: VerdictKind, leading: Finding | null, input: VerdictInput): Verdict {
  const {concerned: affected, failing, working, conversations: of} = input;
  const clauses = clausesOf(kind, leading, input);
  return {
    kind,
    failing: failingOf(kind, input),
    sentence: clauses.join("; "),
    clauses,
    counts: leading === null ? {affected: 0, failing: 0, working: 0, of} : {affected, failing, working, of},
    unexplained: leading === null ? unexplained(input) : 0,
  };
}

/** Returns how many connections fail while nothing shows why: not those that a device drops, a scan's, refused or rejected ones. */
function unexplained({vain, died, byOutcome}: VerdictInput): number {
  return vain.connections + died + byOutcome.unasked;
}

function failingOf(kind: VerdictKind, {vain, failing, working}: VerdictInput): boolean | null {
  switch (kind) {
    case "nothing":
      return null;
    case "inconclusive":
      return vain.isMost ? true : null;
    case "symmetric":
      return false;
    default:
      return failing > 0 ? true : working > 0 ? false : null;
  }
}

function clausesOf(kind: VerdictKind, leading: Finding | null, input: VerdictInput): readonly string[] {
  switch (kind) {
    case "nothing":
      return input.empty;
    case "inconclusive":
      return inconclusive(input);
    case "symmetric":
      return symmetric(input);
    default:
      return asymmetric(leading!, input);
  }
}

function inconclusive(input: VerdictInput): string[] {
  const {conversations, cut, untold, vain, handshakesOnly, findings, byOutcome} = input;
  const listed = findings.find(one => isOf(one, listedSession));
  if (listed !== undefined && cut + untold === 0)
    return [listed.sentence, "no packet is given: a capture tells what a listing leaves out"];
  if (vain.isMost)
    return [
      inVainText(vain),
      vain.areHeard
        ? "no SYN is sent again, as clients without an answer do: it may reach them by another path"
        : "a dead server and replies by another path look the same from this point",
    ];
  const said = conversations === 0 && cut === 0 ? findings.find(one => isOf(one, deviceLog)) : undefined;
  if (said !== undefined) return [said.sentence, "what it says is all that is told of these packets"];
  if (conversations > 0 && !handshakesOnly && byOutcome.edge < conversations)
    return [`No connection is seen in both directions: ${failed(byOutcome)}`, "nothing shows what the route does"];
  const why =
    conversations === 0 && cut === 0
      ? `${counted(untold, "line")} ${untold === 1 ? "tells" : "tell"} of packets without what TCP is judged by: addresses as numbers, ports and flags (tcpdump -n, without -q)`
      : conversations === 0
        ? `${counted(cut, "packet")} ${cut === 1 ? "is" : "are"} cut off before ${cut === 1 ? "its TCP header ends" : "their TCP headers end"}: capture 128 bytes of each or more (tcpdump -s 128)`
        : handshakesOnly
          ? "they hold handshakes and nothing after any: capture without a filter for flags"
          : "every connection is cut off by their start or end: capture longer, both directions";
  return ["The captures do not suffice to judge", why];
}

function inVainText({connections, stalled, attempts}: Vain): string {
  const many = `${grouped(connections)} of ${counted(attempts, "attempt")}`;
  if (stalled === connections) return `${many} ${connections === 1 ? "does" : "do"} not get past the handshake here`;
  if (stalled > 0) return `${many} got no answer here, or did not get past the handshake`;
  return attempts === 1 ? "The only attempt got no answer here" : `${many} got no answer here`;
}

/** Outcomes of connections that fail, none of which is an asymmetry. */
const failures = ["unanswered", "refused", "rejected", "stalled", "unasked"] as const;
const failureWords: Readonly<Record<(typeof failures)[number], string>> = {
  unanswered: "unanswered",
  refused: "refused",
  rejected: "rejected",
  stalled: "stalled in the handshake",
  unasked: "answered unasked",
};

/** `2 unanswered, 1 refused`. */
const failed = (byOutcome: VerdictInput["byOutcome"]): string =>
  failures
    .filter(one => byOutcome[one] > 0)
    .map(one => `${grouped(byOutcome[one])} ${failureWords[one]}`)
    .join(", ");

function symmetric(input: VerdictInput): string[] {
  const {byOutcome, stopped, died, ended, conversations} = input;
  const {edge} = byOutcome;
  const cut =
    edge === 0
      ? []
      : [`${counted(edge, "connection")} ${edge === 1 ? "is" : "are"} cut off by the capture's edges and not judged`];
  const oneWay = byOutcome["one-way"];
  const unexplained =
    oneWay === 0 ? [] : [`of ${counted(oneWay, "connection")} one direction only was seen, which the notes explain`];
  const failing = failures.reduce((sum, outcome) => sum + byOutcome[outcome], stopped + died);
  const words = [
    ...[failed(byOutcome)].filter(one => one !== ""),
    ...(died > 0 ? [`${grouped(died)} stopped in ${died === 1 ? "its" : "their"} middle`] : []),
    ...(stopped > 0 ? [`${grouped(stopped)} dropped by a device`] : []),
  ].join(", ");
  const all = `${grouped(failing)} of ${counted(conversations, "connection")} fail in all: ${words}`;
  const {inVain} = input;
  if (inVain !== null)
    return [...inVainClauses(inVain.facts), ...(failing > inVain.facts.connections ? [all] : []), ...cut];
  if (ended > 0)
    return [...endedClauses(input), "nothing is one-way", ...(failing > ended ? [all] : []), ...unexplained, ...cut];
  const others =
    failing === 0
      ? []
      : [
          `${grouped(failing)} of ${counted(conversations, "connection")} ${failing === 1 ? "fails" : "fail"} for other reasons: ${words}`,
        ];
  if (oneWay > 0) return ["Nothing is shown to be asymmetric", ...unexplained, ...others, ...cut];
  return [bothSeen(input), ...others, ...cut];
}

/** `fw/inside sees both directions of all 12 established connections`. */
function bothSeen({byOutcome, points, conversations, pointName}: VerdictInput): string {
  const established = byOutcome.complete + byOutcome.joined + byOutcome.split;
  if (established === 0) return "Nothing is one-way";
  const all = established === 1 ? "the only" : `all ${grouped(established)}`;
  const which = `${all} ${conversations === established ? "" : "established "}connection${established === 1 ? "" : "s"}`;
  return points.length === 1
    ? `${pointName(points[0]!)} sees both directions of ${which}`
    : `Both directions of ${which} are seen`;
}

/** What the device itself drops, by its own word or by what its interfaces show. */
const endedClauses = (input: VerdictInput): string[] =>
  input.findings
    .filter(
      one =>
        isOf(one, deviceDrops) ||
        (isOf(one, deviceLog) && one.conversations.length > 0 && refusals.has(one.facts.kind)),
    )
    .slice(0, 1)
    .flatMap(one => headline(one, input));

const refusals: ReadonlySet<StatementKind> = new Set(["denied", "dropped"]);

const asymmetric = (finding: Finding, input: VerdictInput): string[] => [
  ...headline(finding, input),
  ...statedOf(finding, input),
  ...fates(input),
];

/** What the device itself says of the connections of a finding that is proven by more than its word. */
function statedOf(finding: Finding, {findings, pointName}: VerdictInput): string[] {
  if (!isOf(finding, interfaceMismatch)) return [];
  for (const one of findings)
    if (
      isOf(one, deviceLog) &&
      one.certainty === "proven" &&
      one.conversations.some(id => finding.conversations.includes(id))
    )
      return [claim(one.facts, pointName(one.points[0]!), "the")];
  return [];
}

/** How many of the connections concerned fail, and how many work; nothing where that can be told of none. */
function fates({concerned, failing, working}: VerdictInput): string[] {
  const which = concerned === 1 ? "the affected connection" : `the ${grouped(concerned)} affected connections`;
  const fail = (count: number) => (count === 1 ? "fails" : "fail");
  const work = (count: number) => (count === 1 ? "works" : "work");
  const still = (count: number) => `still ${work(count)}`;
  if (failing > 0 && working > 0)
    return [`${grouped(failing)} of ${which} ${fail(failing)}, ${grouped(working)} ${work(working)}`];
  if (failing > 0)
    return [failing < concerned ? `${grouped(failing)} of ${which} ${fail(failing)}` : `${which} ${fail(concerned)}`];
  if (working === 0) return [];
  return [working < concerned ? `${grouped(working)} of ${which} ${still(working)}` : `${which} ${still(concerned)}`];
}

/** Returns what a finding's rule says first of a verdict about it; in its own words where it has none for that. */
function headline(finding: Finding, input: VerdictInput): readonly string[] {
  const rule = ruleOf(finding);
  if (rule?.headline === undefined) return [finding.sentence];
  const {certainty, missing, since, facts} = finding;
  const touched = input.groups.filter(group => group.oneWay > 0);
  const oneWay = touched.reduce((sum, group) => sum + group.oneWay, 0);
  const all = touched.reduce((sum, group) => sum + group.conversations, 0);
  const {concerned, conversations} = input;
  const lacking = {requests: lackingAt(finding, input, "requests"), replies: lackingAt(finding, input, "replies")};
  const percent = (count: number) => (count === 0 ? 0 : Math.max(1, Math.round((100 * count) / conversations)));
  const said = rule.headline(facts, {
    ...{certainty, missing, since, concerned},
    points: finding.points.map(id => input.pointName(id)),
    epoch: input.epoch,
    isWhole: oneWay >= wholly * all && (missing === null || lacking[missing] >= wholly * concerned),
    shares: {requests: percent(lacking.requests), replies: percent(lacking.replies)},
  });
  return typeof said === "string" ? [said] : said;
}

/** Returns how many connections lack a direction at the points of a finding, as surely as it says. */
function lackingAt({certainty, points}: Finding, {findings}: VerdictInput, missing: Missing): number {
  const same = findings.filter(
    one => one.certainty === certainty && one.missing === missing && one.points.join() === points.join(),
  );
  return new Set(same.flatMap(one => one.conversations)).size;
}
