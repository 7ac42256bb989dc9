import type {CapturePoint} from "../capture/points.ts";
import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import type {SideView} from "../flow/side-view.ts";
import type {FlowView} from "../flow/view.ts";
import type {Context} from "./context.ts";

/** How the two directions of a connection pass one device. */
export interface Passing {
  readonly requests: Passage;
  readonly replies: Passage;
}

/** Interfaces of a device by which requests leave (or enter), and others by which replies enter (or leave). */
export interface Mismatch {
  readonly out: readonly FlowView[];
  readonly back: readonly FlowView[];
  /** Whether the device itself names all of them. */
  readonly isTold: boolean;
  /** Whether a direction shows at one interface alone, of which nothing tells whether it enters or leaves there. */
  readonly isSingle: boolean;
}

/** Which interfaces a side's packets entered and left by. */
interface Passage {
  readonly in: FlowView[];
  readonly out: FlowView[];
  /** Whether the capture tells it by its own word. */
  readonly isTold: boolean;
  /** Whether it shows at one interface alone, as it dies there or the others were not captured. */
  readonly isSingle: boolean;
}

/** Returns the interfaces of a device by which both directions of a connection pass it; null where fewer than two saw any of it. */
export function passingOf({devices, points}: Context, cursor: Cursor, device: number): Passing | null {
  // Stages are no interfaces: a packet passes several of them on its way.
  const flows = cursor.flows
    .slice(0, cursor.flowCount)
    .filter(flow => points[flow.point]!.stage === null && devices.of(flow.point) === device);
  if (flows.length < 2) return null;
  return {
    requests: passage(points, flows, flow => flow.client),
    replies: passage(points, flows, flow => flow.server),
  };
}

/**
 * Returns the interfaces on the servers' side of a device (or on the clients') that requests and replies do not share: none of them
 * carried both, and all were captured at the same time. Null where they share them, or nothing is known.
 */
export function mismatchOf({points: all, table}: Context, passing: Passing, ofServers: boolean): Mismatch | null {
  const {requests, replies} = passing;
  const [out, back] = ofServers ? [requests.out, replies.in] : [requests.in, replies.out];
  if (out.length === 0 || back.length === 0) return null;
  if (out.some(flow => isAlive(flow.server)) || back.some(flow => isAlive(flow.client))) return null;
  // Under other addresses, both directions may pass one interface.
  if (out.some(({point}) => back.some(other => other.point === point))) return null;
  // What dies at an interface that the other direction passes as well came in by the right one.
  if (diesWhere(replies, requests) || diesWhere(requests, replies)) return null;
  const isTold = requests.isTold && replies.isTold;
  const mismatch = {out, back, isTold, isSingle: requests.isSingle || replies.isSingle};
  const points = [...out, ...back].map(flow => flow.point);
  // One capture of several interfaces has them all from its start to its end.
  if (sameCapture(points.map(id => all[id]!))) return mismatch;
  const begin = Math.max(...points.map(id => table.periods.began(id)));
  return begin < Math.min(...points.map(id => table.periods.ended(id))) ? mismatch : null;
}

/** Whether one direction shows at a single interface, and the other passes that one, too. */
const diesWhere = (one: Passage, other: Passage): boolean =>
  one.isSingle && [...other.in, ...other.out].some(({point}) => point === one.in[0]!.point);

/** Returns {@link mismatchOf} of a connection at one device. */
export function mismatchAt(context: Context, cursor: Cursor, device: number, ofServers: boolean): Mismatch | null {
  const passing = passingOf(context, cursor, device);
  return passing === null ? null : mismatchOf(context, passing, ofServers);
}

/**
 * Whether what single interfaces of a device lack is no asymmetry, although both directions passed it by interfaces of their own. Either
 * the capture does not show all that passes: of one direction only what enters, or only what leaves. Or each side of the device has an
 * interface that carried both directions: the others there are parts of it (a VLAN and its parent, a bundle and its members), and
 * the same packet is seen at several of them.
 */
export function isWhole({requests, replies}: Passing): boolean {
  if (!requests.isTold || !replies.isTold) return false;
  const isHalf = (passage: Passage) => (passage.in.length === 0) !== (passage.out.length === 0);
  if (isHalf(requests) || isHalf(replies)) return true;
  const hasBoth = (flow: FlowView) => isAlive(flow.client) && isAlive(flow.server);
  const sides = [
    [...requests.out, ...replies.in],
    [...requests.in, ...replies.out],
  ];
  return sides.every(flows => flows.some(hasBoth));
}

/** Whether what single interfaces of a device lack of a connection is no asymmetry, see {@link isWhole}. */
export function passesWhole(context: Context, cursor: Cursor, device: number): boolean {
  const passing = passingOf(context, cursor, device);
  return passing !== null && isWhole(passing);
}

/**
 * Returns the flows by which one side's packets entered and left the device: by the capture's own word where it has one, else by the hop
 * count, which falls on the way through, else by time where one clock told it.
 */
function passage(
  points: readonly CapturePoint[],
  flows: readonly FlowView[],
  sideOf: (flow: FlowView) => SideView,
): Passage {
  const seen = flows.filter(flow => sideOf(flow).packets > sideOf(flow).reset);
  const told = seen.filter(flow => sideOf(flow).entering + sideOf(flow).leaving > 0);
  if (told.length > 0)
    return {
      in: told.filter(flow => sideOf(flow).entering > 0),
      out: told.filter(flow => sideOf(flow).leaving > 0),
      isTold: true,
      isSingle: false,
    };
  const isTold = false;
  // What shows at one interface alone did not pass by the others, whether it enters or leaves there.
  if (seen.length < 2) return {in: seen, out: seen, isTold, isSingle: seen.length === 1};
  const ttlOf = (flow: FlowView) => sideOf(flow).ttls.at(-1) ?? 0;
  const most = Math.max(...seen.map(ttlOf));
  const least = Math.min(...seen.map(ttlOf));
  if (most > least)
    return {
      in: seen.filter(flow => ttlOf(flow) === most),
      out: seen.filter(flow => ttlOf(flow) === least),
      isTold,
      isSingle: false,
    };
  // Clocks of different captures differ by more than the way through a box takes.
  if (!sameCapture(seen.map(flow => points[flow.point]!))) return {in: [], out: [], isTold, isSingle: false};
  const ordered = [...seen].sort((a, b) => sideOf(a).first - sideOf(b).first);
  return {in: [ordered[0]!], out: [ordered.at(-1)!], isTold, isSingle: false};
}

/** Whether one capture holds the packets of all these points: then their times are by one clock. */
const sameCapture = (points: readonly CapturePoint[]): boolean =>
  points[0]!.captures.some(capture => points.every(point => point.captures.includes(capture)));
