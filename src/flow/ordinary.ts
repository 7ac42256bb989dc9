import {bit, bitsPerSide, stateOf} from "./handshake.ts";
import {alive, goesOn} from "./hidden.ts";
import {Head, Hot, Known} from "./record.ts";
import type {FlowTable} from "./table.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {seen: headSeen, sides: headSides} = Head;
const {words: hotWords, rounds: hotRounds, window: hotWindow, via: hotVia, hops: hotHops, known: hotKnown} = Hot;
const {initial: knownInitial} = Known;

/** Events of both sides → 2 where they are those of a whole handshake whose both sides went on, 1 where not, 0 where not asked yet. */
const known = new Uint8Array(1 << (2 * bitsPerSide));

/**
 * Whether a flow is as most are: SYN, SYN-ACK, and both sides going on, with no number that ran ahead (P14), no gap, one path and one hop
 * count each way, the same way back. Its conversation, if it has no other flow, is `complete`, and nothing is missing of it.
 */
export function isOrdinary(table: FlowTable, id: number): boolean {
  const words = table.flows.ints[id >>> 10]!;
  const at = (id & 1023) << 6;
  const seen = words[at + headSeen]!;
  if (known[seen] === 0) known[seen] = isWhole(seen) ? 2 : 1;
  if (known[seen] === 1) return false;
  const one = at + headSides;
  const two = one + hotWords;
  return (
    (words[one + hotKnown]! & words[two + hotKnown]! & knownInitial) !== 0 &&
    // Rounds, holes, and changes of path stand in the upper halves; a second hop count above the first.
    ((words[one + hotRounds]! |
      words[two + hotRounds]! |
      words[one + hotWindow]! |
      words[two + hotWindow]! |
      words[one + hotVia]! |
      words[two + hotVia]!) &
      ~0xffff) ===
      0 &&
    ((words[one + hotHops]! | words[two + hotHops]!) & ~0xff) === 0 &&
    table.paths.mirrors(words[one + hotVia]! & 0xffff, words[two + hotVia]! & 0xffff)
  );
}

function isWhole(seen: number): boolean {
  const low = seen & ((1 << bitsPerSide) - 1);
  const high = seen >> bitsPerSide;
  if (((low ^ high) & bit.open) === 0) return false;
  const [client, server] = low & bit.open ? [low, high] : [high, low];
  return (
    stateOf(client, server) === "established" &&
    (client & bit.accept) === 0 &&
    (server & goesOn) !== 0 &&
    (client & alive) !== 0
  );
}
