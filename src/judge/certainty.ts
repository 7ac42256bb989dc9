import type {Cursor} from "../flow/cursor.ts";
import {Fact, type Forgotten} from "../flow/forgotten.ts";
import {bit} from "../flow/handshake.ts";
import {hiddenAt, isAlive} from "../flow/hidden.ts";
import {Pair} from "../flow/pairs.ts";
import type {SideView} from "../flow/side-view.ts";
import type {FlowTable} from "../flow/table.ts";

/** The chance of a false accusation that `proven` allows. */
const allowed = Math.log(1e-6);
/** However clean a capture looks, it may lose one packet in a thousand. */
const leastLoss = 1e-3;
/** Fewer packets may be strays. */
const leastPackets = 3;
/** A chance of more than one in twenty is no ground for suspicion. */
const plausible = Math.log(0.05);

/** Packets that are missing, and that were sent as others show. */
export interface Missed {
  readonly packets: number;
  /** Natural logarithm of the chance that the capture lost them all. */
  readonly chance: number;
  /** Connections that lack them, and all of which these were picked. */
  readonly picks: number;
  readonly of: number;
  /** Pools, each of which might show the same. */
  readonly among?: number;
  /** Whether something known hides as many without chance, see {@link Pools.mayHide}. */
  readonly mayBeHidden: boolean;
}

/** Packets of one direction of a pair of networks that connections lack. */
export interface Lack extends Pick<Missed, "packets" | "picks" | "among"> {
  readonly pair: number;
  readonly direction: number;
  /** All that are missing, also those that do not count; else `packets`. */
  readonly unseen?: number;
}

/**
 * The certainty rule, the same for all that is proven of what is missing: three packets, nothing known that hides them, and a chance below
 * 10⁻⁶ that the capture lost them all, whatever connections of however many pools one picks: pools × C(M, K) × pⁿ.
 */
export const isNoLoss = (missed: Missed): boolean =>
  missed.packets >= leastPackets && !missed.mayBeHidden && chanceOf(missed) < allowed;

const chanceOf = ({chance, picks, of, among = 1}: Omit<Missed, "mayBeHidden">): number =>
  Math.log(among) + logChoose(of, picks) + chance;

/**
 * Rounds, pooled by capture point, pair of networks and missing direction. `proven` needs a witness besides what the certainty rule asks
 * for: a captured packet of that direction, as the point does see it.
 */
export class Pools {
  readonly #table: FlowTable;
  readonly #dropped: (point: number) => number | null;
  readonly #isDeaf: (point: number) => boolean;
  /** Points at which any flow was seen both ways. */
  readonly #bothWays = new Set<number>();
  /** By pair × 2 + missing direction: connections, those with rounds, counted rounds, holes in two-way connections. */
  readonly #conversations: Float64Array;
  readonly #contributing: Float64Array;
  readonly #rounds: Float64Array;
  /** All rounds, also those without a witness between them: each tells of a packet that the capture lacks. */
  readonly #unseen: Float64Array;
  /** Connections seen both ways that lose a direction after their handshake, as hardware offload has it (G16). */
  readonly #faded: Float64Array;
  /** Hidden flows of which a SYN-ACK, or what answers it, was missing already. */
  readonly #fromTheStart: Float64Array;
  readonly #holes: Float64Array;
  readonly #proven: Uint8Array;
  readonly #lossy: Uint8Array;

  /** `dropped` tells what a capture says that it lost at a point; `isDeaf`, whether devices answer there at all (G0). */
  constructor(
    table: FlowTable,
    dropped: (point: number) => number | null,
    isDeaf: (point: number) => boolean = () => false,
  ) {
    this.#table = table;
    this.#dropped = dropped;
    this.#isDeaf = isDeaf;
    const size = table.pairs.count * 2;
    this.#conversations = new Float64Array(size);
    this.#contributing = new Float64Array(size);
    this.#rounds = new Float64Array(size);
    this.#unseen = new Float64Array(size);
    this.#faded = new Float64Array(size);
    this.#fromTheStart = new Float64Array(size);
    this.#holes = new Float64Array(size);
    this.#proven = new Uint8Array(size);
    this.#lossy = new Uint8Array(size);
    if (table.forgotten.count > 0) this.#addForgotten(table.forgotten, size);
  }

  /** Counts what flows have left that were forgotten. */
  #addForgotten(forgotten: Forgotten, size: number): void {
    for (let pool = 0; pool < size; pool++) {
      const value = (fact: number) => forgotten.value(pool >> 1, fact + (pool & 1));
      this.#conversations[pool] = value(Fact.flows);
      this.#contributing[pool] = value(Fact.contributing);
      this.#rounds[pool] = this.#unseen[pool] = value(Fact.rounds);
      this.#holes[pool] = value(Fact.holes);
    }
  }

  /** Counts an ordinary flow of a pair: nothing is missing of it either way. */
  addOrdinary(pair: number, point: number): void {
    this.#bothWays.add(point);
    this.#conversations[2 * pair]!++;
    this.#conversations[2 * pair + 1]!++;
  }

  /** Counts the flows of a connection to their pools. */
  add(cursor: Cursor): void {
    for (let i = 0; i < cursor.flowCount; i++) {
      const flow = cursor.flows[i]!;
      const toClient = flow.pair * 2 + (flow.clientSide ^ 1);
      const toServer = flow.pair * 2 + flow.clientSide;
      this.#conversations[toClient]!++;
      this.#conversations[toServer]!++;
      const hidden = hiddenAt(flow);
      if (hidden !== null) {
        const pool = flow.pair * 2 + flow.direction(hidden);
        const side = flow.seen(hidden);
        const counted = side.countedRounds;
        this.#unseen[pool]! += side.rounds;
        if (side.opened) this.#fromTheStart[pool]!++;
        if (counted > 0) {
          this.#contributing[pool]!++;
          this.#rounds[pool]! += counted;
        }
      } else if (isAlive(flow.client) && isAlive(flow.server)) {
        this.#bothWays.add(flow.point);
        this.#holes[toClient]! +=
          holes(flow.server, flow.client) + (flow.client.events & bit.open && !flow.server.opened ? 1 : 0);
        this.#holes[toServer]! += holes(flow.client, flow.server) + (flow.server.opened && !flow.client.opened ? 1 : 0);
        if (flow.client.opened && flow.server.opened) {
          if (flow.client.rounds >= leastPackets) this.#faded[toClient]!++;
          if (flow.server.rounds >= leastPackets) this.#faded[toServer]!++;
        }
      }
    }
  }

  /** Applies the rule to every pool, once all connections are counted. */
  settle(): void {
    let pools = 0;
    for (let pool = 0; pool < this.#rounds.length; pool++) if (this.#rounds[pool]! > 0) pools++;
    for (let pool = 2; pool < this.#rounds.length; pool++) {
      const rounds = this.#rounds[pool]!;
      const [pair, direction] = [pool >> 1, pool & 1];
      if (rounds === 0 || !this.isWitnessed(pair, direction)) continue;
      const unseen = this.#unseen[pool]!;
      const lack = {pair, direction, unseen, picks: this.#contributing[pool]!, among: pools};
      const all = this.missed({...lack, packets: Math.max(rounds, unseen)});
      if (isNoLoss(this.missed({...lack, packets: rounds})) && !this.#isOffloaded(pool)) this.#proven[pool] = 1;
      // Where the capture provably loses packets of this direction, that a few connections lack all of theirs is to be expected.
      else if (this.lost(pair, direction) > 0 && chanceOf(all) > plausible) this.#lossy[pool] = 1;
    }
  }

  /** Whether offload takes sessions out of sight, and all that are hidden are older than the capture (G16). */
  #isOffloaded(pool: number): boolean {
    return this.#faded[pool]! > 0 && this.#fromTheStart[pool] === 0;
  }

  /** Returns what the certainty rule asks of packets that connections lack. */
  missed({pair, direction, packets, unseen = packets, picks, among}: Lack): Missed {
    const chance = packets * Math.log(this.loss(pair, direction));
    const mayBeHidden = this.mayHide(this.#table.pairs.point(pair), unseen);
    return {packets, chance, picks, of: this.conversations(pair, direction), among, mayBeHidden};
  }

  /**
   * Whether something known hides so many packets from the capture at a point without chance: it sees one direction only (G0); it lost as
   * many, by its own word, for a queue or a port may lose one direction alone (G4); or so many of its frames cannot be read (G2).
   */
  mayHide(point: number, packets: number): boolean {
    return this.isLeg(point) || Math.max(this.#dropped(point) ?? 0, this.#table.periods.opaqueAt(point)) >= packets;
  }

  /** Whether the point is known to see TCP of a direction. A filter may let in pings alone: they are no witnesses of it. */
  isWitnessed(pair: number, direction: number): boolean {
    return this.#table.bothDirections || this.tcpWitnesses(pair, direction) > 0;
  }

  /** Whether any flow was seen both ways at a point. */
  seesBothWays(point: number): boolean {
    return this.#bothWays.has(point);
  }

  /** Whether a point sees one direction of every flow, and no device that answers: what it lacks says nothing (G0). */
  isLeg(point: number): boolean {
    return !this.#bothWays.has(point) && this.#isDeaf(point);
  }

  /** Whether rounds prove what is missing in `direction` (0 = from the lower network) of a pair. */
  proven(pair: number, direction: number): boolean {
    return this.#proven[pair * 2 + direction] === 1;
  }

  /** Whether the losses of the capture explain what is missing. */
  explainedByLoss(pair: number, direction: number): boolean {
    return this.#lossy[pair * 2 + direction] === 1;
  }

  /** Connections of the pool. */
  conversations(pair: number, direction: number): number {
    return this.#conversations[pair * 2 + direction]!;
  }

  /** Captured packets of that direction, of any protocol: they show that the point sees it. */
  witnesses(pair: number, direction: number): number {
    return this.#table.pairs.value(pair, Pair.packets + direction);
  }

  /** Of the witnesses, whether there are any of TCP (resets too). */
  tcpWitnesses(pair: number, direction: number): number {
    return Math.min(this.witnesses(pair, direction), this.#table.pairs.value(pair, Pair.tcp + direction));
  }

  /** Packets of that direction that two-way connections lack: the capture lost them. */
  lost(pair: number, direction: number): number {
    return this.#holes[pair * 2 + direction]!;
  }

  /** Packets of that direction that one-way connections must have had, at least. */
  unseen(pair: number, direction: number): number {
    return this.#unseen[pair * 2 + direction]!;
  }

  rounds(pair: number, direction: number): number {
    return this.#rounds[pair * 2 + direction]!;
  }

  /** The chance that the capture loses a packet of that direction. */
  loss(pair: number, direction: number): number {
    const k = this.lost(pair, direction);
    const w = this.witnesses(pair, direction);
    const point = this.#table.pairs.point(pair);
    const dropped = this.#dropped(point);
    const seen = dropped === 0 ? k / Math.max(w, 1) : (k + 1) / (w + 2);
    const reported = dropped === null ? 0 : dropped / (dropped + this.#table.periods.packetsAt(point) + 1);
    return Math.min(1, Math.max(leastLoss, seen, reported));
  }
}

/** Gaps in what `sender` sent whose bytes `receiver` acknowledged all the same. */
function holes(sender: SideView, receiver: SideView): number {
  return sender.holes > 0 && ((receiver.lastAck - sender.holeStart) | 0) > 0 ? sender.holes : 0;
}

/** Natural logarithm of the number of ways to pick k of m. */
export function logChoose(m: number, k: number): number {
  return logFactorial(m) - logFactorial(k) - logFactorial(m - k);
}

/** Stirling's series, exact to 10⁻⁸ from 10 on; summed below. */
function logFactorial(n: number): number {
  if (n < 10) {
    let sum = 0;
    for (let i = 2; i <= n; i++) sum += Math.log(i);
    return sum;
  }
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + 1 / (12 * n) - 1 / (360 * n ** 3);
}
