/** What a capture filter may name of a packet, as numbers: who sends it, from which network and port, and to where. */
export const End = {
  sourceHost: 0,
  sourceNet: 1,
  sourcePort: 2,
  targetHost: 3,
  targetNet: 4,
  targetPort: 5,
  fields: 6,
} as const;
/** `host` and its like without `src` or `dst`: either end. The field is that of the source. */
const either = End.fields;

/** Packets, {@link End.fields} numbers each. */
export type Ends = ArrayLike<number>;

/** `not dst port 443`. */
interface Term {
  /** A field; from {@link either} on that of the source or of the target. */
  readonly field: number;
  readonly value: number;
  readonly not: boolean;
}

/**
 * Whether a capture filter of two terms (pcap-filter(7): `src`, `dst` or either; a host, a network or a port; `not`; joined by `and` or `or`)
 * takes all packets that were captured, and none of those that are missing. Those of whom it is so were perhaps never missing.
 */
export const isHiddenByTwoTerms = (missing: Ends, captured: Ends): boolean =>
  isHiddenByEither(missing, captured) || isHiddenByBoth(missing, captured);

/** `A or B`: takes the first that was captured by one of them, say A, and no missing one by either. */
function isHiddenByEither(missing: Ends, captured: Ends): boolean {
  const terms = (at: number) =>
    [...termsOf(captured, at, false), ...termsOf(missing, 0, true)].filter(
      term => takes(term, captured, at) && !missingTaken(term),
    );
  const missingTaken = (term: Term) => first(missing, at => takes(term, missing, at)) >= 0;
  for (const one of terms(0)) {
    const left = first(captured, at => !takes(one, captured, at));
    if (left < 0) return true;
    for (const two of terms(left))
      if (first(captured, at => !takes(one, captured, at) && !takes(two, captured, at), left) < 0) return true;
  }
  return false;
}

/** `A and B`: both take all that was captured, and one of them, say A, not the first missing one. */
function isHiddenByBoth(missing: Ends, captured: Ends): boolean {
  const terms = (at: number) =>
    [...termsOf(missing, at, true), ...termsOf(captured, 0, false)].filter(
      term => !takes(term, missing, at) && first(captured, row => !takes(term, captured, row)) < 0,
    );
  for (const one of terms(0)) {
    const left = first(missing, at => takes(one, missing, at));
    if (left < 0) return true;
    for (const two of terms(left))
      if (first(missing, at => takes(one, missing, at) && takes(two, missing, at), left) < 0) return true;
  }
  return false;
}

/** Returns where the first packet stands, from `from` on, of which something is so; −1 if it is of none. */
function first(packets: Ends, isSo: (at: number) => boolean, from = 0): number {
  for (let at = from; at < packets.length; at += End.fields) if (isSo(at)) return at;
  return -1;
}

/** All terms, or all their negations, that a packet is named by. */
function* termsOf(packets: Ends, at: number, not: boolean): Generator<Term> {
  for (let field = 0; field < End.fields; field++) {
    const value = packets[at + field]!;
    yield {field, value, not};
    yield {field: either + (field % End.targetHost), value, not};
  }
}

function takes({field, value, not}: Term, packets: Ends, at: number): boolean {
  if (field < either) return (packets[at + field] === value) !== not;
  const one = at + field - either;
  return (packets[one] === value || packets[one + End.targetHost] === value) !== not;
}
