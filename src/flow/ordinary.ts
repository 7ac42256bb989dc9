import {bit, bitsPerSide, stateOf} from "./handshake.ts";
import {goesOn} from "./hidden.ts";
import {Head, Hot, headAt, Known} from "./record.ts";
import type {FlowTable} from "./table.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {seen: headSeen, sides: headSides} = Head;
const {
  words: hotWords,
  rounds: hotRounds,
  window: hotWindow,
  via: hotVia,
  ttls: hotTtls,
  known: hotKnown,
  sentTo: hotSentTo,
  lastAck: hotLastAck,
} = Hot;
const {initial: knownInitial, sent: knownSent} = Known;

/** What the events of both sides say, where they were asked before. */
const Kind = {unasked: 0, other: 1, established: 2, joined: 3} as const;
const {unasked, other, established} = Kind;
const decided = new Uint8Array(1 << (2 * bitsPerSide));

/**
 * Returns the state of a flow that is as most are, null of any other: both sides go on, from SYN and SYN-ACK or from before the capture,
 * with no number that ran ahead (P14), no gap, all that was sent acknowledged, one path and one hop count each way, the same way back. No detector has a question about
 * such a flow if it is all of its connection: what one comes to ask of whole connections is to be asked here as well.
 */
export function ordinaryState(table: FlowTable, id: number): "established" | "joined" | null {
  const words = table.flows.ints[id >>> 10]!;
  const at = headAt(id);
  const seen = words[at + headSeen]!;
  if (decided[seen] === unasked) decided[seen] = kindOf(seen);
  const kind = decided[seen]!;
  if (kind === other) return null;
  const one = at + headSides;
  const two = one + hotWords;
  // Rounds, holes, and changes of path stand in the upper halves; a second hop count above the first.
  const halves =
    words[one + hotRounds]! |
    words[two + hotRounds]! |
    words[one + hotWindow]! |
    words[two + hotWindow]! |
    words[one + hotVia]! |
    words[two + hotVia]!;
  if (halves >>> 16 !== 0 || (words[one + hotTtls]! | words[two + hotTtls]!) >>> 8 !== 0) return null;
  if (!table.paths.mirrors(words[one + hotVia]! & 0xffff, words[two + hotVia]! & 0xffff)) return null;
  if (isOutstanding(words, one, two) || isOutstanding(words, two, one)) return null;
  if (kind !== established) return "joined";
  // A SYN taken for a copy opens nothing.
  return words[one + hotKnown]! & words[two + hotKnown]! & knownInitial ? "established" : null;
}

/** Whether a side has sent what the other did not acknowledge: then it may have stopped (progress.ts). */
const isOutstanding = (words: Int32Array, side: number, other: number): boolean =>
  (words[side + hotKnown]! & knownSent) !== 0 && ((words[side + hotSentTo]! - words[other + hotLastAck]!) | 0) > 0;

function kindOf(seen: number): number {
  const low = seen & ((1 << bitsPerSide) - 1);
  const high = seen >> bitsPerSide;
  if (((low | high) & (bit.open | bit.accept)) === 0) return stateOf(low, high) === "joined" ? Kind.joined : other;
  if (((low ^ high) & bit.open) === 0) return other;
  const [client, server] = low & bit.open ? [low, high] : [high, low];
  return stateOf(client, server) === "established" && server & goesOn ? established : other;
}
