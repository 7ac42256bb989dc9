import {after, Flag, type Packet} from "../decode/packet.ts";
import {second} from "../time/time.ts";
import {bit, bitsPerSide} from "./handshake.ts";
import {Head, Hot, headAt, Known, sideAt, word} from "./record.ts";
import type {FlowTable} from "./table.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {previous: headPrevious, seen: headSeen} = Head;
const {
  known: hotKnown,
  initial: hotInitial,
  firstAck: hotFirstAck,
  first: hotFirst,
  last: hotLast,
  sentTo: hotSentTo,
} = Hot;
const {initial: knownInitial, ack: knownAck, sent: knownSent} = Known;
const {ack: flagAck} = Flag;
const {accept: bitAccept, reset: bitReset, open: bitOpen} = bit;

/** How far back the flows of one tuple are asked whether a packet is theirs. */
const chainLength = 8;
/** A SYN may be captured so long after packets that it made possible: frames of several interfaces come out of order. */
const lateness = second;
/** Bytes that a connection may be into its stream when its late SYN comes. */
const lateBytes = 1 << 24;
/** Sequence numbers further apart than this are not of one window (RFC 7323: at most 2³⁰ are in flight). */
const window = 1 << 26;

const within = (from: number, to: number, bound: number) => ((to - from) | 0) >= 0 && ((to - from) | 0) <= bound;

/**
 * A SYN or SYN-ACK arrived for a tuple whose newest flow is `id`. Returns the flow that it belongs to, or −1 if it opens a new
 * connection on reused ports (RFC 9293, section 3.6.1: a new initial sequence number).
 */
export function opensAnew(table: FlowTable, id: number, side: number, packet: Packet): number {
  const accepts = (packet.flags & flagAck) !== 0;
  for (let flow = id, steps = 0; flow >= 0 && steps < chainLength; steps++) {
    if (accepts ? acceptFits(table, flow, side, packet) : openFits(table, flow, side, packet)) return flow;
    flow = word(table, flow, headPrevious);
  }
  return accepts && isAwaited(table, id, side, packet) ? id : -1;
}

/**
 * Whether a SYN-ACK that fits no flow comes to a SYN just sent that nothing has answered yet, of the newest flow: it answers that SYN, by
 * another number (RFC 9293, section 3.5.1: a half-open connection; or a device that renumbers one direction only).
 */
function isAwaited(table: FlowTable, id: number, side: number, packet: Packet): boolean {
  const seen = word(table, id, headSeen);
  const otherSeen = (seen >> ((side ^ 1) * bitsPerSide)) & 0x3f;
  const ownSeen = (seen >> (side * bitsPerSide)) & 0x3f;
  const last = table.flows.floats[id >>> 10]![(sideAt(id, side ^ 1) + hotLast) >> 1]!;
  const own = sideAt(id, side);
  const isRepeat = ownSeen === bitAccept && table.flows.ints[id >>> 10]![own + hotInitial] === packet.sequence;
  return (
    (otherSeen & ~bitReset) === bitOpen &&
    ((ownSeen & ~bitReset) === 0 || isRepeat) &&
    Math.abs(packet.time - last) < lateness
  );
}

function openFits(table: FlowTable, id: number, side: number, packet: Packet): boolean {
  const words = table.flows.ints[id >>> 10]!;
  const times = table.flows.floats[id >>> 10]!;
  const own = sideAt(id, side);
  const other = sideAt(id, side ^ 1);
  const known = words[own + hotKnown]!;
  const otherKnown = words[other + hotKnown]!;
  const seen = words[headAt(id) + headSeen]!;
  const otherSeen = (seen >> ((side ^ 1) * bitsPerSide)) & 0x3f;
  if (known & knownInitial) return words[own + hotInitial] === packet.sequence;
  // The answer came first: it names the number of the SYN that it answers.
  if (otherSeen & (bitAccept | bitReset) && otherKnown & knownAck)
    return words[other + hotFirstAck] === ((packet.sequence + 1) | 0);
  if (known & knownSent)
    return (
      packet.time - times[(own + hotFirst) >> 1]! < lateness &&
      within((packet.sequence + 1) | 0, words[own + hotSentTo]!, lateBytes)
    );
  // Only the answering side was read so far, without its SYN-ACK: a capture of one direction after that of the other.
  if (otherKnown & knownAck && otherSeen & ~(bitOpen | bitReset))
    return (
      packet.time - times[(other + hotFirst) >> 1]! < lateness &&
      within((packet.sequence + 1) | 0, words[other + hotFirstAck]!, lateBytes)
    );
  // Both sides open at once (RFC 9293, section 3.5), or only a reset was seen.
  return otherSeen === bitOpen || otherSeen === bitReset;
}

function acceptFits(table: FlowTable, id: number, side: number, packet: Packet): boolean {
  const words = table.flows.ints[id >>> 10]!;
  const times = table.flows.floats[id >>> 10]!;
  const own = sideAt(id, side);
  const other = sideAt(id, side ^ 1);
  const known = words[own + hotKnown]!;
  const otherKnown = words[other + hotKnown]!;
  const acknowledged = packet.acknowledgment;
  // A Fast Open SYN-ACK also acknowledges the data of the SYN (RFC 7413).
  if (otherKnown & knownInitial) return within((words[other + hotInitial]! + 1) | 0, acknowledged, 65535);
  if (known & knownInitial)
    return words[own + hotInitial] === packet.sequence || words[own + hotFirstAck] === acknowledged;
  const first = Math.min(
    known ? times[(own + hotFirst) >> 1]! : Number.POSITIVE_INFINITY,
    otherKnown ? times[(other + hotFirst) >> 1]! : Number.POSITIVE_INFINITY,
  );
  if (packet.time - first >= lateness) return false;
  if (known & knownSent) return within((packet.sequence + 1) | 0, words[own + hotSentTo]!, lateBytes);
  if (otherKnown & knownSent) return within(acknowledged, words[other + hotSentTo]!, lateBytes);
  return true;
}

/** Returns the flow that a packet without SYN belongs to: the newest, unless its numbers fit only an older one of the same tuple. */
export function olderThatFits(table: FlowTable, id: number, side: number, packet: Packet): number {
  for (let flow = id, steps = 0; flow >= 0 && steps < chainLength; steps++) {
    if (fits(table, flow, side, packet)) return flow;
    flow = word(table, flow, headPrevious);
  }
  return id;
}

function fits(table: FlowTable, id: number, side: number, packet: Packet): boolean {
  const words = table.flows.ints[id >>> 10]!;
  const own = sideAt(id, side);
  const other = sideAt(id, side ^ 1);
  const near = (a: number, b: number) => !after(a, (b + window) | 0) && !after(b, (a + window) | 0);
  if (words[own + hotKnown]! & knownSent && packet.sequence !== 0)
    return near(packet.sequence, words[own + hotSentTo]!);
  if (words[other + hotKnown]! & knownSent && packet.flags & flagAck)
    return near(packet.acknowledgment, words[other + hotSentTo]!);
  return true;
}
