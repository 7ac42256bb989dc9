import {endpointText} from "../../flow/address.ts";
import type {Analysis, Finding, Outcome} from "../../judge/analysis.ts";
import {leadingFinding} from "../../judge/leading.ts";
import type {hiddenReplies} from "../../rules/hidden.ts";
import type {interfaceMismatch} from "../../rules/interface-mismatch.ts";
import type {passesElsewhere} from "../../rules/passes-elsewhere.ts";
import {isNamed} from "../../rules/rule.ts";
import type {splitPath} from "../../rules/split-path.ts";
import type {wrongSource} from "../../rules/wrong-source.ts";
import {counted, grouped} from "../../words.ts";
import {type Line, labelled, labelWidth, type Part, part, sentencesIn} from "./line.ts";
import {placeName} from "./names.ts";

/** Connections that are looked at, of as many as there are. */
const mostRead = 2000;
/** Connections that fail for another reason, and are named. */
const mostNamed = 4;

/** Why the connections fail, or why they work and what would break them; of what is symmetric, what fails for other reasons. */
export function fate(analysis: Analysis, width: number): Part {
  const {verdict, findings} = analysis;
  const leading = leadingFinding(verdict.kind, findings);
  if (leading === null) return verdict.kind === "symmetric" ? otherFailures(analysis, width) : [];
  // Of sessions that are listed alone nothing more is told than stands above.
  if (leading.conversations.length === 0) return [];
  const [label, sentences] =
    verdict.failing === true
      ? ["Fails", failsBecause(analysis, leading)]
      : verdict.failing === false
        ? ["Works", worksBecause(analysis, leading)]
        : ["Unknown", ["The capture does not tell whether these connections work."]];
  if (sentences.length === 0) return [];
  const shown = (most: number) => sentencesIn(label, sentences, most, width);
  return part(shown(4), shown(3), shown(2));
}

function failsBecause(analysis: Analysis, leading: Finding): string[] {
  const place = placeName(analysis, leading.points);
  const sum = analysis.deeds(leading.conversations);
  if (isNamed<typeof splitPath>(leading, "split-path")) {
    const back = leading.facts.repliesAt.join(" and ");
    if (sum.synAcks > 0 && !sum.isAcknowledged)
      return [
        `${back} never saw the SYN.`,
        `${counted(sum.synAcks, "SYN-ACK")} reach ${back} and none is acknowledged: they do not reach the client.`,
      ];
    return [`Each device sees one direction alone. One that checks TCP strictly drops what it has no session for.`];
  }
  if (isNamed<typeof wrongSource>(leading, "wrong-source") && leading.facts.how === "passed-on")
    return [
      `The clients repeat their SYNs. ${leading.facts.answered}, their neighbour, needs no router to answer them.`,
    ];
  if (isNamed<typeof wrongSource>(leading, "wrong-source"))
    return [
      `Clients ask ${leading.facts.asked}, and ${leading.facts.answered} answers.`,
      sum.resets > 0
        ? `The clients refuse that with ${counted(sum.resets, "RST")}.`
        : "The clients know of no such connection.",
    ];
  if (isNamed<typeof passesElsewhere>(leading, "passes-elsewhere"))
    return leading.missing === "requests"
      ? [`${place} never saw the SYN. A stateful firewall there drops the SYN-ACK.`]
      : [
          `${place} never saw the SYN-ACK that reaches ${leading.facts.seenAt}.`,
          ...(sum.clientRepeats > 0
            ? [
                `The clients send the same data ${counted(sum.clientRepeats, "time")} and no ACK comes: a stateful firewall drops what has no session.`,
              ]
            : []),
        ];
  const passed = forwardedOf(analysis, leading);
  if (leading.missing === "replies" && passed !== null) {
    const [got, sent] = passed;
    return [
      `${place} got ${counted(got, "packet")} from the clients and forwarded ${grouped(sent)}.`,
      `It saw no SYN-ACK, so it drops ACKs and data.`,
    ];
  }
  if (isNamed<typeof hiddenReplies>(leading, "hidden-replies") || leading.missing === "replies") {
    if (leading.detector === "unanswered" || leading.detector === "some-clients")
      return ["The clients repeat their SYNs. No SYN-ACK, RST or ICMP error comes to this point."];
    return sum.clientRepeats > 0
      ? [
          `TCP never completes: the clients send the same data ${counted(sum.clientRepeats, "time")} and no ACK comes.`,
          `Capture the other side of ${place} to see what it forwards.`,
        ]
      : ["The connections end before they are complete."];
  }
  if (isNamed<typeof interfaceMismatch>(leading, "interface-mismatch"))
    return [
      `${place} gets the replies on ${leading.facts.repliesBy}.`,
      "Strict reverse-path checks (rp_filter=1, strict uRPF) or a zone-based firewall drop them there.",
    ];
  if (leading.detector === "stage-drop")
    return [`${place} never saw the SYN, and drops ${counted(sum.synAcks, "SYN-ACK")}.`];
  if (leading.detector === "syn-ack-not-accepted")
    return [`The clients repeat their SYNs, though ${counted(sum.synAcks, "SYN-ACK")} cross ${place}.`];
  if (leading.detector === "path-flapping")
    return [`${place} see half of each connection. A stateful firewall with strict TCP checks drops it.`];
  if (leading.missing === "requests")
    return sum.synAcks > 0 && !sum.isAcknowledged
      ? [`${counted(sum.synAcks, "SYN-ACK")} reach ${place}, which never saw the SYN. None is acknowledged there.`]
      : sum.serverRepeats > 0
        ? [`The servers send the same data ${counted(sum.serverRepeats, "time")} and no ACK comes.`]
        : [];
  return [];
}

/** Returns how many packets of the clients a device got, and how many it forwarded; null where not both of its sides are seen. */
function forwardedOf(analysis: Analysis, leading: Finding): readonly [number, number] | null {
  const device = analysis.points.find(point => point.id === leading.points[0])?.device ?? null;
  if (device === null) return null;
  const own = analysis.scene.points.filter(
    one => analysis.points.find(point => point.id === one.point)?.device === device && one.requests > 0,
  );
  if (own.length < 2) return null;
  const [first, last] = [own[0]!.requests, own.at(-1)!.requests];
  return last * 2 < first ? [first, last] : null;
}

function worksBecause(analysis: Analysis, leading: Finding): string[] {
  const place = placeName(analysis, leading.points);
  if (isNamed<typeof interfaceMismatch>(leading, "interface-mismatch"))
    return [
      `${place} accepts the replies on ${leading.facts.repliesBy}.`,
      "Strict reverse-path checks (rp_filter=1, strict uRPF) or a zone-based firewall would drop them.",
    ];
  if (leading.detector === "path-flapping" || leading.detector === "split-path")
    return [
      `${place} forward packets of connections they see half of.`,
      "A stateful firewall with strict TCP checks would drop them.",
    ];
  if (isNamed<typeof hiddenReplies>(leading, "hidden-replies") && leading.facts.bytes > 1)
    return [
      `The clients acknowledge ${grouped(leading.facts.bytes)} bytes that ${place} did not see.`,
      ...(analysis.verdict.kind === "proven" ? ["A stateful firewall there would drop such connections."] : []),
    ];
  if (leading.detector === "one-sided-capture")
    return ["What was captured acknowledges packets that are not in the file."];
  if (leading.missing !== null && analysis.verdict.kind === "proven")
    return [
      `Nothing at ${place} drops packets of a connection of which it sees one direction. A stateful firewall would.`,
    ];
  return [];
}

const words: Partial<Record<Outcome, string>> = {
  unanswered: "unanswered",
  refused: "refused: RST",
  rejected: "rejected: ICMP error",
  stalled: "stalled in its handshake",
  unasked: "unsolicited SYN-ACK",
};

/** Whether the whole capture has connections that fail although nothing is asymmetric. */
function someFail({verdict, totals: {byOutcome}}: Analysis): boolean {
  const {unanswered, refused, rejected, stalled, unasked} = byOutcome;
  return verdict.unexplained + unanswered + refused + rejected + stalled + unasked > 0;
}

/** Connections that fail although nothing is asymmetric: a line each. */
function otherFailures(analysis: Analysis, width: number): Part {
  const {totals} = analysis;
  const rows = new Map<string, number>();
  for (let id = 0; id < Math.min(totals.conversations, mostRead); id++) {
    const {client, server, outcome, failing} = analysis.connection(id, false);
    const what = words[outcome] ?? (failing === true ? "stops in its middle" : undefined);
    if (what === undefined) continue;
    const key = `${client.address} → ${endpointText(server)}   ${what}`;
    rows.set(key, (rows.get(key) ?? 0) + 1);
  }
  // Of more connections than are looked at nobody knows how many fail.
  const isAll = totals.conversations <= mostRead;
  if (rows.size === 0)
    return isAll || !someFail(analysis)
      ? []
      : part(
          labelled("Fails", `none of the first ${grouped(mostRead)} connections; later ones do: -o report.csv`, width),
        );
  const room = width - labelWidth;
  const shown = (most: number): Line[] => {
    const lines = [...rows]
      .slice(0, most)
      .map(([key, count]) => `${key}${count > 1 ? ` (${grouped(count)} times${isAll ? "" : " or more"})` : ""}`);
    if (!isAll) lines.push(`of the first ${grouped(mostRead)} connections; all: -o report.csv`);
    else if (rows.size > most) lines.push(`+ ${grouped(rows.size - most)} more: --full`);
    return lines.map((line, i) => ({
      text: `${(i === 0 ? "Fails" : "").padEnd(labelWidth)}${line.length > room ? `${line.slice(0, room - 1)}…` : line}`,
    }));
  };
  return part(shown(mostNamed), shown(3), shown(2), shown(1));
}
