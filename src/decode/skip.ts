/** Why a frame is no TCP, UDP or ICMP packet, or is not judged. Decoders return the negative number in place of an offset. */
export const Skip = {
  no: 0,
  /** ARP, spanning tree and other traffic that is not IP. */
  notIp: -1,
  /** A later fragment: it has no ports. */
  fragment: -2,
  /** The capture's snapshot length cut the frame before the end of its headers. */
  cutShort: -3,
  /** Lengths or versions that cannot be. */
  malformed: -4,
  /** IP, but neither TCP nor UDP nor ICMP. */
  otherProtocol: -5,
  /** A link type that no decoder knows. */
  unknownLink: -6,
  /** Not of the part of the capture that the user wants judged. */
  outsidePeriod: -7,
  /** Decoded, and left out by the user's filter. */
  filteredOut: -8,
  /** Carried by what is not decoded, or not readable: ESP, MACsec, encapsulations of switches. */
  encapsulated: -9,
  /** A line of a text that tells of a packet in words that no reader understands. */
  notUnderstood: -10,
} as const;

/** The names of the reasons in reports, by the negated number. */
export const skipNames = [
  "no",
  "not-ip",
  "fragment",
  "cut-short",
  "malformed",
  "other-protocol",
  "unknown-link",
  "outside-period",
  "filtered-out",
  "encapsulated",
  "not-understood",
] as const;

/** How many frames were skipped for each reason. */
export class Tally {
  readonly #counts = new Float64Array(skipNames.length);

  count(skip: number): void {
    this.#counts[-skip]!++;
  }

  /** Returns how many were skipped for a reason. */
  of(skip: number): number {
    return this.#counts[-skip]!;
  }

  /** Returns name and count of every reason, those of the reports' fixed names also where the count is 0. */
  entries(): [name: string, count: number][] {
    return skipNames
      .map((name, i): [string, number] => [name, this.#counts[i]!])
      .filter(([, count], i) => (i > 0 && i < 5) || count > 0);
  }
}
