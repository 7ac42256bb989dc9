import {Flag} from "../decode/packet.ts";
import {firstRung} from "./ladder.ts";
import {Cold, detailWords, Head, Hot} from "./record.ts";
import {type FlowTable, sideAt} from "./table.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {
  synAck: coldSynAck,
  syn: coldSyn,
  fin: coldFin,
  reset: coldReset,
  entering: coldEntering,
  leaving: coldLeaving,
  words: coldWords,
  resetFrame: coldResetFrame,
  opens: coldOpens,
  proofFrame: coldProofFrame,
  proofTime: coldProofTime,
} = Cold;
const {first: headFirst, detail: headDetail} = Head;
const {via: hotVia, firstFrame: hotFirstFrame, rounds: hotRounds, first: hotFirst} = Hot;
const {syn: flagSyn, fin: flagFin, reset: flagReset, ack: flagAck} = Flag;

/** Steps the counters of a side (its words begin at `at`) that every packet steps, copies too. */
export function countFlags(cold: Int32Array, at: number, flags: number, direction: number): void {
  if (flags & (flagSyn | flagFin | flagReset)) {
    if (flags & flagSyn) cold[at + (flags & flagAck ? coldSynAck : coldSyn)]!++;
    if (flags & flagFin) cold[at + coldFin]!++;
    if (flags & flagReset) cold[at + coldReset]!++;
  }
  if (direction === 1) cold[at + coldEntering]!++;
  else if (direction === 2) cold[at + coldLeaving]!++;
}

/** Gives a flow its detail block, when its second packet comes, and writes into it what the first one had to say. */
export function addDetail(table: FlowTable, id: number): void {
  const words = table.flows.ints[id >>> 12]!;
  const floats = table.flows.floats[id >>> 12]!;
  const head = (id & 4095) << 6;
  const side = words[head + headFirst]! & 1;
  const flags = (words[head + headFirst]! >> 8) & 0xff;
  const own = sideAt(id, side);
  const block = table.details.add();
  words[head + headDetail] = block;
  const cold = table.details.ints[block >>> 11]!;
  const at = (block & 2047) * detailWords + side * coldWords;
  countFlags(cold, at, flags, table.paths.direction(words[own + hotVia]! & 0xffff));
  const frame = words[own + hotFirstFrame]!;
  if (flags & flagReset) cold[at + coldResetFrame] = frame + 1;
  else if (flags & flagSyn) cold[at + coldOpens] = 1;
  if (words[own + hotRounds] !== 0) {
    cold[at + coldProofFrame] = frame + 1;
    table.details.floats[block >>> 11]![(at + coldProofTime) >> 1] = floats[(own + hotFirst) >> 1]!;
  }
  firstRung(table, words, floats, head, own);
}
