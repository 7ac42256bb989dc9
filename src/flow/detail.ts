import {Flag} from "../decode/packet.ts";
import {firstRung} from "./ladder.ts";
import {Cold, detailWords, Head, Hot} from "./record.ts";
import {type FlowTable, sideAt} from "./table.ts";

/** Steps the counters of a side (its words begin at `at`) that every packet steps, copies too. */
export function countFlags(cold: Int32Array, at: number, flags: number, direction: number): void {
  if (flags & (Flag.syn | Flag.fin | Flag.reset)) {
    if (flags & Flag.syn) cold[at + (flags & Flag.ack ? Cold.synAck : Cold.syn)]!++;
    if (flags & Flag.fin) cold[at + Cold.fin]!++;
    if (flags & Flag.reset) cold[at + Cold.reset]!++;
  }
  if (direction === 1) cold[at + Cold.entering]!++;
  else if (direction === 2) cold[at + Cold.leaving]!++;
}

/** Gives a flow its detail block, when its second packet comes, and writes into it what the first one had to say. */
export function addDetail(table: FlowTable, id: number): void {
  const words = table.flows.ints[id >>> 12]!;
  const floats = table.flows.floats[id >>> 12]!;
  const head = (id & 4095) << 6;
  const side = words[head + Head.first]! & 1;
  const flags = (words[head + Head.first]! >> 8) & 0xff;
  const own = sideAt(id, side);
  const block = table.details.add();
  words[head + Head.detail] = block;
  const cold = table.details.ints[block >>> 11]!;
  const at = (block & 2047) * detailWords + side * Cold.words;
  countFlags(cold, at, flags, table.paths.direction(words[own + Hot.via]! & 0xffff));
  const frame = words[own + Hot.firstFrame]!;
  if (flags & Flag.reset) cold[at + Cold.resetFrame] = frame + 1;
  else if (flags & Flag.syn) cold[at + Cold.opens] = 1;
  if (words[own + Hot.rounds] !== 0) {
    cold[at + Cold.proofFrame] = frame + 1;
    table.details.floats[block >>> 11]![(at + Cold.proofTime) >> 1] = floats[(own + Hot.first) >> 1]!;
  }
  firstRung(table, words, floats, head, own);
}
