import {printable} from "../errors.ts";
import {counted} from "../words.ts";
import {address, pattern} from "./patterns.ts";

/** Two addresses, and an arrow between them: a line that tells of a packet, in whatever words. */
const packetLike = pattern(
  // Within an address no other one begins: a line of thousands of colons would be tried from each.
  /(?<![0-9a-fA-F:.])/,
  address,
  /(?:[.:/][\w-]{1,30})?\)?,?\s{0,9}(?:->|=>|→|>)\s{0,9}\(?/,
  address,
);
/** Lines that are kept until it is known whether they are understood. */
const kept = 16;
/** Characters of a line that are quoted. */
const quoted = 160;

/** Lines of a text that tell of packets and are not understood: how many, and the first of them. */
export class Unread {
  readonly #recent: {text: string; number: number}[] = [];
  #count = 0;
  /** The first that a reader took for a packet. */
  #untold: {text: string; number: number} | null = null;
  #first: {text: string; number: number} | null = null;

  /** Keeps a line for a while: that a reader does not understand it may show some lines later. */
  note(text: string, number: number): void {
    this.#recent[number % kept] = {text, number};
  }

  /** Line `number`, one of the last, was taken for a packet and not understood. */
  keep(number: number): void {
    if (number > 0) this.#untold ??= this.#recent.find(one => one?.number === number) ?? null;
  }

  /** A line that no reader has taken. */
  add(text: string, number: number): void {
    if (!packetLike.test(text)) return;
    this.#count++;
    this.#first ??= {text, number};
  }

  /** Returns what is to be said of them, and of those that a reader took for a packet without understanding it; null where there are none. */
  says(untold: {readonly count: number; readonly first: number}): string | null {
    const count = this.#count + untold.count;
    if (count === 0) return null;
    this.keep(untold.first);
    const first = [this.#first, this.#untold].filter(one => one !== null).sort((a, b) => a.number - b.number)[0];
    const which =
      first === undefined ? `line ${untold.first}` : `line ${first.number}: ${printable(first.text.trim(), quoted)}`;
    return `${counted(count, "line")} ${count === 1 ? "looks" : "look"} like a packet and ${count === 1 ? "is" : "are"} not understood, first ${which}`;
  }
}
