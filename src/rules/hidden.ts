import {Fact} from "../flow/forgotten.ts";
import {Known} from "../flow/record.ts";
import type {FlowView} from "../flow/view.ts";
import {type Way, wayWords} from "../flow/way.ts";
import type {FindingCertainty} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {proofOf} from "../judge/evidence.ts";
import {passesWhole} from "../judge/passages.ts";
import {clock, type Time} from "../time/time.ts";
import {counted, grouped} from "../words.ts";
import type {Group} from "./groups.ts";
import {type Doubts, hiddenAlternatives} from "./hidden-alternatives.ts";
import {hiddenFrom, mayBeFiltered, sentOn} from "./hidden-elsewhere.ts";
import {rule} from "./rule.ts";

const certainties: readonly FindingCertainty[] = ["suspected", "proven", "note"];
/** Frames that a finding quotes of its clearest connection. */
const quotedFrames = 6;

interface Mark extends Doubts {
  certainty: FindingCertainty;
  /** Whether another interface of the device has the missing direction. */
  readonly isElsewhere: boolean;
  since: Time;
  bytes: number;
  /** How clear the clearest connection is, and which it is. */
  clearness: number;
  example: number;
}

export interface HiddenFacts {
  /** What shows that the missing direction exists: acknowledgments of it (P1 to P5), or SYN-ACKs alone (P5b). */
  readonly shownBy: "acknowledgments" | "syn-acks";
  /** Whether another interface of the device has it. */
  readonly isElsewhere: boolean;
  /** Its bytes that were acknowledged, and not seen. */
  readonly bytes: number;
  /** Whether a capture filter for one direction is all that may explain it otherwise. */
  readonly isOfFilter: boolean;
  /** Flows besides that showed the same, and were forgotten. */
  readonly forgotten: number;
}

/** P1 to P4: the client acknowledges packets of the server that this point never saw. */
export const hiddenReplies = hidden("replies", 6, "Do clients get answers that this point does not see?");

/** P5: the server acknowledges packets of the client that this point never saw. */
export const hiddenRequests = hidden("requests", 7, "Do servers get requests that this point does not see?");

function hidden(way: Way, leads: number, question: string) {
  const words = wayWords[way];
  return rule<HiddenFacts, Mark>({
    ...{name: `hidden-${way}`, question, leads},
    reads: [
      "known",
      "rounds",
      "acknowledged",
      "proofFrame",
      "countedRounds",
      "events",
      "first",
      "firstFrame",
      "ladder",
      "opened",
      "packets",
      "proofTime",
      "entering",
      "leaving",
      "ttls",
      "reset",
    ],
    isRouting: true,
    arrives: true,
    byPair: true,
    most: 2000,
    start: context => ({
      /** What one flow alone shows is of this outcome by definition. */
      asksFor: (outcome, isSeveral) => isSeveral || outcome === "one-way",
      see(cursor, groups) {
        const {judgements, pools, side} = context;
        // Interfaces of one device that carry one direction each explain what is missing at either.
        if (judgements.explained(cursor.id) || judgements.outcome(cursor.id) === "edge") return;
        for (let i = 0; i < cursor.flowCount; i++) {
          const flow = cursor.flows[i]!;
          const from = hiddenFrom(context, cursor, flow, way);
          if (from === null) continue;
          const {pair, point} = flow;
          if (from === "interface" && passesWhole(context, cursor, context.devices.of(point))) continue;
          const direction = flow.direction(way);
          const {rounds, countedRounds, proofFrame, proofTime, first, acknowledged, packets} = flow.seen(way);
          const isTranslated = mayBeFiltered(context, cursor, flow);
          // What the capture's own filter keeps out is missing in the capture, whatever else it holds (G0).
          const isFiltered = side.filters.excluding(cursor, flow, way) !== null;
          // What is proven of two networks holds for each of their connections that shows it at all.
          const isProven = rounds > 0 && pools.proven(pair, direction) && !isTranslated && !isFiltered;
          // What another interface of the device has does not bypass the device: a tunnel may carry it here, or an interface not captured.
          const isElsewhere = from === "interface";
          const isNote = isElsewhere || (!isProven && pools.explainedByLoss(pair, direction));
          const certainty = isNote ? "note" : isProven ? "proven" : "suspected";
          const kind = isElsewhere ? 3 : certainties.indexOf(certainty);
          const {mark} = groups.add(cursor, (pair * 2 + direction) * 4 + kind, point * 4 + kind, () => ({
            ...{way, pair, direction, point, certainty, isElsewhere},
            ...{
              isTranslated: false,
              isFiltered: false,
              isFromTheStart: false,
              noFilter: null,
              isOfFilter: false,
              bytes: 0,
            },
            ...{since: Number.POSITIVE_INFINITY, clearness: -1, example: cursor.id},
          }));
          mark.since = Math.min(mark.since, proofFrame >= 0 ? proofTime : first);
          // One alone is a SYN or a FIN.
          if (acknowledged > 1) mark.bytes += acknowledged;
          mark.isTranslated ||= isTranslated;
          mark.isFiltered ||= isFiltered;
          mark.isFromTheStart ||= (flow.client.known & Known.acceptedUnseen) !== 0;
          const clear = pair === mark.pair ? clearness(flow, countedRounds, packets) : -1;
          if (clear > mark.clearness) [mark.clearness, mark.example] = [clear, cursor.id];
        }
      },
      settle(groups) {
        for (const {mark, connections, isRest} of groups)
          if (mark.certainty !== "note")
            mark.noFilter = context.witnesses.noFilter(mark.pair, way, isRest ? [] : connections);
        return demoted([...groups]);
      },
      judge({mark}) {
        const {certainty, pair, point, since, example, isElsewhere, isOfFilter, bytes} = mark;
        const cursor = context.conversations.cursor().move(example);
        const flow = cursor.flows.slice(0, cursor.flowCount).find(one => one.pair === pair)!;
        return {
          ...{certainty, missing: way, points: [point], since, example},
          facts: {shownBy: "acknowledgments", isElsewhere, isOfFilter, bytes, forgotten: forgottenOf(context, mark)},
          evidence: [
            ...proofOf(context, cursor, flow, way, quotedFrames),
            ...(way === "replies" ? sentOn(context, cursor, flow) : []),
          ],
          alternatives: hiddenAlternatives(context, mark),
        };
      },
    }),
    words({shownBy, isElsewhere, bytes, forgotten, connections, clients, servers}, {certainty, points: [point]}) {
      const many = counted(connections, "connection");
      if (shownBy === "syn-acks")
        return `Requests to ${servers} bypass ${point}: it answers ${many} of ${clients} whose SYNs never pass there`;
      const acknowledged = bytes > 1 ? `; ${words.to} acknowledged ${grouped(bytes)} bytes never seen there` : "";
      const more = forgotten > 0 ? `, and ${grouped(forgotten)} more that were forgotten (--max-flows)` : "";
      const passage = isElsewhere ? "pass another interface of the device, and not" : passages[certainty];
      const subject = `${words.first} ${way === "replies" ? "from" : "to"} ${servers}`;
      return `${subject} ${passage} ${point}: ${many} with ${clients}${acknowledged}${more}`;
    },
    headline({isOfFilter}, {certainty, points: [point], isWhole, shares, since, epoch}) {
      if (isOfFilter)
        return [
          `${words.first} seem to bypass ${point}`,
          "a capture filter would look the same: if none was used, --both-directions proves it",
        ];
      if (certainty !== "proven")
        return [`No ${way} seen at ${point}, though they are acknowledged`, "the capture may lack them"];
      const arrow = way === "replies" ? "server → client" : "client → server";
      if (isWhole) return `${words.first} bypass ${point}: ${arrow} is never seen there`;
      const back = way === "replies" ? "requests" : "replies";
      const others = shares[back] > 0 ? `, ${back} for ${shares[back]}%` : "";
      return `${words.first} bypass ${point} for ${shares[way]}% of connections since ${clock(since, epoch, 0)}${others}`;
    },
  });
}

/** What is said of the missing direction and the point. */
const passages: Readonly<Record<FindingCertainty, string>> = {
  proven: "bypass",
  suspected: "seem to bypass",
  note: "are not all seen, as the capture lost packets, at",
};

/**
 * Returns the groups as they are proven where no filter may hide the direction. What one may hide is only suspected, and told together with
 * what is suspected of the same networks for other reasons.
 */
function demoted(groups: readonly Group<Mark>[]): Group<Mark>[] {
  const isSure = ({mark: {certainty, noFilter}}: Group<Mark>) => certainty !== "proven" || noFilter !== null;
  const left = groups.filter(isSure);
  for (const group of groups) {
    if (isSure(group)) continue;
    const {mark, isRest} = group;
    mark.certainty = "suspected";
    mark.isOfFilter = true;
    const other = left.find(
      one =>
        one.isRest === isRest &&
        one.mark.certainty === "suspected" &&
        one.mark.direction === mark.direction &&
        (isRest ? one.mark.point === mark.point : one.mark.pair === mark.pair),
    );
    if (other === undefined) left.push(group);
    else {
      other.join([group]);
      join(other.mark, mark);
    }
  }
  return left;
}

function join(one: Mark, other: Mark): void {
  one.since = Math.min(one.since, other.since);
  one.bytes += other.bytes;
  one.isFromTheStart ||= other.isFromTheStart;
  one.isOfFilter = true;
  if (other.clearness > one.clearness) [one.clearness, one.example] = [other.clearness, other.example];
}

/** Returns how many flows showed the same and were forgotten; those that count to the proof are told with it. */
function forgottenOf({pools, table}: Context, {certainty, pair, direction}: Mark): number {
  if (certainty === "suspected" && pools.proven(pair, direction)) return 0;
  return table.forgotten.value(pair, Fact.hidden + direction);
}

/** How well a connection shows what is missing: its handshake first, then how often, then brevity. */
function clearness(flow: FlowView, rounds: number, packets: number): number {
  const known = flow.client.known | flow.server.known;
  return (
    (known & Known.acceptedUnseen || flow.server.opened ? 1e6 : 0) +
    (known & Known.advancedUnseen ? 1e5 : 0) +
    Math.min(rounds, 3) * 1e4 +
    1e3 / (1 + packets)
  );
}
