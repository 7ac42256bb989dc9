import type {Endpoint} from "../flow/address.ts";
import type {Analysis, ConnectionRecord} from "../judge/analysis.ts";

const SYN = 0x02;
const ACK = 0x10;

/** Returns a key of a connection's two ends, whichever of them is taken for the client. */
export function tupleKey({client, server}: Pick<ConnectionRecord, "client" | "server">): string {
  const [one, other] = [endText(client), endText(server)];
  return one < other ? `${one} ${other}` : `${other} ${one}`;
}

const endText = ({address, port}: Endpoint) => `${address} ${port}`;

/** Whether a handshake's first or second packet is in the capture. */
export const isOpened = (record: ConnectionRecord): boolean =>
  record.flows.some(({requests, replies}) => requests.syn > 0 || replies.synAck > 0);

/**
 * Whether two connections of the same ends, one of each capture, are one: the one after began with the same numbers, or before its
 * capture did.
 */
export function isSame(before: Analysis, beforeId: number, after: Analysis, afterId: number): boolean {
  if (!isOpened(after.connection(afterId, false))) return true;
  const one = openings(before, beforeId);
  const other = openings(after, afterId);
  if (one.client !== null && other.client !== null) return one.client === other.client;
  return one.server !== null && one.server === other.server;
}

/** The initial sequence numbers of a connection, as far as they are known. */
function openings(analysis: Analysis, id: number): {client: number | null; server: number | null} {
  let client: number | null = null;
  let server: number | null = null;
  for (const {ladder} of analysis.connection(id).flows) {
    for (const {side, flags, sequence, acknowledgment} of ladder) {
      if ((flags & SYN) === 0) continue;
      if ((flags & ACK) === 0 && side === 0) client ??= sequence;
      else if (flags & ACK && side === 1) {
        server ??= sequence;
        client ??= (acknowledgment - 1) >>> 0;
      }
    }
  }
  return {client, server};
}
