import type {Cursor} from "../flow/cursor.ts";
import {type Certainty, type Missing, type Outcome, outcomes} from "./analysis.ts";
import type {Judgement} from "./outcome.ts";

const missings: readonly (Missing | null)[] = [null, "requests", "replies"];
const failings: readonly (boolean | null)[] = [null, false, true];
const certainties: readonly (Certainty | null)[] = [null, "suspected", "proven"];
const numberOf = Object.fromEntries(outcomes.map((outcome, i) => [outcome, i])) as Record<Outcome, number>;

/** What is concluded of every connection: a byte each, no objects. */
export class Judgements {
  readonly #outcome: Uint8Array;
  readonly #missing: Uint8Array;
  readonly #failing: Uint8Array;
  readonly #certainty: Uint8Array;
  readonly #explained: Uint8Array;
  readonly #ordinary: Uint8Array;
  readonly #endsInDevice: Uint8Array;
  readonly #counts = new Float64Array(outcomes.length);

  constructor(conversations: number) {
    this.#outcome = new Uint8Array(conversations);
    this.#missing = new Uint8Array(conversations);
    this.#failing = new Uint8Array(conversations);
    this.#certainty = new Uint8Array(conversations);
    this.#explained = new Uint8Array(conversations);
    this.#ordinary = new Uint8Array(conversations);
    this.#endsInDevice = new Uint8Array(conversations);
  }

  /** Notes the judgement of the connection under the cursor. */
  set(cursor: Cursor, judgement: Judgement): void {
    const {missing, failing} = judgement;
    const outcome = numberOf[judgement.outcome];
    this.#outcome[cursor.id] = outcome;
    this.#counts[outcome]!++;
    if (missing !== null) this.#missing[cursor.id] = missings.indexOf(missing);
    this.#failing[cursor.id] = failing === null ? 0 : failing ? 2 : 1;
    if (failing === true && (judgement.outcome === "complete" || judgement.outcome === "joined")) this.died++;
  }

  /** Notes that a connection is an ordinary one, which works, and which no detector has a question about. */
  setOrdinary(id: number, outcome: "complete" | "joined"): void {
    this.#outcome[id] = numberOf[outcome];
    this.#counts[numberOf[outcome]]!++;
    this.#failing[id] = 1;
    this.#ordinary[id] = 1;
    this.progress = true;
  }
  isOrdinary(id: number): boolean {
    return this.#ordinary[id] === 1;
  }

  /** Whether any connection was seen to go on after its handshake. */
  progress = false;

  /** How many connections there are of each outcome. */
  get counts(): Record<Outcome, number> {
    return Object.fromEntries(outcomes.map((outcome, i) => [outcome, this.#counts[i]!])) as Record<Outcome, number>;
  }

  /** Notes that a connection is asymmetric; the surer of several statements stands. `missing` null leaves what is known. */
  accuse(id: number, certainty: Certainty, missing: Missing | null): void {
    this.#certainty[id] = Math.max(this.#certainty[id]!, certainties.indexOf(certainty));
    if (missing !== null && this.#missing[id] === 0) this.#missing[id] = missings.indexOf(missing);
  }

  /** Connections that got through their handshake, or began earlier, and stop in their middle. */
  died = 0;

  /** Connections that got through their handshake, or began earlier, and fail as a device drops their packets. */
  stopped = 0;

  /** Notes that a device drops a connection's packets, so that it fails whatever its handshake. */
  stop(id: number): void {
    const outcome = this.outcome(id);
    if (this.failing(id) !== true && (outcome === "complete" || outcome === "joined")) this.stopped++;
    this.#failing[id] = failings.indexOf(true);
  }

  /** Notes that a connection's missing packets were seen at another interface of its device, or at another device. */
  explain(id: number): void {
    this.#explained[id] = 1;
  }
  explained(id: number): boolean {
    return this.#explained[id] === 1;
  }

  /** Connections whose SYNs, or SYN-ACKs, a device drops. */
  ended = 0;

  /**
   * Notes that a device drops a connection's SYNs, by its own word or by what its interfaces show: that no answer comes says nothing of
   * other paths, nor of the capture's end; or its SYN-ACKs, where it is answered.
   */
  endInDevice(id: number, isAnswered = false): void {
    if (this.endsInDevice(id)) return;
    this.#endsInDevice[id] = 1;
    this.ended++;
    if (!isAnswered) {
      this.#counts[this.#outcome[id]!]!--;
      this.#outcome[id] = numberOf.unanswered;
      this.#counts[numberOf.unanswered]!++;
    }
    this.#failing[id] = failings.indexOf(true);
  }
  endsInDevice(id: number): boolean {
    return this.#endsInDevice[id] === 1;
  }

  outcome(id: number): Outcome {
    return outcomes[this.#outcome[id]!]!;
  }
  missing(id: number): Missing | null {
    return missings[this.#missing[id]!]!;
  }
  failing(id: number): boolean | null {
    return failings[this.#failing[id]!]!;
  }
  certainty(id: number): Certainty | null {
    return certainties[this.#certainty[id]!]!;
  }
}
