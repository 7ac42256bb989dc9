import type {Time} from "../time/time.ts";
import {addressText, type Endpoint, networkText} from "./address.ts";
import {bit, letters, type State, stateOf} from "./handshake.ts";
import {contains, type Network} from "./network.ts";
import {ordinaryState} from "./ordinary.ts";
import {Head, headAt, word} from "./record.ts";
import type {FlowTable} from "./table.ts";
import {FlowView} from "./view.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {
  seen: headSeen,
  meta: headMeta,
  addresses: headAddresses,
  ports: headPorts,
  first: headFirst,
  pair: headPair,
} = Head;
const {open: bitOpen, accept: bitAccept} = bit;

/** How the client was told: by its SYN, by the SYN-ACK to it, by the user's word on its network, by its port, or as the first to speak. */
const clientBy = ["syn", "syn-ack", "internal", "port", "first"] as const;
export type ClientBy = (typeof clientBy)[number];

/** Ports from here on are given out to clients: Linux 32768, IANA 49152 (RFC 6335, section 6). */
const ephemeral = 32768;
/** Ports below are servers' (RFC 6335, section 6: system ports). */
const system = 1024;

/**
 * Walks connections. One instance serves for all: after `move` its getters show the next connection, and `flows` the same views
 * moved. Make a plain record of what is to be kept.
 */
export class Cursor {
  /** Number of the connection. */
  id = -1;
  /** The connection's flows, one a capture point; the first `flowCount` are of this connection. */
  readonly flows: FlowView[];
  flowCount = 0;
  clientBy: ClientBy = "first";
  /** Events of both sides, over all points. */
  clientEvents = 0;
  serverEvents = 0;
  readonly #table: FlowTable;
  readonly #heads: Int32Array;
  readonly #sibling: Int32Array;
  readonly #internal: readonly Network[];
  /** The connection's first flow, and which of its sides is the client's. */
  #head = -1;
  #side = 0;
  /** Events of the flows that have the tuple of the first, by side of the record. */
  #events = 0;

  constructor(table: FlowTable, heads: Int32Array, sibling: Int32Array, internal: readonly Network[]) {
    this.#table = table;
    // One from the start: V8 takes an array that was once empty for one of another kind, and compiles anew.
    this.flows = [new FlowView(table)];
    this.#heads = heads;
    this.#sibling = sibling;
    this.#internal = internal;
  }

  /** Moves to connection `id` as far as its ends, its pair and {@link ordinary} are concerned: it has no flows, times and events then. */
  look(id: number): this {
    // A number that comes from an array of floats is no small integer to V8: kept as it is, all code of cursors is compiled again.
    this.id = id | 0;
    const head = this.#heads[id]!;
    let events = this.#word(head, headSeen);
    for (let flow = this.#sibling[head]!; flow >= 0; flow = this.#sibling[flow]!)
      if (this.#sameTuple(head, flow)) events |= this.#word(flow, headSeen);
    this.#head = head;
    this.#events = events;
    this.#side = this.#client(head, events);
    this.flowCount = 0;
    return this;
  }

  /** Moves to connection `id`. */
  move(id: number): this {
    this.look(id);
    const head = this.#head;
    const side = this.#side;
    const events = this.#events;
    this.flows[0]!.move(head, side);
    this.flowCount = 1;
    this.clientEvents = (side === 0 ? events : events >> 6) & 0x3f;
    this.serverEvents = (side === 0 ? events >> 6 : events) & 0x3f;
    for (let flow = this.#sibling[head]!; flow >= 0; flow = this.#sibling[flow]!)
      this.#add(flow, this.#sameTuple(head, flow) ? side : -1);
    return this;
  }

  /** Pair of networks of the connection's only flow; −1 where it has several. */
  get pair(): number {
    return this.#sibling[this.#head]! >= 0 ? -1 : this.#word(this.#head, headPair);
  }

  /** Point of the connection's first flow. */
  get point(): number {
    return this.#word(this.#head, headMeta) >>> 8;
  }

  /** State of the connection's only flow if that is an ordinary one, else null: see {@link ordinaryState}. */
  get ordinary(): "established" | "joined" | null {
    return this.#sibling[this.#head]! < 0 ? ordinaryState(this.#table, this.#head) : null;
  }

  /** Adds a further flow of the connection; `side` is its client's, −1 where its own events have to tell: it has another tuple. */
  #add(flow: number, side: number): void {
    if (this.flows.length === this.flowCount) this.flows.push(new FlowView(this.#table));
    const view = this.flows[this.flowCount++]!;
    if (side >= 0) {
      view.move(flow, side);
      return;
    }
    const seen = this.#word(flow, headSeen);
    const low = seen & 0x3f;
    const high = (seen >> 6) & 0x3f;
    const own = low & bitOpen || high & bitAccept ? 0 : 1;
    view.move(flow, own);
    this.clientEvents |= own === 0 ? low : high;
    this.serverEvents |= own === 0 ? high : low;
  }

  /** Whether two flows of the connection have the same addresses and ports: nothing is translated between their points. */
  hasSameTuple(one: FlowView, two: FlowView): boolean {
    return this.#sameTuple(one.id, two.id);
  }

  #sameTuple(a: number, b: number): boolean {
    if (this.#word(a, headPorts) !== this.#word(b, headPorts)) return false;
    for (let i = 0; i < 8; i++) if (this.#word(a, headAddresses + i) !== this.#word(b, headAddresses + i)) return false;
    return true;
  }

  /** Returns the client's or the server's end as one of the flows has it: behind a translation another than the connection's. */
  endpointOf(flow: FlowView, client: boolean): Endpoint {
    const side = client ? flow.clientSide : flow.clientSide ^ 1;
    const words = this.#table.flows.ints[flow.id >>> 10]!;
    const at = headAt(flow.id) + headAddresses + 4 * side;
    const ports = this.#word(flow.id, headPorts);
    return {
      address: addressText(this.width, words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!),
      port: side === 0 ? ports >>> 16 : ports & 0xffff,
    };
  }

  /** Time of the first packet. */
  get first(): Time {
    let first = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.flowCount; i++) {
      const {client, server} = this.flows[i]!;
      if (client.packets > 0) first = Math.min(first, client.first);
      if (server.packets > 0) first = Math.min(first, server.first);
    }
    return first;
  }

  /** Time of the last packet. */
  get last(): Time {
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.flowCount; i++) {
      const {client, server} = this.flows[i]!;
      if (client.packets > 0) last = Math.max(last, client.last);
      if (server.packets > 0) last = Math.max(last, server.last);
    }
    return last;
  }

  get state(): State {
    return stateOf(this.clientEvents, this.serverEvents);
  }

  get client(): Endpoint {
    return this.#endpoint(this.#side);
  }

  get server(): Endpoint {
    return this.#endpoint(this.#side ^ 1);
  }

  get serverNet(): string {
    return this.#network(this.#side ^ 1);
  }

  get clientNet(): string {
    return this.#network(this.#side);
  }

  /** Writes the four address words of the client or server to `key[at]` and on. */
  writeAddress(client: boolean, key: Int32Array, at: number): void {
    const words = this.#table.flows.ints[this.#head >>> 10]!;
    const from = this.#addressAt(client ? this.#side : this.#side ^ 1);
    key[at] = words[from]!;
    key[at + 1] = words[from + 1]!;
    key[at + 2] = words[from + 2]!;
    key[at + 3] = words[from + 3]!;
  }

  /** Bytes of an address: 4 or 16. */
  get width(): number {
    return this.#word(this.#head, headMeta) & 0xff;
  }

  get serverPort(): number {
    return this.#port(this.#side ^ 1);
  }

  get clientPort(): number {
    return this.#port(this.#side);
  }

  /** All words of the client's or the server's address in one: two that differ may agree by a chance of 2⁻³² for IPv6, never for IPv4. */
  foldedAddress(client: boolean): number {
    const words = this.#table.flows.ints[this.#head >>> 10]!;
    const at = this.#addressAt(client ? this.#side : this.#side ^ 1);
    const high = words[at]! ^ Math.imul(words[at + 1]!, 31) ^ Math.imul(words[at + 2]!, 131);
    return Math.imul(high, 0x9e3779b1) ^ words[at + 3]!;
  }

  /** Word 0 or 1 of the client's or the server's network (/24, /64). */
  networkWord(client: boolean, word: 0 | 1): number {
    const words = this.#table.flows.ints[this.#head >>> 10]!;
    const at = this.#addressAt(client ? this.#side : this.#side ^ 1);
    return this.width === 4 ? words[at + 3]! & ~0xff : words[at + word]!;
  }

  /** Zeek-style history of one flow: capital letters are the client's; `^` first where the server was seen first. */
  history(flow: FlowView): string {
    const text = flow.history.map(code => {
      const side = code < letters.length ? 0 : 1;
      const letter = letters[code % letters.length]!;
      return side === flow.clientSide ? letter : letter.toLowerCase();
    });
    return `${text.length > 0 && text[0] === text[0]!.toLowerCase() ? "^" : ""}${text.join("")}`;
  }

  #word(flow: number, field: number): number {
    return word(this.#table, flow, field);
  }

  #addressAt(side: number): number {
    return headAt(this.#head) + headAddresses + 4 * side;
  }

  #port(side: number): number {
    return (this.#word(this.#head, headPorts) >>> (16 * (side ^ 1))) & 0xffff;
  }

  #network(side: number): string {
    const words = this.#table.flows.ints[this.#head >>> 10]!;
    const at = this.#addressAt(side);
    return networkText(this.width, words[at]!, words[at + 1]!, words[at + 3]!);
  }

  #endpoint(side: number): Endpoint {
    const words = this.#table.flows.ints[this.#head >>> 10]!;
    const at = this.#addressAt(side);
    return {
      address: addressText(this.width, words[at]!, words[at + 1]!, words[at + 2]!, words[at + 3]!),
      port: this.#port(side),
    };
  }

  /** Returns the client's side, and notes how it was told. */
  #client(head: number, events: number): number {
    const first = this.#word(head, headFirst) & 1;
    const low = events & 0x3f;
    const high = (events >> 6) & 0x3f;
    if ((low | high) & bitOpen) {
      this.clientBy = "syn";
      return low & high & bitOpen ? first : low & bitOpen ? 0 : 1;
    }
    if ((low | high) & bitAccept) {
      this.clientBy = "syn-ack";
      return low & bitAccept ? 1 : 0;
    }
    const lowIsInternal = this.#isInternal(head, 0);
    if (lowIsInternal !== this.#isInternal(head, 1)) {
      this.clientBy = "internal";
      return lowIsInternal ? 0 : 1;
    }
    const ports = this.#word(head, headPorts);
    const one = ports >>> 16;
    const two = ports & 0xffff;
    this.clientBy = "port";
    if (one < system !== two < system) return one < system ? 1 : 0;
    if (one < ephemeral !== two < ephemeral) return one < ephemeral ? 1 : 0;
    this.clientBy = "first";
    return first;
  }

  #isInternal(head: number, side: number): boolean {
    if (this.#internal.length === 0) return false;
    const width = this.#word(head, headMeta) & 0xff;
    const at = headAddresses + 4 * side;
    const [a, b, c, d] = [0, 1, 2, 3].map(i => this.#word(head, at + i)) as [number, number, number, number];
    return this.#internal.some(network => contains(network, width, a, b, c, d));
  }
}
