import {bit} from "../flow/handshake.ts";
import type {FlowView} from "../flow/view.ts";
import type {FindingCertainty} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {rule} from "./rule.ts";

/** P5b: so many connections of two networks; fewer may be strays. */
const leastConnections = 3;
/** G7: SYN-ACKs of more pairs of networks are backscatter of spoofed SYNs. */
const backscatterPairs = 20;

interface Mark {
  readonly receive: number;
  readonly drop: number | null;
  /** Packets of the requests' direction that the receive stage has, of any connection of the two networks. */
  readonly requestsHere: number;
  synAcks: number;
  dropped: number;
  /** Packets of the replies' direction and networks that the firewall did send on. */
  sentOn: number;
  readonly receiveFrame: number;
  readonly dropFrame: number | null;
}

/** The firewall, or its receive stage where the user named no device; and the SYN-ACKs that it received. */
interface Facts {
  readonly device: string;
  readonly synAcks: number;
}

/** P9': a firewall receives SYN-ACKs whose SYN it never saw, and does not send them on. */
export const stageDrop = rule<Facts, Mark>({
  name: "stage-drop",
  question: "Does a firewall drop replies for which it has no session?",
  reads: ["events", "packets", "opens", "firstFrame"],
  leads: 1,
  isRouting: true,
  arrives: true,
  most: 2000,
  start: context => ({
    asksFor: outcome => outcome === "unasked",
    see(cursor, groups) {
      const {judgements, points, pools} = context;
      const flows = cursor.flows.slice(0, cursor.flowCount);
      const at = (stage: string) => flows.find(flow => points[flow.point]!.stage === stage);
      const receive = at("receive");
      if (receive === undefined || !(receive.server.events & bit.accept)) return;
      if ((at("transmit")?.server.packets ?? 0) > 0) return;
      const drop = at("drop");
      const {mark} = groups.add(cursor, receive.pair, receive.point, () => ({
        receive: receive.point,
        drop: drop?.point ?? null,
        requestsHere: pools.witnesses(receive.pair, receive.clientSide),
        ...{synAcks: 0, dropped: 0, sentOn: 0},
        receiveFrame: receive.server.firstFrame,
        dropFrame: drop?.server.firstFrame ?? null,
      }));
      mark.synAcks += receive.server.opens;
      mark.dropped += drop?.server.packets ?? 0;
      mark.sentOn = Math.max(mark.sentOn, sentOn(context, receive));
      judgements.explain(cursor.id);
    },
    judge({mark, count, first}, {size}) {
      const {conversations, points} = context;
      const {receive, drop, requestsHere, dropped, sentOn, receiveFrame, dropFrame} = mark;
      const isBackscatter = size > backscatterPairs;
      const isProven = count >= leastConnections && requestsHere > 0 && (dropped > 0 || sentOn > 0);
      const certainty: FindingCertainty = isBackscatter ? "note" : isProven ? "proven" : "suspected";
      const text = connectionText(conversations.cursor().move(first));
      const says = `${text}: a SYN-ACK at ${points[receive]!.name}, no SYN`;
      const evidence = [frameEvidence(context, receiveFrame, "P9'", says)];
      if (dropFrame !== null)
        evidence.push(frameEvidence(context, dropFrame, "P9'", `the same at ${points[drop!]!.name}`));
      return {
        certainty,
        missing: "requests",
        points: drop === null ? [receive] : [receive, drop],
        facts: {device: points[receive]!.device ?? points[receive]!.name, synAcks: mark.synAcks},
        evidence,
        alternatives: [
          {
            says: "the transmit stage was captured with a filter that misses them",
            excludedBecause:
              dropped > 0
                ? `the drop stage has ${counted(dropped, "packet")} of them`
                : sentOn > 0
                  ? `it has ${counted(sentOn, "packet")} of that direction between the two networks`
                  : null,
          },
          {
            says: "backscatter: somebody sent SYNs in the clients' name",
            excludedBecause:
              certainty === "proven"
                ? `${counted(requestsHere, "packet")} of the clients' network to this one only were captured here`
                : null,
          },
        ],
      };
    },
  }),
  words: ({device, synAcks, servers, clients, connections}) =>
    `${device} receives ${counted(synAcks, "SYN-ACK")} from ${servers} to ${clients} ` +
    `without having seen a SYN, and does not send them on: ${counted(connections, "connection")}`,
  headline: ({device}) => `Requests bypass ${device}: it drops the replies, as it has no session`,
});

/** Packets from the server's network to the client's that the transmit stage of the same box has. */
function sentOn({devices, points, pools, table}: Context, receive: FlowView): number {
  const transmit = points.find(
    point => point.stage === "transmit" && devices.of(point.id) === devices.of(receive.point),
  );
  if (transmit === undefined) return 0;
  const pair = table.pairs.at(receive.pair, transmit.id);
  return pair === 0 ? 0 : pools.witnesses(pair, receive.clientSide ^ 1);
}
