import {isAlive} from "../flow/hidden.ts";
import type {FlowView} from "../flow/view.ts";
import {isNoLoss, type Missed} from "../judge/certainty.ts";
import type {Context} from "../judge/context.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import type {Group} from "./groups.ts";
import {ofConcerned, rule} from "./rule.ts";

/** So many times more connections that pass both devices in one direction make them one path. */
const seriesShare = 4;

interface Mark {
  /** Points that saw requests only, and replies only. */
  readonly requestPoints: readonly number[];
  readonly replyPoints: readonly number[];
  requests: number;
  replies: number;
  readonly requestFrame: number;
  readonly replyFrame: number;
  /** Packets of the direction that each place lacks, of any connection between the two networks. */
  repliesThere: number;
  requestsThere: number;
  /** Logarithm of the chance that each place merely lost what the other saw; and the connections to pick from. */
  chance: number;
  choices: number;
  /** Whether both ways join the same two MAC addresses, in every connection. */
  isOneLink: boolean;
}

/** Names of the points of requests and of replies, and packets of each; packets of the direction that each place lacks, of other connections. */
interface Facts {
  readonly requestsAt: readonly string[];
  readonly repliesAt: readonly string[];
  readonly requests: number;
  readonly replies: number;
  readonly repliesThere: number;
  readonly requestsThere: number;
  readonly isOneLink: boolean;
}

/** P8: requests pass one device only, replies another only. */
export const splitPath = rule<Facts, Mark>({
  name: "split-path",
  question: "Do requests pass one device and replies another?",
  reads: ["events", "packets", "copies", "path", "firstFrame"],
  leads: 3,
  isRouting: true,
  arrives: true,
  most: 2000,
  start(context) {
    const {conversations, judgements, points} = context;
    /** Connections whose requests passed the same devices, by these: the devices stand behind each other on one path. */
    const inSeries = new Map<string, number>();
    const names = (ids: readonly number[]) => ids.map(id => points[id]!.name);
    return {
      asksFor: (_outcome, isSeveral) => isSeveral,
      see(cursor, groups) {
        const flows = cursor.flows.slice(0, cursor.flowCount);
        const asking = flows.filter(flow => isAlive(flow.client));
        if (judgements.outcome(cursor.id) !== "split") {
          const key = devicesOf(context, pointsOf(asking));
          inSeries.set(key, (inSeries.get(key) ?? 0) + 1);
          return;
        }
        const answering = flows.filter(flow => isAlive(flow.server));
        const [requestPoints, replyPoints] = [pointsOf(asking), pointsOf(answering)];
        const key = `${requestPoints}>${replyPoints}`;
        const {mark} = groups.add(cursor, key, "", () => ({
          ...{requestPoints, replyPoints, requests: 0, replies: 0, repliesThere: 0, requestsThere: 0},
          ...{chance: 0, choices: 0, isOneLink: true},
          requestFrame: asking[0]!.client.firstFrame,
          replyFrame: answering[0]!.server.firstFrame,
        }));
        count(context, mark, asking, answering);
        judgements.explain(cursor.id);
      },
      judge(group) {
        const {requestPoints, replyPoints, repliesThere, requestsThere, requests, replies, isOneLink} = group.mark;
        // Where most connections pass both, both stand on one path, and lost packets look like a split.
        const series = inSeries.get(devicesOf(context, [...requestPoints, ...replyPoints])) ?? 0;
        const isSeries = series > seriesShare * group.count;
        const sees = witnessOf(context, group.mark);
        const missed = missedOf(context, group);
        const isProven = sees !== null && !isSeries && !isOneLink && !group.isRest && isNoLoss(missed);
        const text = connectionText(conversations.cursor().move(group.first));
        const [requestsAt, repliesAt] = [names(requestPoints), names(replyPoints)];
        return {
          certainty: isProven ? "proven" : "suspected",
          points: [...requestPoints, ...replyPoints],
          facts: {requestsAt, repliesAt, requests, replies, repliesThere, requestsThere, isOneLink},
          evidence: [
            frameEvidence(context, group.mark.requestFrame, "P8", `${text}: a request at ${requestsAt.join(" and ")}`),
            frameEvidence(context, group.mark.replyFrame, "P8", `${text}: a reply at ${repliesAt.join(" and ")}`),
          ],
          alternatives: [
            {says: "the captures are the two legs of one TAP, or each sees one direction only", excludedBecause: sees},
            ...(sees !== null && missed.mayBeHidden
              ? [
                  {
                    says: "each capture lost what it lacks, or has it in frames that could not be read",
                    excludedBecause: null,
                  },
                ]
              : []),
            ...(isOneLink
              ? [
                  {
                    says: "both are members of one bundle: the same two MAC addresses send requests and replies",
                    excludedBecause: null,
                  },
                ]
              : []),
            {
              says: "the design spreads traffic over both on purpose, and they share their sessions",
              excludedBecause: null,
            },
          ],
        };
      },
    };
  },
  words: ({requestsAt, repliesAt, requests, replies, connections}) =>
    `Requests pass ${requestsAt.join(" and ")} only, replies ${repliesAt.join(" and ")} only: ` +
    `${counted(connections, "connection")}, ${counted(requests, "request packet")} and ${counted(replies, "reply packet")}`,
  // Those of the requests stand first, those of the replies last.
  headline: ({connections}, verdict) =>
    `Requests pass ${verdict.points[0]}, replies return by ${verdict.points.at(-1)}${ofConcerned(connections, verdict)}`,
});

const pointsOf = (flows: readonly FlowView[]): number[] => flows.map(flow => flow.point).sort((a, b) => a - b);

const devicesOf = ({devices}: Context, points: readonly number[]): string =>
  [...new Set(points.map(point => devices.of(point)))].sort((a, b) => a - b).join();

/** Counts a connection whose requests pass some flows, and whose replies others. */
function count({pools, table}: Context, mark: Mark, asking: readonly FlowView[], answering: readonly FlowView[]): void {
  let [requests, replies] = [0, 0];
  for (const {client, pair, clientSide} of asking) {
    requests += client.packets - client.copies;
    mark.repliesThere = Math.max(mark.repliesThere, pools.tcpWitnesses(pair, clientSide ^ 1));
  }
  for (const {server, pair, clientSide} of answering) {
    replies += server.packets - server.copies;
    mark.requestsThere = Math.max(mark.requestsThere, pools.tcpWitnesses(pair, clientSide));
  }
  mark.requests += requests;
  mark.replies += replies;
  const [asked, answered] = [asking[0]!, answering[0]!];
  // Replies go from where requests go to, and back to where these come from: one link, of which each point is a member.
  const [request, reply] = [asked.client.path, answered.server.path];
  const {paths} = table;
  // Cooked captures have no destination addresses.
  const isTold = paths.targetMac(request) !== 0 && paths.targetMac(reply) !== 0;
  mark.isOneLink &&= isTold && paths.mirrors(request, reply);
  mark.chance += replies * Math.log(pools.loss(asked.pair, asked.clientSide ^ 1));
  mark.chance += requests * Math.log(pools.loss(answered.pair, answered.clientSide));
  mark.choices = Math.max(mark.choices, pools.conversations(asked.pair, asked.clientSide));
}

/** What each place must have lost of what the other saw, if both stood on one path. */
function missedOf({pools}: Context, {mark, count: picks}: Group<Mark>): Missed {
  const {requestPoints, replyPoints, requests, replies, choices, chance} = mark;
  // One place that cannot have hidden what it lacks suffices.
  const mayBeHidden =
    requestPoints.every(point => pools.mayHide(point, replies)) &&
    replyPoints.every(point => pools.mayHide(point, requests));
  return {packets: Math.min(requests, replies), chance, picks, of: Math.max(choices, picks), mayBeHidden};
}

/** Returns what shows that the places see the direction that they lack; null where nothing does. */
function witnessOf({points, pools, table}: Context, mark: Mark): string | null {
  const {requestPoints, replyPoints, repliesThere, requestsThere} = mark;
  const names = (ids: readonly number[]) => ids.map(id => points[id]!.name).join(" and ");
  const all = [...requestPoints, ...replyPoints];
  const overlap =
    Math.max(...all.map(id => table.periods.began(id))) < Math.min(...all.map(id => table.periods.ended(id)));
  // A leg of a TAP sees one direction of everything: one place that sees both suffices.
  if (!overlap || all.every(point => pools.isLeg(point))) return null;
  if (repliesThere > 0)
    return `${counted(repliesThere, "reply packet")} of other connections passed ${names(requestPoints)}`;
  if (requestsThere > 0)
    return `${counted(requestsThere, "request packet")} of other connections passed ${names(replyPoints)}`;
  return table.bothDirections ? "the captures hold both directions (your --both-directions)" : null;
}
