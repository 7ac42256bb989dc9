import {routeLookups} from "../advice/route-lookups.ts";
import {dropCounters, sessionListings} from "../advice/session-listings.ts";
import {inOrder} from "../advice/steps.ts";
import type {Finding, Missing} from "../judge/analysis.ts";
import {subjectOf} from "../judge/subject.ts";
import {icmpRedirect} from "../rules/icmp-redirect.ts";
import {nextHopMismatch} from "../rules/next-hop-mismatch.ts";
import {isOf} from "../rules/rule.ts";
import {counted} from "../words.ts";
import type {Case, Explanation} from "./cause.ts";
import type {Contrast} from "./contrast.ts";
import {echoesOf} from "./echoes.ts";
import {fails, findingsOf, notExcluded, sentences, statements} from "./speaking.ts";
import {splitShape} from "./split-shape.ts";
import {Weight} from "./weight.ts";

/** What speaks for a direction that takes another route, by how surely it does. */
interface Voices {
  /** Packets of the direction provably exist, and pass elsewhere. */
  readonly proofs: readonly Finding[];
  /** Ways around, seen at the place that they lead to. */
  readonly seen: readonly Finding[];
  /** A device says so, or pings do. */
  readonly told: readonly Finding[];
  /** What fits, and fits other causes too. */
  readonly hints: readonly Finding[];
}

/** How findings call what this cause is. */
const itself = /take another route|routing by destination alone/;

/** Returns how well it explains a case that one direction takes a route which does not pass the capture point. */
export function bypass(input: Case, missing: Missing): Explanation | null {
  const voices = voicesOf(input, missing);
  const own = [...voices.seen, ...voices.proofs, ...voices.told, ...voices.hints];
  const best = own[0];
  // Redirects and the like say nothing by themselves.
  if (best === undefined || own.every(finding => finding.certainty === "note")) return null;
  const weight = weightOf(input, voices);
  const subject = subjectOf(input.context, best);
  const [from, to] = missing === "replies" ? [subject.server, subject.client] : [subject.client, subject.server];
  // Replies go to the address that the server saw.
  const target = missing === "replies" ? (subject.translated?.client ?? to) : to;
  const isProven = weight >= Weight.proven;
  return {
    weight,
    for: [...sentences(own), ...reasons(input, voices, missing)],
    against: [
      ...objections(input, voices, missing),
      ...(voices.seen.length > 0 && fails(input, own) ? [] : notExcluded(best).filter(line => !itself.test(line))),
    ],
    next: inOrder([
      ...routeLookups(from, target),
      ...sessionListings(subject),
      ...(isProven && fails(input, own) ? dropCounters() : []),
    ]),
  };
}

function voicesOf(input: Case, missing: Missing): Voices {
  const {context} = input;
  const elsewhere = missing === "replies" ? "replies-elsewhere" : "requests-elsewhere";
  const isSure = ({certainty}: Finding) => certainty !== "note";
  const isMissing = (finding: Finding) => finding.missing === missing;
  const redirects = findingsOf(input, "icmp-redirect", "next-hop-mismatch");
  return {
    proofs: findingsOf(
      input,
      ...(missing === "replies" ? ["hidden-replies"] : ["hidden-requests", "stage-drop"]),
    ).filter(isSure),
    seen: findingsOf(input, "split-path").filter(finding => splitShape(context, finding).shape === elsewhere),
    told: [
      // A SYN-ACK without a session: its SYN passed elsewhere, unless the device saw it.
      ...(missing === "requests"
        ? statements(input, /no session matched|first pak not sync|tcp-not-syn/i).filter(
            ({certainty}) => certainty === "proven",
          )
        : []),
      // Pings pass in one direction only, and work: that is the hosts' route, whatever TCP does.
      ...findingsOf(input, "icmp-ok-tcp-fails").filter(isMissing),
    ].filter(isSure),
    hints: [
      ...findingsOf(input, "unanswered", "unasked").filter(finding => isSure(finding) && isMissing(finding)),
      ...redirects.filter(one => directionOf(input, one) === missing),
    ],
  };
}

/** The direction that another gateway than the one before this point would take, or takes. */
function directionOf({context}: Case, finding: Finding): Missing {
  if (finding.missing !== null) return finding.missing;
  if (isOf(finding, icmpRedirect))
    return finding.facts.source === subjectOf(context, finding).server ? "replies" : "requests";
  return isOf(finding, nextHopMismatch) && finding.facts.side === "client" ? "requests" : "replies";
}

function weightOf({kind}: Case, {proofs, seen, told}: Voices): number {
  const isProven = (finding: Finding) => finding.certainty === "proven";
  if (seen.some(isProven)) return Weight.distinct;
  if (proofs.some(isProven) || told.some(isProven)) return Weight.proven;
  if (kind === "one-sided-capture") return Weight.possible;
  return seen.length + proofs.length + told.length > 0 ? Weight.suspected : Weight.possible;
}

function reasons(input: Case, {proofs, seen}: Voices, missing: Missing): string[] {
  const {context} = input;
  const lines: string[] = [];
  for (const finding of seen.slice(0, 1)) {
    const {repliesThere, requestsThere, repliesAt, requestsAt, translated} = splitShape(context, finding);
    const names = (ids: readonly number[]) => ids.map(id => context.points[id]!.name).join(" and ");
    lines.push(
      missing === "replies"
        ? `${names(repliesAt)} carries no request of these networks: no peer, but another way back, while ` +
            `${counted(repliesThere, "reply packet")} of other conversations passed ${names(requestsAt)}`
        : `${names(requestsAt)} carries no reply of these networks: no peer, but another way there, while ` +
            `${counted(requestsThere, "request packet")} of other conversations passed ${names(repliesAt)}`,
    );
    if (translated) lines.push("addresses are translated on the way: only the device that did it can take the replies");
  }
  const proof = proofs[0];
  if (proof === undefined) return lines;
  lines.push(...commonGround(input.contrast(proof.detector)));
  const {requests, replies} = echoesOf(context, proof);
  const [seenEchoes, otherEchoes] = missing === "replies" ? [requests, replies] : [replies, requests];
  if (seenEchoes > 0 && otherEchoes === 0)
    lines.push(
      `of pings between these hosts only the ${missing === "replies" ? "requests" : "replies"} pass here: ` +
        "the hosts' route, not a port's",
    );
  return lines;
}

/** Returns which conversations are concerned, and which of the same networks are not. */
function commonGround({whole, byServer, byClient, asymmetric}: Contrast): string[] {
  const [others, are] = [counted(whole, "conversation"), whole === 1 ? "is" : "are"];
  if (whole === 0)
    return [
      asymmetric === 1
        ? "the only conversation between these networks is concerned"
        : `all ${counted(asymmetric, "conversation")} between these networks are concerned`,
    ];
  // With few of them, both may differ by chance.
  if (byServer && byClient) return [`${others} of other hosts of these networks ${are} whole`];
  if (byServer)
    return [`it goes by server: ${others} with other servers of that network ${are} whole, none with these`];
  if (byClient) return [`it goes by client: ${others} of other clients of that network ${are} whole, none of these`];
  return [];
}

function objections(input: Case, {proofs}: Voices, missing: Missing): string[] {
  const proof = proofs[0];
  if (proof === undefined) return [];
  const lines: string[] = [];
  const {among, byHash, byTime} = input.contrast(proof.detector);
  if (byHash)
    lines.push(
      `${counted(among, "conversation")} of the same clients, servers and ports ${among === 1 ? "is" : "are"} whole: ` +
        "a route by destination would take them along",
    );
  if (byTime) lines.push("conversations of the same hosts were whole before: something changed");
  const {requests, replies} = echoesOf(input.context, proof);
  // Pings may have been sent before the change.
  if (!byTime && (missing === "replies" ? replies : requests) > 0)
    lines.push("pings of these hosts pass here in the missing direction: a route by destination would take them along");
  return lines;
}
