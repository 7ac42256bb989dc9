import type {SideSession} from "../capture/side/record.ts";
import type {StatedEnd} from "../capture/statement.ts";
import {canonicalAddress, type Endpoint} from "../flow/address.ts";
import type {Cursor} from "../flow/cursor.ts";
import type {Way} from "../flow/way.ts";

/** Connections that are looked up for one finding. */
const maximumLookedUp = 10_000;
const maximumMatches = 2000;
/** Readings of one tuple: of several devices, and at several times. */
const maximumReadings = 32;

/** What a session counts: both directions, one only, or nothing that tells. */
export type SessionShape = "both" | "requests" | "replies" | "none";

/** A session of a device, with the connection that it is of. */
export interface SessionMatch {
  readonly session: SideSession;
  readonly connection: number;
  /** The first reading of the same session, where it was listed several times; else null. */
  readonly before: SideSession | null;
  readonly shape: SessionShape;
}

/** Sessions that devices list, by their addresses and ports: as requests name them, before and behind a translation. */
export class Sessions {
  readonly #byTuple = new Map<string, SideSession[]>();
  readonly count: number;
  /** As devices list them, in the order of reading. */
  readonly all: readonly SideSession[];

  constructor(sessions: readonly SideSession[]) {
    this.all = sessions;
    this.count = sessions.length;
    // A device that saw the replies alone takes the server for who opened it, as conntrack does in mid-stream.
    for (const session of sessions.flatMap(one => [one, turned(one)]))
      for (const key of keysOf(session)) {
        const list = this.#byTuple.get(key);
        if (list === undefined) this.#byTuple.set(key, [session]);
        else if (list.length < maximumReadings) list.push(session);
        // The last one tells most.
        else list[maximumReadings - 1] = session;
      }
  }

  /** Returns the sessions of the connection under the cursor, of each device the last reading. */
  of(cursor: Cursor): SessionMatch[] {
    if (this.count === 0) return [];
    const found = new Set<SideSession>();
    for (let i = 0; i < cursor.flowCount; i++) {
      const flow = cursor.flows[i]!;
      const key = keyOf(cursor.endpointOf(flow, true), cursor.endpointOf(flow, false));
      for (const session of this.#byTuple.get(key) ?? []) found.add(session);
    }
    const readings = new Map<string, SideSession[]>();
    for (const session of found) {
      // A log tells the end of a session that a listing told of before.
      const key = `${session.device}\n${session.id}`;
      readings.set(key, [...(readings.get(key) ?? []), session]);
    }
    return [...readings.values()].map((list): SessionMatch => {
      const session = list.at(-1)!;
      return {
        session,
        connection: cursor.id,
        before: list.length > 1 ? list[0]! : null,
        shape: shapeOf(session),
      };
    });
  }

  /** Returns the sessions of some connections. */
  ofAll(cursor: Cursor, conversations: readonly number[], limit = maximumLookedUp): SessionMatch[] {
    if (this.count === 0) return [];
    const all: SessionMatch[] = [];
    for (const id of conversations.slice(0, limit)) {
      all.push(...this.of(cursor.move(id)));
      if (all.length >= maximumMatches) break;
    }
    return all;
  }
}

/** The same session, told from the other end. */
function turned(session: SideSession): SideSession {
  const {client, server, translated, requests, replies} = session;
  return {
    ...session,
    client: server,
    server: client,
    translated: translated === null ? null : {client: translated.server, server: translated.client},
    requests: replies,
    replies: requests,
  };
}

/** The tuple may be seen before or behind either translation. */
function keysOf({client, server, translated}: SideSession): Set<string> {
  const ends = (side: "client" | "server") =>
    translated === null
      ? [side === "client" ? client : server]
      : [side === "client" ? client : server, translated[side]];
  return new Set(ends("client").flatMap(from => ends("server").map(to => keyOf(from, to))));
}

/** Returns the two ends of a session as one key. */
export const keyOf = (client: StatedEnd | Endpoint, server: StatedEnd | Endpoint): string =>
  `${canonicalAddress(client.address)} ${client.port} ${canonicalAddress(server.address)} ${server.port}`;

/** Returns which directions a session counts. Without numbers only a mark tells that replies are missing. */
export function shapeOf({requests, replies}: SideSession): SessionShape {
  const back =
    replies.packets === null && replies.bytes === null ? 1 : Math.max(replies.packets ?? 0, replies.bytes ?? 0);
  const there =
    requests.packets === null && requests.bytes === null ? 1 : Math.max(requests.packets ?? 0, requests.bytes ?? 0);
  if (there > 0) return back > 0 ? "both" : "requests";
  return back > 0 ? "replies" : "none";
}

/** Whether a session speaks for a direction that is missing, against it, or not at all. */
export function speaksFor(shape: SessionShape, missing: Way): boolean | null {
  if (shape === "none") return null;
  if (shape === "both") return false;
  // A device that counts only what is said to be missing has another half of the connection.
  return shape !== missing;
}
