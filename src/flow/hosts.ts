import {type Packet, Protocol, type Tuple} from "../decode/packet.ts";
import type {Cursor} from "./cursor.ts";
import {portsOf} from "./key.ts";
import {descends} from "./pairs.ts";
import {Registry} from "./registry.ts";
import type {FlowView} from "./view.ts";

const limit = 100_000;

/** Numbers kept for each pair of hosts: two of each, one a direction; direction 0 is from the lower address to the higher. */
export const Exchange = {
  /** Echo requests, echo replies, and UDP packets sent in this direction; of those only what is answered, on the same ports. */
  requests: 0,
  replies: 2,
  datagrams: 4,
  /** Ordinal + 1 of the first echo request of this direction, of the first reply, and of the first such UDP packet; 0 = none. */
  firstRequest: 6,
  firstReply: 8,
  firstDatagram: 10,
  /** Identifier and sequence number of the last echo request of this direction, and of the last reply: the same again is a copy. */
  lastRequest: 12,
  lastReply: 14,
  fields: 16,
} as const;

/** Numbers kept for the UDP of one pair of ports, two of each as above: packets, and ordinal + 1 of the first. */
const Datagrams = {packets: 0, first: 2, fields: 4} as const;

/** What pairs of hosts exchange besides TCP: pings, and UDP. Keyed by capture point and both addresses. */
export class Hosts {
  readonly registry = new Registry(9, Exchange.fields, limit);
  /** UDP by ports as well: what goes one way on one port and what comes back on another (NetFlow, syslog) answer nothing. */
  readonly #datagrams = new Registry(10, Datagrams.fields, limit);

  /** Counts an ICMP or UDP packet. */
  add(packet: Packet): void {
    const side = descends(packet) ? 1 : 0;
    const id = this.#row(packet, packet.point, true);
    if (id === 0) return;
    const {values} = this.registry;
    const row = id * Exchange.fields + side;
    if (packet.protocol === Protocol.udp) {
      this.#addDatagram(packet, id * Exchange.fields, side);
      return;
    }
    // Echo request and reply: ICMP 8 and 0 (RFC 792), ICMPv6 128 and 129 (RFC 4443).
    const v6 = packet.protocol === Protocol.icmp6;
    if (packet.icmpType === (v6 ? 128 : 8)) {
      if (isCopy(values, row + Exchange.lastRequest, packet.icmpEcho)) return;
      values[row + Exchange.requests]!++;
      values[row + Exchange.firstRequest] ||= packet.frame + 1;
    } else if (packet.icmpType === (v6 ? 129 : 0)) {
      if (isCopy(values, row + Exchange.lastReply, packet.icmpEcho)) return;
      values[row + Exchange.replies]!++;
      values[row + Exchange.firstReply] ||= packet.frame + 1;
    }
  }

  /** Counts a UDP packet of `side` to the hosts whose numbers begin at `row`, once packets with its ports were seen both ways. */
  #addDatagram(packet: Packet, row: number, side: number): void {
    const {key} = this.#datagrams;
    writeHosts(packet, packet.point, key);
    key[9] = portsOf(packet, side);
    const id = this.#datagrams.intern();
    if (id === 0) return;
    const ours = this.#datagrams.values;
    const at = id * Datagrams.fields;
    ours[at + Datagrams.packets + side]!++;
    ours[at + Datagrams.first + side] ||= packet.frame + 1;
    if (ours[at + Datagrams.packets + (side ^ 1)] === 0) return;
    const {values} = this.registry;
    const isAnswer = ours[at + Datagrams.packets + side] === 1;
    values[row + Exchange.datagrams + side]!++;
    values[row + Exchange.firstDatagram + side] ||= ours[at + Datagrams.first + side]!;
    if (!isAnswer) return;
    // What it answers was not counted so far.
    values[row + Exchange.datagrams + (side ^ 1)]! += ours[at + Datagrams.packets + (side ^ 1)]!;
    values[row + Exchange.firstDatagram + (side ^ 1)] ||= ours[at + Datagrams.first + (side ^ 1)]!;
  }

  /** Returns the row of the exchange between a tuple's hosts at a point, 0 if there was none. Ports do not matter. */
  find(tuple: Tuple, point: number): number {
    return this.#row(tuple, point, false);
  }

  /** Returns the row of what the hosts of a flow of the connection under the cursor exchanged at its point, 0 if they did not. */
  rowOf(cursor: Cursor, {point, clientSide}: Pick<FlowView, "point" | "clientSide">): number {
    const {key} = this.registry;
    key[0] = (point << 8) | cursor.width;
    // Addresses stand in the order of the flow's sides.
    cursor.writeAddress(true, key, 1 + 4 * clientSide);
    cursor.writeAddress(false, key, 5 - 4 * clientSide);
    return this.registry.find();
  }

  #row(tuple: Tuple, point: number, insert: boolean): number {
    writeHosts(tuple, point, this.registry.key);
    return insert ? this.registry.intern() : this.registry.find();
  }
}

/** Notes the numbers of an echo; returns whether the one before had them, too. A text may tell none. */
function isCopy(values: Float64Array, at: number, echo: number): boolean {
  if (echo === 0 || values[at] === echo) return echo !== 0;
  values[at] = echo;
  return false;
}

/** Writes a tuple's point and addresses, the lower one first, to the first nine words of a key. */
function writeHosts(tuple: Tuple, point: number, key: Int32Array): void {
  const swap = descends(tuple) ? 4 : 0;
  key[0] = (point << 8) | tuple.width;
  key[1 + swap] = tuple.source0;
  key[2 + swap] = tuple.source1;
  key[3 + swap] = tuple.source2;
  key[4 + swap] = tuple.source3;
  key[5 - swap] = tuple.target0;
  key[6 - swap] = tuple.target1;
  key[7 - swap] = tuple.target2;
  key[8 - swap] = tuple.target3;
}
