import type {Cursor} from "../flow/cursor.ts";
import {Exchange, type Hosts} from "../flow/hosts.ts";
import type {FlowView} from "../flow/view.ts";

/** Fields of `Exchange` that make up a kind of probe: what the client sends, what the server answers, and the first of each. */
export interface ProbeFields {
  readonly sent: number;
  readonly received: number;
  readonly firstSent: number;
  readonly firstReceived: number;
}

/** Probes that a client sent to a server, and their answers; ordinals of the frames that were the first, −1 where there is none. */
export interface Probed {
  readonly sent: number;
  readonly received: number;
  readonly firstSent: number;
  readonly firstReceived: number;
}

export const nothingProbed: Probed = {sent: 0, received: 0, firstSent: -1, firstReceived: -1};

/** Returns what the hosts of a flow of the connection under the cursor exchanged at its point. */
export function probed(hosts: Hosts, cursor: Cursor, flow: FlowView, fields: ProbeFields): Probed {
  const row = hosts.rowOf(cursor, flow);
  if (row === 0) return nothingProbed;
  const value = (field: number) => hosts.registry.values[row * Exchange.fields + field]!;
  const {clientSide} = flow;
  const serverSide = clientSide ^ 1;
  return {
    sent: value(fields.sent + clientSide),
    received: value(fields.received + serverSide),
    firstSent: value(fields.firstSent + clientSide) - 1,
    firstReceived: value(fields.firstReceived + serverSide) - 1,
  };
}
