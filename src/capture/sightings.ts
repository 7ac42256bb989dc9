import {second, type Time} from "../time/time.ts";

/** Packets remembered: one told twice is told within fewer others. */
const limit = 1024;
/** Both tell a packet within so long, as far as their clocks agree. */
const window = 5 * second;

interface Sighting {
  /** How often each teller told it. */
  readonly counts: [number, number];
  /** Ordinal of the frame that stands for it. */
  ordinal: number;
  time: Time;
}

/**
 * Packets that two tellers of one text tell of: a FortiGate's sniffer and its trace both print each packet at each interface. Of as many
 * as both tell, each is one packet; what one of them tells more often was sent more often.
 */
export class Sightings {
  readonly #seen = new Map<string, Sighting>();
  /** The keys in order of their first sighting, the oldest at `next`: a map finds its oldest entry slowly. */
  readonly #keys: string[] = [];
  #next = 0;

  /**
   * Notes that `teller` (0 or 1) tells at `time` the packet named by `key`, which is to be frame `ordinal`. Returns ordinal and time of
   * the frame that already stands for it, because the other told it before; null if it is new.
   */
  tell(
    teller: 0 | 1,
    key: string,
    time: Time,
    ordinal: number,
  ): {readonly ordinal: number; readonly time: Time} | null {
    let sighting = this.#seen.get(key);
    if (sighting === undefined || Math.abs(time - sighting.time) > window) {
      if (sighting === undefined) this.#remember(key);
      sighting = {counts: [0, 0], ordinal, time};
      this.#seen.set(key, sighting);
    }
    const told = ++sighting.counts[teller]!;
    if (told <= sighting.counts[1 - teller]!) return sighting;
    sighting.ordinal = ordinal;
    sighting.time = time;
    return null;
  }

  #remember(key: string): void {
    if (this.#keys.length === limit) this.#seen.delete(this.#keys[this.#next]!);
    this.#keys[this.#next] = key;
    this.#next = (this.#next + 1) % limit;
  }
}

/** Flags whose segments FortiOS prints the sequence number of, in its sniffer too: FIN, SYN, RST, PSH. */
const numbered = 0x0f;

/** Names a TCP segment at an interface by what both a sniffer and a trace tell of it. */
export const sightingKey = (
  face: string,
  direction: number,
  told: {
    readonly source: string;
    readonly sourcePort: number;
    readonly target: string;
    readonly targetPort: number;
    readonly flags: number;
    readonly sequence: number;
    readonly acknowledgment: number;
  },
): string => {
  const {source, sourcePort, target, targetPort, flags, sequence, acknowledgment} = told;
  const numbers = `${flags & numbered ? sequence : ""} ${flags & 0x10 ? acknowledgment : ""}`;
  return `${face} ${direction} ${source} ${sourcePort} ${target} ${targetPort} ${flags & 0x1f} ${numbers}`;
};
