import {canonicalAddress} from "../flow/address.ts";
import type {Cursor} from "../flow/cursor.ts";
import {goesOn} from "../flow/hidden.ts";
import type {FlowView} from "../flow/view.ts";
import type {Way} from "../flow/way.ts";
import type {Context} from "../judge/context.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {Floods} from "../judge/floods.ts";
import {deviceWord, printedBy} from "../judge/platforms.ts";
import {counted} from "../words.ts";
import {groupOf} from "./groups.ts";
import {rule} from "./rule.ts";
import {surveyOf} from "./survey.ts";

interface Mark {
  readonly device: number;
  readonly way: Way;
  /** The point of the interface that they enter by, and the first of the packets. */
  readonly point: number;
  readonly frame: number;
  /** Whether the device is a firewall by what it prints: no host that the packets are for. */
  readonly isFirewall: boolean;
  /** Connections that the device forwards, of those that were looked at. */
  forwarded: number;
  /** Of these those with the servers concerned. */
  sameServer: number;
}

/**
 * `device`: what to call it. `way`: which packets end there, SYNs or SYN-ACKs; and how many. `enters`: the interface they came in by.
 * `forwarded`: connections that the device does forward.
 */
interface Facts {
  readonly device: string;
  readonly way: Way;
  readonly packets: number;
  readonly enters: string;
  readonly forwarded: number;
}

/**
 * S11: of all interfaces of a device, a SYN or SYN-ACK is seen to enter by one and to leave by none: the device drops it. Where an answer
 * comes by another interface than the SYN left by, that is a matter of interface-mismatch.ts.
 */
export const deviceDrops = rule<Facts, Mark>({
  name: "device-drops",
  question: "Which packets enter a device and leave it by no interface?",
  reads: ["entering", "leaving", "opens", "opened", "initial", "firstFrame", "packets"],
  leads: null,
  explainsAll: true,
  most: 200,
  start(context) {
    const {judgements, points, captures, devices, statements, conversations, scans, table} = context;
    if (!points.some(({hearsAll}) => hearsAll)) return null;
    const told = new Set(
      statements
        .filter(({kind}) => kind === "denied" || kind === "dropped")
        .map(({source}) => `${canonicalAddress(source.address)} ${source.port}`),
    );
    const floods = new Floods(table.forgotten);
    // Who sends one SYN to each of many, or in the name of many, wants no answer, and gets none for another reason (G6).
    const isMeant = (cursor: Cursor) => !scans.has(cursor) && !floods.has(cursor);
    return {
      asksFor: outcome => outcome === "unanswered" || outcome === "edge" || outcome === "stalled",
      see(cursor, groups) {
        const end = endOf(context, cursor);
        // What the device itself says of a connection says more.
        if (end === null || told.has(`${cursor.client.address} ${cursor.client.port}`)) return;
        const {flow, way} = end;
        const device = devices.of(flow.point);
        const side = way === "requests" ? flow.client : flow.server;
        floods.add(cursor, flow.client.opens);
        groups.add(cursor, `${flow.point} ${way}`, `${device} ${way}`, () => ({
          ...{device, way, point: flow.point, frame: side.firstFrame, forwarded: 0, sameServer: 0},
          isFirewall: points[flow.point]!.captures.some(id => printedBy(captures[id]!) !== null),
        }));
      },
      settle(groups) {
        const survey = surveyOf(
          context,
          [...groups].flatMap(({connections}) => connections),
        );
        return [...groups].flatMap(({mark, connections, isRest}) => {
          const forwarded = survey.forwarded(mark.device);
          // A host that forwards nothing drops nothing: it is the one that was asked.
          if (!mark.isFirewall && forwarded === 0) return [];
          const own = connections
            .filter(id => isMeant(conversations.cursor().move(id)))
            .filter(id => mark.way === "replies" || survey.isLost(id, mark.device));
          if (own.length === 0) return [];
          const sameServer = Math.min(...own.map(id => survey.forwardedTo(id, mark.device)));
          return [groupOf(own, conversations.cursor(), {...mark, forwarded, sameServer}, isRest)];
        });
      },
      judge({mark, connections, first}) {
        const {way, point, frame, forwarded, sameServer} = mark;
        const cursor = conversations.cursor();
        let packets = 0;
        for (const id of connections) {
          packets += syns(cursor.move(id), point, way);
          judgements.endInDevice(id, way === "replies");
        }
        const {device, captures: own, interface: enters, name} = points[point]!;
        const what = way === "requests" ? "SYN" : "SYN-ACK";
        const text = connectionText(cursor.move(first));
        return {
          certainty: "note",
          points: [point],
          facts: {
            ...{way, packets, forwarded},
            device: device ?? `the ${deviceWord(captures[own[0]!]!)}`,
            enters: enters ?? name,
          },
          evidence: [frameEvidence(context, frame, "S11", `${text}: a ${what} enters, and none leaves`)],
          alternatives: [
            {
              says: "it is addressed to the device itself, which does not answer",
              excludedBecause:
                way === "replies"
                  ? "the device forwarded its SYN"
                  : sameServer > 0
                    ? `the device forwards ${counted(sameServer, "connection")} to the same server`
                    : null,
            },
            {
              says: "it leaves under another address, which the capture's filter leaves out",
              excludedBecause:
                sameServer > 0 ? `${counted(sameServer, "connection")} to the same server are seen to leave` : null,
            },
          ],
        };
      },
    };
  },
  words: ({device, way, packets, enters, forwarded, connections, clients, servers}) =>
    `${counted(packets, way === "requests" ? "SYN" : "SYN-ACK")} of ${counted(connections, "connection")} from ` +
    `${clients} to ${servers} ${packets === 1 ? "enters" : "enter"} ${device} by ${enters} and ` +
    `${packets === 1 ? "leaves" : "leave"} it by no interface` +
    (forwarded > 0 ? `; it forwards ${counted(forwarded, "other")}` : ""),
  headline: ({device, way, enters, connections}) =>
    `${way === "requests" ? "SYNs" : "SYN-ACKs"} of ${counted(connections, "connection")} enter ${device} by ${enters} ` +
    "and leave it by no interface",
});

/** Where a connection's SYN, or SYN-ACK, ends; null where it leaves, goes on, or its answer comes by another interface. */
function endOf(context: Context, cursor: Cursor): {flow: FlowView; way: Way} | null {
  if ((cursor.clientEvents | cursor.serverEvents) & goesOn) return null;
  for (let i = 0; i < cursor.flowCount; i++) {
    const flow = cursor.flows[i]!;
    const {hearsAll, stage} = context.points[flow.point]!;
    if (!hearsAll || stage !== null) continue;
    const device = context.devices.of(flow.point);
    const at = cursor.flows
      .slice(0, cursor.flowCount)
      .filter(one => context.devices.of(one.point) === device && context.points[one.point]!.stage === null);
    const requestsLeave = at.some(({client}) => client.leaving > 0);
    const {client, server} = flow;
    if (client.entering > 0 && client.opens > 0 && !requestsLeave && at.every(one => one.server.packets === 0))
      return {flow, way: "requests"};
    const isForwarded = requestsLeave && at.some(one => one.client.entering > 0);
    // It comes in by the interface that the SYN left by.
    const comesBack = server.entering > 0 && server.opens > 0 && client.leaving > 0;
    if (comesBack && isForwarded && at.every(one => one.server.leaving === 0)) return {flow, way: "replies"};
  }
  return null;
}

/** How many SYNs, or SYN-ACKs, of a connection a point has. */
function syns(cursor: Cursor, point: number, way: Way): number {
  let most = 0;
  for (let i = 0; i < cursor.flowCount; i++) {
    const flow = cursor.flows[i]!;
    if (flow.point === point) most = Math.max(most, (way === "requests" ? flow.client : flow.server).opens);
  }
  return most;
}
