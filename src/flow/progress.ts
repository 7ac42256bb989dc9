import {second} from "../time/time.ts";
import {bit} from "./handshake.ts";
import {isAlive} from "./hidden.ts";
import {Known} from "./record.ts";
import type {SideView} from "./side-view.ts";
import type {FlowView} from "./view.ts";

/** Sent twice more, over so long since the first time (RFC 6298: the gaps double, from 0.2 to 1 s on): that is no single loss. */
const leastAgain = 2;
const patience = 3 * second;

/**
 * How a connection that has begun gets on: `on`, to its end by FIN or to the capture's; `stopped`: a side sends the same bytes three
 * times or more over three seconds or more, and they are not acknowledged to its end, however well it began, or it gives up and resets
 * them; `unknown`: the same for a shorter time, or both are silent while bytes are not acknowledged.
 */
export type Progress = "on" | "stopped" | "unknown";

/** What is asked of a connection: all of its flows, and which have the same addresses and ports. */
export interface Flows {
  readonly flows: readonly FlowView[];
  readonly flowCount: number;
  hasSameTuple(one: FlowView, two: FlowView): boolean;
}

/** Where a connection stopped: the flow, and the side that repeats itself. */
export interface Stop {
  readonly flow: FlowView;
  readonly side: SideView;
  /** The one that does not acknowledge. */
  readonly silent: SideView;
}

/** Returns where a connection stopped, or null if it did not. */
export const stopOf = (connection: Flows): Stop | null => repeating(connection, hasStopped);

/** Returns how a connection gets on; `ended` returns when the packets of a point end. */
export function progressOf(connection: Flows, ended: (point: number) => number): Progress {
  if (stopOf(connection) !== null) return "stopped";
  if (repeating(connection, isRepeating) !== null || isSilent(connection, ended)) return "unknown";
  return "on";
}

function repeating(connection: Flows, is: (side: SideView) => boolean): Stop | null {
  for (let i = 0; i < connection.flowCount; i++) {
    const flow = connection.flows[i]!;
    const {client, server} = flow;
    if (is(client) && !isAcknowledged(connection, flow, true)) return {flow, side: client, silent: server};
    if (is(server) && !isAcknowledged(connection, flow, false)) return {flow, side: server, silent: client};
  }
  return null;
}

const isRepeating = (side: SideView): boolean => side.againCount >= leastAgain;
const hasStopped = (side: SideView): boolean =>
  isRepeating(side) && (side.last - side.againTime >= patience || side.reset > 0);

/** Whether what a side sent again was acknowledged after all, at any point: the acknowledgment may pass another than the bytes. */
function isAcknowledged(connection: Flows, flow: FlowView, isClient: boolean): boolean {
  const {again} = isClient ? flow.client : flow.server;
  for (let i = 0; i < connection.flowCount; i++) {
    const there = connection.flows[i]!;
    const other = isClient ? there.server : there.client;
    if (other.known & Known.ack && ((other.lastAck - again) | 0) > 0 && hasSameNumbers(connection, flow, there))
      return true;
  }
  return false;
}

/** Whether two flows of a connection count from the same numbers, as far as that can be told: no device between rewrites them. */
function hasSameNumbers(connection: Flows, one: FlowView, two: FlowView): boolean {
  if (one === two) return true;
  if (!connection.hasSameTuple(one, two)) return false;
  const same = (a: SideView, b: SideView) => !a.opened || !b.opened || a.initial === b.initial;
  return same(one.client, two.client) && same(one.server, two.server);
}

/** Whether nobody says anything more, though nothing was closed, and each point that saw both sides saw bytes that were not acknowledged. */
function isSilent({flows, flowCount}: Flows, ended: (point: number) => number): boolean {
  let isOpen = false;
  for (let i = 0; i < flowCount; i++) {
    const {client, server, point} = flows[i]!;
    if ((client.events | server.events) & (bit.close | bit.reset)) return false;
    // A side that answers what was not seen shows that the other goes on elsewhere.
    if (client.rounds + server.rounds > 0) return false;
    if (Math.max(client.packets > 0 ? client.last : 0, server.packets > 0 ? server.last : 0) > ended(point) - patience)
      return false;
    if (!isAlive(client) || !isAlive(server)) continue;
    if (!isOutstanding(client, server) && !isOutstanding(server, client)) return false;
    isOpen = true;
  }
  return isOpen;
}

/** Whether bytes that a side has sent are not acknowledged by what was seen of the other. */
const isOutstanding = (side: SideView, other: SideView): boolean =>
  (side.known & (Known.sent | Known.carried)) === (Known.sent | Known.carried) &&
  (other.known & Known.ack) !== 0 &&
  ((side.sentTo - other.lastAck) | 0) > 0;
