import type {Finding, Group, Missing, Outcome, Verdict, VerdictKind} from "../judge/analysis.ts";
import {inVainText, type Told} from "../rules/some-clients.ts";
import {clock, type Epoch} from "../time/time.ts";
import {counted, grouped} from "../words.ts";

/** What the verdict is made from. */
export interface VerdictInput {
  readonly findings: readonly Finding[];
  readonly groups: readonly Group[];
  readonly byOutcome: Readonly<Record<Outcome, number>>;
  readonly conversations: number;
  /** Conversations that are asymmetric, as surely as the verdict says. */
  readonly concerned: number;
  /** Of those, how many fail, and how many work. */
  readonly failing: number;
  readonly working: number;
  /** Of all, those whose packets a device drops, although they got through their handshake or began earlier. */
  readonly stopped: number;
  readonly epoch: Epoch;
  /** Handshakes were seen, and nothing after any of them: a filter for SYNs. */
  readonly handshakesOnly: boolean;
  /** The finding that some clients always ask in vain while others do not, where no more is known. */
  readonly inVain: Finding<Told> | null;
  /** Packets whose headers the snapshot length cut off. */
  readonly cut: number;
  /** What is said where there is no conversation. */
  readonly empty: string;
  pointName(id: number): string;
}

/** A group is wholly one-way if hardly any of its conversations is not. */
const wholly = 0.95;

/** Findings of one certainty, the one that explains most first; those of other detectors come last. */
const detectorsByWeight = [
  "wrong-source",
  "stage-drop",
  "path-flapping",
  "split-path",
  "interface-mismatch",
  "device-log",
  "hidden-replies",
  "hidden-requests",
  "path-change",
  "icmp-ok-tcp-fails",
  "udp-ok-tcp-fails",
  "intermittent",
  "some-clients",
  "unanswered",
  "unasked",
];

/** Those whose findings say that a direction is not seen at a point. */
const oneWayDetectors = ["hidden-replies", "hidden-requests", "path-change", "unanswered", "unasked"];

/** Returns the kind of verdict: the surest statement wins. */
export function verdictKind(
  findings: readonly Finding[],
  conversations: number,
  byOutcome: VerdictInput["byOutcome"],
  handshakesOnly: boolean,
  cut: number,
): VerdictKind {
  const asymmetric = findings.filter(finding => finding.certainty !== "note");
  if (asymmetric.some(finding => finding.certainty === "proven")) return "proven";
  if (asymmetric.some(finding => finding.detector === "one-sided-capture")) return "one-sided-capture";
  if (asymmetric.length > 0) return "suspected";
  if (conversations === 0) return cut > 0 ? "inconclusive" : "nothing";
  return byOutcome.edge === conversations || handshakesOnly ? "inconclusive" : "symmetric";
}

/** Returns the finding that the verdict is about, or null. */
export function leadingFinding(kind: VerdictKind, findings: readonly Finding[]): Finding | null {
  const candidates =
    kind === "one-sided-capture"
      ? findings.filter(finding => finding.detector === "one-sided-capture")
      : findings.filter(finding => finding.certainty === kind);
  const weight = ({detector}: Finding) => {
    const known = detectorsByWeight.indexOf(detector);
    return known < 0 ? detectorsByWeight.length : known;
  };
  return (
    candidates.toSorted((a, b) => weight(a) - weight(b) || b.conversations.length - a.conversations.length)[0] ?? null
  );
}

/** Returns the verdict, with the one sentence that every report repeats. */
export function verdict(kind: VerdictKind, leading: Finding | null, input: VerdictInput): Verdict {
  switch (kind) {
    case "nothing":
      return {kind, failing: null, sentence: input.empty};
    case "inconclusive":
      return {
        kind,
        failing: null,
        sentence:
          input.conversations === 0
            ? `The captures do not suffice to judge; ${counted(input.cut, "packet")} ${input.cut === 1 ? "is" : "are"} cut off before ${input.cut === 1 ? "its TCP header ends" : "their TCP headers end"}: capture 128 bytes of each or more (tcpdump -s 128)`
            : input.handshakesOnly
              ? "The captures do not suffice to judge; they hold handshakes and nothing after any: capture without a filter for flags"
              : "The captures do not suffice to judge; every conversation is cut off by their start or end: capture longer, both directions",
      };
    case "symmetric":
      return {kind, failing: false, sentence: symmetric(input)};
    default: {
      const failing = input.failing > 0 ? true : input.working > 0 ? false : null;
      return {kind, failing, sentence: asymmetric(kind, leading!, input)};
    }
  }
}

function symmetric(input: VerdictInput): string {
  const {byOutcome, stopped} = input;
  const others = (["unanswered", "refused", "rejected", "stalled", "unasked"] as const).filter(
    outcome => byOutcome[outcome] > 0,
  );
  const {edge} = byOutcome;
  const cut =
    edge === 0
      ? ""
      : `; ${counted(edge, "conversation")} ${edge === 1 ? "is" : "are"} cut off by the capture's edges and not judged`;
  const oneWay = byOutcome["one-way"];
  const unexplained =
    oneWay === 0 ? "" : `; of ${counted(oneWay, "conversation")} one direction only was seen, which the notes explain`;
  if (others.length === 0 && stopped === 0)
    return oneWay > 0
      ? `Nothing is shown to be asymmetric${unexplained}${cut}`
      : `Both directions are seen for every conversation${edge === 0 ? "" : " that can be judged"}${cut}`;
  const count = others.reduce((sum, outcome) => sum + byOutcome[outcome], stopped);
  const words = others.map(outcome => `${grouped(byOutcome[outcome])} ${outcome}`);
  if (stopped > 0) words.push(`${grouped(stopped)} dropped by a device`);
  const {inVain} = input;
  if (inVain !== null) {
    const {facts} = inVain;
    const all = count > facts.connections ? `; ${counted(count, "conversation")} fail in all: ${words.join(", ")}` : "";
    return `${inVainText(facts)}${all}${cut}`;
  }
  const nothing = oneWay > 0 ? `Nothing is shown to be asymmetric${unexplained}` : "Nothing is one-way";
  return `${nothing}; ${counted(count, "conversation")} ${count === 1 ? "fails" : "fail"} otherwise: ${words.join(", ")}${cut}`;
}

function asymmetric(kind: VerdictKind, finding: Finding, input: VerdictInput): string {
  const point = finding.points.length > 0 ? input.pointName(finding.points[0]!) : "the capture";
  return [main(kind, finding, point, input), ...statedOf(finding, input), ...fates(input)].join("; ");
}

/** What the device itself says of the conversations of a finding that is proven by more than its word. */
function statedOf({detector, conversations}: Finding, {findings}: VerdictInput): string[] {
  if (detector !== "interface-mismatch") return [];
  const told = findings.find(
    one =>
      one.detector === "device-log" &&
      one.certainty === "proven" &&
      one.conversations.some(id => conversations.includes(id)),
  );
  return told === undefined ? [] : [headOf(told).replace(/^The /, "the ")];
}

/** How many of the conversations concerned fail, and how many work; nothing where that can be told of none. */
function fates({concerned, failing, working}: VerdictInput): string[] {
  const which = concerned === 1 ? "the conversation concerned" : `the ${grouped(concerned)} conversations concerned`;
  const fail = (count: number) => (count === 1 ? "fails" : "fail");
  const work = (count: number) => (count === 1 ? "works" : "work");
  if (failing > 0 && working > 0)
    return [`of ${which} ${grouped(failing)} ${fail(failing)}, ${grouped(working)} ${work(working)}`];
  if (failing > 0)
    return [failing < concerned ? `of ${which} ${grouped(failing)} ${fail(failing)}` : `${which} ${fail(concerned)}`];
  if (working === 0) return [];
  const allTheSame =
    working < concerned ? `of ${which} ${grouped(working)} ${work(working)}` : `${which} ${work(concerned)}`;
  return [`${allTheSame} all the same`];
}

function main(kind: VerdictKind, finding: Finding, point: string, input: VerdictInput): string {
  if (kind === "one-sided-capture" && finding.evidence.some(one => one.rule === "G0"))
    return `The filter of the capture at ${point} takes one direction only; capture again before looking at the routing`;
  if (kind === "one-sided-capture")
    return `${point} sees one direction of every conversation; check the capture filter or SPAN before the routing`;
  if (finding.detector === "interface-mismatch" || finding.detector === "split-path") {
    // Those of the requests stand first, those of the replies last.
    const [out, back] = [finding.points[0]!, finding.points.at(-1)!].map(id => input.pointName(id));
    return `Requests pass ${out}, replies return by ${back}`;
  }
  if (finding.detector === "stage-drop")
    return `Requests bypass ${point.replace(/\/[^/]*$/, "")}: it drops the replies for want of a session`;
  if (finding.detector === "path-flapping")
    return `${finding.sentence.split(" ")[0]} alternate between ${finding.points.map(id => input.pointName(id)).join(" and ")}`;
  if (finding.detector === "device-log") return headOf(finding);
  if (finding.detector === "wrong-source") return `${finding.sentence.replace(/ at .*$/, "")}`;
  if (finding.detector === "icmp-ok-tcp-fails") return `Ping works while TCP fails at ${point}`;
  if (finding.detector === "udp-ok-tcp-fails") return `UDP is answered while TCP fails at ${point}`;
  if (finding.detector === "intermittent")
    return `Some connections get no reply at ${point} while others of the same clients work`;
  if (!oneWayDetectors.includes(finding.detector)) return finding.sentence.split(/[;:] /)[0]!;
  const what = finding.missing === "requests" ? "Requests" : "Replies";
  const missing: Missing = finding.missing ?? "replies";
  if (finding.detector === "path-change")
    return `${what} leave ${point} in mid-conversation at ${clock(finding.since, input.epoch, 0)}`;
  if (finding.certainty === "proven") {
    const touched = input.groups.filter(group => group.oneWay > 0);
    const oneWay = touched.reduce((sum, group) => sum + group.oneWay, 0);
    const all = touched.reduce((sum, group) => sum + group.conversations, 0);
    if (oneWay >= wholly * all)
      return `${what} bypass ${point}: ${missing === "replies" ? "server → client" : "client → server"} is never seen there`;
    const share = Math.max(1, Math.round((100 * input.concerned) / input.conversations));
    return `${what} bypass ${point} for ${share}% of conversations since ${clock(finding.since, input.epoch, 0)}`;
  }
  if (finding.detector === "unanswered" || finding.detector === "unasked")
    return `No ${missing} seen at ${point}; nothing proves that they exist`;
  return `No ${missing} seen at ${point}, though they are acknowledged; the capture may lack them`;
}

/** What a device says, without numbers and its own words. */
const headOf = ({sentence}: Finding): string => sentence.replace(/ \(\d.*$/, "");
