import {type LadderRung, onlySequence, rungs} from "./ladder.ts";
import {Head, headAt, Known, sideAt, word} from "./record.ts";
import {SideView} from "./side-view.ts";
import type {FlowTable} from "./table.ts";
import type {Way} from "./way.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {
  detail: headDetail,
  first: headFirst,
  meta: headMeta,
  pair: headPair,
  icmpError: headIcmpError,
  history: headHistory,
  addresses: headAddresses,
  ports: headPorts,
} = Head;
const {ack: knownAck} = Known;

/** One flow, read from the table: both sides of one 5-tuple at one capture point. Reused like {@link SideView}. */
export class FlowView {
  readonly client: SideView;
  readonly server: SideView;
  id = -1;
  point = 0;
  pair = 0;
  /** Which side of the record is the client's. */
  clientSide = 0;
  readonly #table: FlowTable;

  constructor(table: FlowTable) {
    this.#table = table;
    this.client = new SideView(table);
    this.server = new SideView(table);
  }

  move(id: number, clientSide: number): void {
    this.id = id;
    this.clientSide = clientSide;
    const {flows} = this.#table;
    const words = flows.ints[id >>> 10]!;
    const floats = flows.floats[id >>> 10]!;
    const head = headAt(id);
    this.client.show(words, floats, head, clientSide);
    this.server.show(words, floats, head, clientSide ^ 1);
    this.point = words[head + headMeta]! >>> 8;
    this.pair = words[head + headPair]!;
  }

  /** The side that sends a direction: where that is missing, it is gone. */
  gone(way: Way): SideView {
    return way === "replies" ? this.server : this.client;
  }

  /** The side that a direction goes to: where that is missing, this one is seen, and answers it. */
  seen(way: Way): SideView {
    return way === "replies" ? this.client : this.server;
  }

  /** A direction as its pair of networks counts it: 0 from the lower network, 1 from the other. */
  direction(way: Way): number {
    return way === "replies" ? this.clientSide ^ 1 : this.clientSide;
  }

  /** Writes the four address words of a side, as this point has it, to `key[at]` and on: behind a translation they are others. */
  writeAddress(client: boolean, key: Int32Array, at: number): void {
    const words = this.#table.flows.ints[this.id >>> 10]!;
    const from = headAt(this.id) + headAddresses + 4 * (client ? this.clientSide : this.clientSide ^ 1);
    for (let word = 0; word < 4; word++) key[at + word] = words[from + word]!;
  }

  /** Writes the network (/24, /64) of a side as {@link writeAddress} does. */
  writeNetwork(client: boolean, key: Int32Array, at: number): void {
    this.writeAddress(client, key, at);
    if ((this.#word(headMeta) & 0xff) === 4) key[at + 3]! &= ~0xff;
    else key[at + 2] = key[at + 3] = 0;
  }

  /** The port of a side, as this point has it. */
  port(client: boolean): number {
    const side = client ? this.clientSide : this.clientSide ^ 1;
    return (this.#word(headPorts) >>> (16 * (side ^ 1))) & 0xffff;
  }

  #word(field: number): number {
    return word(this.#table, this.id, field);
  }

  /** Type × 2⁸ + code of an ICMP error that quotes this flow, −1 if there was none. */
  get icmpError(): number {
    return this.#word(headIcmpError) - 1;
  }

  /** Codes of `headHistory`, oldest first: letter + 6 × side. */
  get history(): number[] {
    const codes: number[] = [];
    for (let i = 0; i < 12; i++) {
      const code = (this.#word(headHistory + (i >> 3)) >>> ((i & 7) * 4)) & 0xf;
      if (code === 0) break;
      codes.push(code - 1);
    }
    return codes;
  }

  /** The ladder: plain records, made on demand. `side` is 0 for the client's. */
  get ladder(): LadderRung[] {
    const block = this.#word(headDetail);
    const first = this.#word(headFirst);
    if (block >= 0) return rungs(this.#table, first, block).map(rung => ({...rung, side: rung.side ^ this.clientSide}));
    const isClient = this.client.packets > 0;
    const side = isClient ? this.client : this.server;
    const flags = (first >> 8) & 0xff;
    const words = this.#table.flows.ints[this.id >>> 10]!;
    return [
      {
        time: side.first,
        frame: side.firstFrame,
        side: isClient ? 0 : 1,
        flags,
        sequence: onlySequence(words, sideAt(this.id, first & 1), side.bytes, flags) >>> 0,
        acknowledgment: side.known & knownAck ? side.firstAck >>> 0 : 0,
        payload: side.bytes,
        round: side.rounds > 0,
        sacked: false,
        afterGap: false,
      },
    ];
  }
}
