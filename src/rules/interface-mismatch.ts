import type {Cursor} from "../flow/cursor.ts";
import {goesOn} from "../flow/hidden.ts";
import type {FlowView} from "../flow/view.ts";
import type {Context} from "../judge/context.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {isWhole, type Mismatch, mismatchOf, passingOf} from "../judge/passages.ts";
import {counted} from "../words.ts";
import {ofConcerned, rule} from "./rule.ts";

/** Fewer packets of either direction may be strays, where hop counts or times tell by which interface they came. */
const leastPackets = 3;
/** Pairs of interfaces remembered; where there are more, one packet each way proves nothing. */
const maximumPairs = 4096;

interface Mark {
  readonly out: readonly number[];
  readonly back: readonly number[];
  readonly isMirrored: boolean;
  /** Whether the device itself names the interfaces of a connection's packets: one each way shows where it went. */
  isTold: boolean;
  /** Whether a direction shows at one interface alone: there a filter, or a leg of a TAP, shows the same. */
  isSingle: boolean;
  requests: number;
  replies: number;
  readonly requestFrame: number;
  readonly replyFrame: number;
}

/**
 * Names of the interfaces of requests and replies, and their packets. `isOneLink`: both ways join the same two MAC addresses: members of
 * one bundle captured apart, or VLANs of the same two devices. `isTold`: the device itself names the interfaces.
 */
interface Facts {
  readonly requestsBy: string;
  readonly repliesBy: string;
  readonly requests: number;
  readonly replies: number;
  readonly isOneLink: boolean;
  readonly isTold: boolean;
}

/** P6: requests leave a device by one interface, replies enter it by another. */
export const interfaceMismatch = rule<Facts, Mark>({
  name: "interface-mismatch",
  question: "Do replies come back by another interface than requests leave by?",
  reads: ["entering", "leaving", "ttls", "first", "path", "packets", "copies", "firstFrame", "events", "reset"],
  leads: 4,
  isRouting: true,
  after: ["device-log"],
  most: 2000,
  start(context) {
    const {judgements, points} = context;
    const nested = new Nested();
    const names = (ids: readonly number[]) => ids.map(id => points[id]!.interface ?? points[id]!.name).join(" and ");
    return {
      // One point alone tells of no second interface.
      asksFor: (_outcome, isSeveral) => isSeveral,
      see(cursor, groups) {
        const {devices} = context;
        const passed = new Set(cursor.flows.slice(0, cursor.flowCount).map(flow => devices.of(flow.point)));
        for (const device of passed) {
          const passing = passingOf(context, cursor, device);
          if (passing === null) continue;
          nested.add(passing.requests.out);
          nested.add(passing.requests.in);
          const mismatch = mismatchOf(context, passing, true) ?? mismatchOf(context, passing, false);
          if (mismatch === null || isTap(context, cursor, mismatch)) {
            // What one device has of both directions does not explain what another one lacks.
            if (passed.size === 1 && isWhole(passing)) judgements.explain(cursor.id);
            continue;
          }
          const {out, back, isTold, isSingle} = mismatch;
          const [there, home] = [out, back].map(flows => flows.map(flow => flow.point).sort((a, b) => a - b));
          const isMirrored = isOneLink(context, mismatch);
          const {mark} = groups.add(cursor, `${there}>${home}${isMirrored}`, `${device} ${isMirrored}`, () => ({
            ...{out: there!, back: home!, isMirrored, isTold, isSingle, requests: 0, replies: 0},
            requestFrame: out[0]!.client.firstFrame,
            replyFrame: back[0]!.server.firstFrame,
          }));
          mark.isTold ||= isTold;
          mark.isSingle ||= isSingle;
          for (const {client} of out) mark.requests += client.packets - client.copies;
          for (const {server} of back) mark.replies += server.packets - server.copies;
          judgements.explain(cursor.id);
        }
      },
      judge({mark, connections, first, isRest}) {
        const {out, back, isMirrored, requests, replies, requestFrame, replyFrame} = mark;
        // Few packets suffice where the device itself says what it made of them (P10), or by which interface they went.
        const isStated = connections.some(id => judgements.certainty(id) === "proven");
        const isEnough = nested.suffices(mark) || (Math.min(requests, replies) >= leastPackets && !mark.isSingle);
        const isProven = !isRest && (isStated || isEnough);
        const text = connectionText(context.conversations.cursor().move(first));
        const [requestsBy, repliesBy] = [names(out), names(back)];
        return {
          certainty: isMirrored ? "note" : isProven ? "proven" : "suspected",
          points: [...out, ...back],
          facts: {requestsBy, repliesBy, requests, replies, isOneLink: isMirrored, isTold: mark.isTold},
          evidence: [
            frameEvidence(context, requestFrame, "P6", `${text}: a request at ${requestsBy}`),
            frameEvidence(context, replyFrame, "P6", `${text}: a reply at ${repliesBy}`),
          ],
          alternatives: [
            {
              says: "the two are one: a VLAN and its parent, a bundle and its member",
              excludedBecause: isMirrored
                ? null
                : "neither carried a packet of the other direction of these connections",
            },
            ...(mark.isSingle
              ? [{says: "a capture sees one direction only, or a filter kept the other out", excludedBecause: null}]
              : []),
            {says: "the design spreads traffic over both on purpose (ECMP, SD-WAN)", excludedBecause: null},
          ],
        };
      },
    };
  },
  words: ({requestsBy, repliesBy, requests, replies, isOneLink: isOne, connections}) =>
    `Requests pass by ${requestsBy}, replies by ${repliesBy}: ${counted(connections, "connection")}, ` +
    `${counted(requests, "request packet")} and ${counted(replies, "reply packet")}` +
    (isOne ? "; the same two MAC addresses send and receive both: one bundle, or VLANs of the same devices" : ""),
  // Those of the requests stand first, those of the replies last.
  headline: ({connections}, verdict) =>
    `Requests pass ${verdict.points[0]}, replies return by ${verdict.points.at(-1)}${ofConcerned(connections, verdict)}`,
});

/** Whether the interfaces are two legs of a TAP: each sees one direction of all there is, and what passes them works. */
function isTap({oneSided}: Context, cursor: Cursor, {isSingle, isTold, out, back}: Mismatch): boolean {
  if (!isSingle || isTold || !(cursor.clientEvents & cursor.serverEvents & goesOn)) return false;
  return [...out, ...back].every(({point}) => oneSided.isOneWay(point));
}

/** Whether replies come from the very MAC address that requests go to, and go to the one that these come from. */
function isOneLink({table: {paths}}: Context, {out, back}: Mismatch): boolean {
  const [there, home] = [out[0]!.client.path, back[0]!.server.path];
  return paths.targetMac(there) !== 0 && paths.targetMac(home) !== 0 && paths.mirrors(there, home);
}

/** Pairs of interfaces that carried one direction of one connection both, such as a VLAN and its parent. */
class Nested {
  readonly #pairs = new Set<string>();

  add(flows: readonly FlowView[]): void {
    for (const {point: one} of flows)
      for (const {point: two} of flows)
        if (one !== two && this.#pairs.size < maximumPairs) this.#pairs.add(`${one} ${two}`);
  }

  /** Whether one packet each way suffices: not where the other interface may merely have lost it. */
  suffices({isTold, out, back}: Mark): boolean {
    if (!isTold || this.#pairs.size >= maximumPairs) return false;
    return !out.some(one => back.some(two => this.#pairs.has(`${one} ${two}`)));
  }
}
