import type {Statement, StatementKind} from "../capture/statement.ts";
import {Flag} from "../decode/packet.ts";
import type {Cursor} from "../flow/cursor.ts";
import {bit} from "../flow/handshake.ts";
import {alive, goesOn} from "../flow/hidden.ts";
import type {Time} from "../time/time.ts";

/** So many packets dropped one after the other, and nothing goes on between or after them: no drop by the way. */
const leastDrops = 2;

/**
 * Whether a connection fails as a device drops packets of one of its directions: none of them is forwarded after these, and the other
 * side does not go on. One drop may be a shaper's, or of a session that expired; but none that ends the session.
 */
export function isStopped(cursor: Cursor, statements: readonly Statement[], isRequest: boolean): boolean {
  const drops = statements.filter(({flags}) => flags >= 0 && !(flags & (Flag.reset | Flag.fin)));
  if (drops.length === 0) return false;
  const {clientEvents, serverEvents} = cursor;
  // Where one side is not seen, nobody knows how it fares; and who has said all misses nothing.
  if (!(clientEvents & alive) || !(serverEvents & alive) || clientEvents & serverEvents & bit.close) return false;
  const last = progress(cursor, isRequest);
  const vain = drops.filter(({time}) => time >= last);
  return vain.length >= leastDrops || vain.some(({kind}) => kind === "interface-changed");
}

/**
 * Whether a device drops the SYNs of a connection that gets no answer, for a reason that asymmetry has no part in. To one that it
 * forwarded, before or after, the answer may be missing all the same.
 */
export function isRefused(cursor: Cursor, statements: readonly Statement[], isRequest: boolean): boolean {
  if (!isRequest || cursor.serverEvents & alive || cursor.clientEvents & goesOn) return false;
  const wasForwarded = progress(cursor, true) > Number.NEGATIVE_INFINITY;
  return !wasForwarded && statements.some(({kind, flags}) => reasons.has(kind) && isSyn(flags));
}

const reasons: ReadonlySet<StatementKind> = new Set(["denied", "dropped"]);

/** Where no flags are told, it is what the connection consists of. */
const isSyn = (flags: number): boolean => flags < 0 || (flags & (Flag.syn | Flag.ack)) === Flag.syn;

/** Returns when a connection last went on: a packet of the direction left a device, or the other side did more than open it. */
function progress(cursor: Cursor, isRequest: boolean): Time {
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < cursor.flowCount; i++) {
    const {client, server} = cursor.flows[i]!;
    const [own, other] = isRequest ? [client, server] : [server, client];
    if (own.leaving > 0) last = Math.max(last, own.last);
    if (other.events & goesOn) last = Math.max(last, other.last);
  }
  return last;
}
