import {isRedirect} from "../decode/icmp.ts";
import {Flag, type Packet, Protocol, type Tuple} from "../decode/packet.ts";
import {Skip} from "../decode/skip.ts";
import {Copies} from "./copies.ts";
import {Forgotten} from "./forgotten.ts";
import {Fragments} from "./fragments.ts";
import {Gateways} from "./gateways.ts";
import {Hosts} from "./hosts.ts";
import {hashOf, holdsUpper, portsOf, writeAddresses} from "./key.ts";
import {descends, NetPairs, Pair} from "./pairs.ts";
import {Paths} from "./paths.ts";
import {Periods} from "./periods.ts";
import {detailAt, detailWords, flowWords, Head, headAt, Ladder, laterWords, Pages, word} from "./record.ts";
import {Redirects} from "./redirects.ts";
import {reject} from "./reject.ts";
import {olderThatFits, opensAnew} from "./reuse.ts";
import {observe, observeFragment} from "./side.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {
  previous: headPrevious,
  seen: headSeen,
  addresses: headAddresses,
  ports: headPorts,
  meta: headMeta,
  hash: headHash,
  pair: headPair,
  detail: headDetail,
} = Head;
const {fields: pairFields, packets: pairPackets} = Pair;
const {syn: flagSyn, reset: flagReset} = Flag;
const {tcp: protocolTcp, udp: protocolUdp} = Protocol;
const {cutShort: skipCutShort, encapsulated: skipEncapsulated, notUnderstood: skipNotUnderstood} = Skip;

/** How many flows a table may hold, and what releases some of them when it is full: at least one. */
export interface Limit {
  readonly flows: number;
  makeRoom(table: FlowTable): void;
}

interface FlowTableOptions {
  /** The user's word that the capture was taken unfiltered, both directions. */
  readonly bothDirections?: boolean;
  /** Without it the table grows as it must. */
  readonly limit?: Limit;
}

/**
 * Every flow: both sides of one 5-tuple at one capture point. Records of numbers in pages, found by an open-addressing index with
 * linear probing and a load of at most one half. `add` is the per-packet path: it allocates nothing but new pages.
 */
export class FlowTable {
  readonly flows = new Pages(flowWords, 10);
  readonly details = new Pages(detailWords, 10);
  readonly laterRungs = new Pages(laterWords, 10);
  readonly paths = new Paths();
  readonly pairs = new NetPairs();
  readonly hosts = new Hosts();
  readonly redirects = new Redirects();
  readonly gateways = new Gateways();
  readonly copies = new Copies();
  readonly #fragments = new Fragments();
  readonly bothDirections: boolean;
  readonly #limit: Limit | undefined;
  /** What flows that were released have left. */
  readonly forgotten = new Forgotten();
  /** Hash and flow id + 1, side by side; the newest flow of its tuple and point. */
  #index = new Int32Array(2 * leastIndex);
  #entries = 0;
  /** Flow id + 1 of what was asked for last, by the low bits of the hash: the few flows in flight are found without the large index. */
  readonly #recent = new Int32Array(recentSize);
  readonly totals = {tcp: 0, udp: 0, icmp: 0, copies: 0};
  /** Whether flows of more than one capture point were made. */
  severalPoints = false;
  #firstPoint = -1;
  readonly periods = new Periods();

  constructor(options: FlowTableOptions = {}) {
    this.bothDirections = options.bothDirections ?? false;
    this.#limit = options.limit;
  }

  /** Ids of flows are below this; those that were forgotten are among them. */
  get count(): number {
    return this.flows.count;
  }

  /** Whether flow `id` is held: it was not forgotten, or its place was given to another. */
  isHeld(id: number): boolean {
    return word(this, id, headMeta) !== 0;
  }

  /** Takes one packet into account. `packet` is borrowed. */
  add(packet: Packet): void {
    this.periods.add(packet);
    if (packet.protocol !== protocolTcp) {
      this.#addOther(packet);
      return;
    }
    this.totals.tcp++;
    const side = descends(packet) ? 1 : 0;
    const hash = hashOf(packet, packet.point, side);
    const recent = hash & (recentSize - 1);
    let id = this.#recent[recent]! - 1;
    if (id < 0 || !this.#holds(id, packet, packet.point, side)) {
      id = this.#lookUp(packet, side, hash);
      this.#recent[recent] = id + 1;
    }
    if (packet.flags & flagSyn) {
      if (!(packet.flags & flagReset)) id = this.#open(id, side, hash, packet);
    } else if (this.flows.ints[id >>> 10]![headAt(id) + headPrevious]! >= 0) {
      id = olderThatFits(this, id, side, packet);
    }
    observe(this, id, side, packet);
    if (packet.fragment !== 0) this.#fragments.begin(packet);
  }

  /**
   * Takes into account a frame that is no packet of interest: its addresses, as far as they were read, are witnesses all the same, and
   * the payload of a later fragment belongs to the segment that its first one began. `skip` tells why it is none, a {@link Skip}.
   */
  overhear(packet: Packet, skip: number): void {
    this.periods.add(packet);
    if (skip === skipCutShort || skip === skipEncapsulated || skip === skipNotUnderstood)
      this.periods.addOpaque(packet.point, skip === skipEncapsulated);
    this.paths.intern(packet);
    if (packet.width !== 0) {
      packet.sourcePort = packet.targetPort = 0;
      this.#witness(packet);
      if (packet.fragment > 7 && this.#fragments.complete(packet)) {
        const id = this.find(packet, packet.point);
        if (id >= 0) observeFragment(this, id, descends(packet) ? 1 : 0, packet);
      }
    }
  }

  /** Returns the newest flow of a tuple at a point, or −1. Direction does not matter. */
  find(tuple: Tuple, point: number): number {
    const side = descends(tuple) ? 1 : 0;
    return this.#index[this.#slot(tuple, point, side, hashOf(tuple, point, side)) + 1]! - 1;
  }

  #addOther(packet: Packet): void {
    this.#witness(packet);
    this.paths.intern(packet);
    this.hosts.add(packet);
    if (packet.protocol === protocolUdp) {
      this.totals.udp++;
      return;
    }
    this.totals.icmp++;
    // Redirects forward the packet all the same.
    if (isRedirect(packet)) this.redirects.add(packet);
    else reject(this, packet);
  }

  #witness(packet: Packet): void {
    this.gateways.add(packet);
    const side = descends(packet) ? 1 : 0;
    const pair = this.pairs.intern(packet, packet.point);
    this.pairs.registry.values[pair * pairFields + pairPackets + side]!++;
  }

  /** Returns the newest flow of the packet's tuple and point, made if there is none. */
  #lookUp(packet: Packet, side: number, hash: number): number {
    const slot = this.#slot(packet, packet.point, side, hash);
    const known = this.#index[slot + 1]!;
    if (known !== 0) return known - 1;
    if (this.#makesRoom()) return this.#lookUp(packet, side, hash);
    const id = this.#create(packet, side, hash, -1);
    this.#index[slot] = hash;
    this.#index[slot + 1] = id + 1;
    if (++this.#entries * 4 > this.#index.length) this.#grow();
    return id;
  }

  /** Returns the flow that a SYN or SYN-ACK belongs to: `id`, the newest of its tuple, or an older or a new one. */
  #open(id: number, side: number, hash: number, packet: Packet): number {
    const known = word(this, id, headSeen) === 0 ? id : opensAnew(this, id, side, packet);
    if (known >= 0) return known;
    // The newest of the tuple may have been released itself.
    if (this.#makesRoom()) return this.#open(this.#lookUp(packet, side, hash), side, hash, packet);
    const fresh = this.#create(packet, side, hash, id);
    this.#index[this.#slot(packet, packet.point, side, hash) + 1] = fresh + 1;
    this.#recent[hash & (recentSize - 1)] = fresh + 1;
    return fresh;
  }

  /** Returns where the index names the flow of `tuple`, or the free place for it. */
  #slot(tuple: Tuple, point: number, side: number, hash: number): number {
    const index = this.#index;
    const mask = index.length / 2 - 1;
    for (let i = hash & mask; ; i = (i + 1) & mask) {
      const entry = index[2 * i + 1]!;
      if (entry === 0 || (index[2 * i] === hash && this.#holds(entry - 1, tuple, point, side))) return 2 * i;
    }
  }

  /** Returns whether flow `id` is of this tuple and point. */
  #holds(id: number, tuple: Tuple, point: number, side: number): boolean {
    const words = this.flows.ints[id >>> 10]!;
    const at = headAt(id);
    const source = at + headAddresses + side * 4;
    const target = at + headAddresses + 4 - side * 4;
    return (
      words[at + headPorts] === portsOf(tuple, side) &&
      words[at + headMeta] === ((point << 8) | tuple.width) &&
      words[source + 3] === tuple.source3 &&
      words[target + 3] === tuple.target3 &&
      (tuple.width === 4 || holdsUpper(words, source, target, tuple))
    );
  }

  /** Returns whether flows had to be released, as there was room for no more. */
  #makesRoom(): boolean {
    const limit = this.#limit;
    if (limit === undefined || this.flows.used < limit.flows) return false;
    limit.makeRoom(this);
    this.#reindex();
    return true;
  }

  /** Gives back the records of flow `id`. */
  release(id: number): void {
    const block = word(this, id, headDetail);
    if (block >= 0) {
      const later = this.details.ints[block >>> 10]![detailAt(block) + Ladder.later]! - 1;
      if (later >= 0) this.laterRungs.release(later);
      this.details.release(block);
    }
    this.flows.release(id);
  }

  /** Makes the index anew of the flows that are held, which no longer name released ones as those before them. */
  #reindex(): void {
    const index = this.#index.fill(0);
    const mask = index.length / 2 - 1;
    this.#recent.fill(0);
    this.#entries = 0;
    // Of flows with the same tuple the newest is named: it is the one that no other names as its previous.
    const isPrevious = new Uint8Array(this.count);
    for (let id = 0; id < this.count; id++) {
      if (!this.isHeld(id)) continue;
      const before = word(this, id, headPrevious);
      if (before < 0) continue;
      if (this.isHeld(before)) isPrevious[before] = 1;
      else this.flows.ints[id >>> 10]![headAt(id) + headPrevious] = -1;
    }
    for (let id = 0; id < this.count; id++) {
      if (!this.isHeld(id) || isPrevious[id] === 1) continue;
      const hash = word(this, id, headHash);
      let i = hash & mask;
      while (index[2 * i + 1] !== 0) i = (i + 1) & mask;
      index[2 * i] = hash;
      index[2 * i + 1] = id + 1;
      this.#entries++;
    }
  }

  #grow(): void {
    const old = this.#index;
    const index = new Int32Array(old.length * 2);
    const mask = index.length / 2 - 1;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      let i = old[from]! & mask;
      while (index[2 * i + 1] !== 0) i = (i + 1) & mask;
      index[2 * i] = old[from]!;
      index[2 * i + 1] = old[from + 1]!;
    }
    this.#index = index;
  }

  #create(packet: Packet, side: number, hash: number, previous: number): number {
    const id = this.flows.add();
    const words = this.flows.ints[id >>> 10]!;
    const at = headAt(id);
    const meta = (packet.point << 8) | packet.width;
    if (this.#firstPoint < 0) this.#firstPoint = packet.point;
    else if (this.#firstPoint !== packet.point) this.severalPoints = true;
    words[at + headHash] = hash;
    words[at + headPorts] = portsOf(packet, side);
    words[at + headMeta] = meta;
    words[at + headPrevious] = previous;
    writeAddresses(words, at + headAddresses, side, packet);
    words[at + headPair] = this.pairs.intern(packet, packet.point);
    words[at + headDetail] = -1;
    return id;
  }
}

const recentSize = 16384;

/** Places of the index at the beginning. It doubles: over a large capture every flow is put in place about twice. */
const leastIndex = 4096;
