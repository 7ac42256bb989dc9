import type {Count, SideSession} from "../capture/side/record.ts";
import type {Way} from "../flow/way.ts";
import {keyOf, type SessionShape, shapeOf} from "./sessions.ts";

/** A session that a device lists, where no packet of it was captured: the last reading of it, and the first where there are several. */
export interface LoneSession {
  readonly session: SideSession;
  readonly before: SideSession | null;
  readonly shape: SessionShape;
}

/** A SYN is sent so often at most (Linux, tcp_syn_retries 6), with so many bytes, options of IPv4 and Ethernet's header among them. */
const mostSyns = 7;
const bytesOfSyn = 74;
/** Bytes of a SYN at most, VLAN tag included: where packets are larger on average, others are among them. */
const meanOfSyns = 78;

/** Returns the sessions that devices list, each once. What a member of a cluster knows of its peer alone counts nothing there. */
export function loneSessions(sessions: readonly SideSession[]): LoneSession[] {
  const readings = new Map<string, {session: SideSession; before: SideSession | null}>();
  for (const session of sessions) {
    if (session.platform === "fortios" && session.byPeer) continue;
    // pf has a state for each interface.
    const key = `${session.device}\n${session.id}\n${session.enters}\n${tupleOf(session)}`;
    const known = readings.get(key);
    if (known === undefined) readings.set(key, {session, before: null});
    else readings.set(key, {session, before: known.before ?? known.session});
  }
  return [...readings.values()].map(one => ({...one, shape: shapeOf(one.session)}));
}

/** The ends of a session, whichever of them the device takes for the client. */
export const tupleOf = ({client, server}: SideSession): string =>
  [keyOf(client, server), keyOf(server, client)].sort()[0]!;

/** Returns whether repeated SYNs, and nothing else, may be what a direction counts; so it is too where it counts nothing that tells. */
export function mayBeSyns({packets, bytes}: Count): boolean {
  if (packets !== null && packets > mostSyns) return false;
  if (bytes === null) return true;
  if (packets !== null && packets > 0) return bytes / packets <= meanOfSyns;
  return bytes <= mostSyns * bytesOfSyn;
}

/** Returns what the one direction counts that a half of a session has. */
export const countedOf = ({requests, replies}: SideSession, way: Way): Count =>
  way === "requests" ? requests : replies;

/** Returns how much of a direction was added between two readings, in bytes or else in packets; null where there is one reading, or none tells. */
export function grownBy({session, before}: LoneSession, way: Way): Count | null {
  if (before === null) return null;
  const [was, is] = [countedOf(before, way), countedOf(session, way)];
  const more = (from: number | null, to: number | null) =>
    from === null || to === null ? null : Math.max(0, to - from);
  return {packets: more(was.packets, is.packets), bytes: more(was.bytes, is.bytes)};
}
