/** What two programs count alike in a capture, whoever counted. */
export interface Count {
  packets: number;
  tcp: number;
  udp: number;
  icmp: number;
  /** What is no TCP, UDP or ICMP packet. */
  skipped: number;
  /** Directions of TCP connections, by `source > target`, over all points of the capture. */
  readonly sides: Map<string, Side>;
}

export interface Side {
  packets: number;
  /** Of payload; NaN where not every packet tells. */
  bytes: number;
  syn: number;
  synAck: number;
  fin: number;
  rst: number;
  /** Of the first and the last packet, nanoseconds since 1970; null where the capture tells no times. */
  first: bigint | null;
  last: bigint | null;
  /** Different TTLs and hop limits; 0, which no router sends on, is left out. */
  readonly ttl: Set<number>;
}

export const emptyCount = (): Count => ({packets: 0, tcp: 0, udp: 0, icmp: 0, skipped: 0, sides: new Map()});

/** Adds `more` to the side called `key`. */
export function addSide(count: Count, key: string, more: Side): void {
  const sum = count.sides.get(key);
  if (sum === undefined) {
    count.sides.set(key, {...more, ttl: new Set(more.ttl)});
    return;
  }
  for (const field of sums) sum[field] += more[field];
  if (more.first !== null && (sum.first === null || more.first < sum.first)) sum.first = more.first;
  if (more.last !== null && (sum.last === null || more.last > sum.last)) sum.last = more.last;
  for (const hops of more.ttl) sum.ttl.add(hops);
}

const totals = ["packets", "tcp", "udp", "icmp", "skipped"] as const;
const sums = ["packets", "bytes", "syn", "synAck", "fin", "rst"] as const;

/** Fifty days, in nanoseconds. */
const exact = 50n * 86_400n * 1_000_000_000n;

/** The tool keeps so many TTLs of a side. */
const keptHops = 4;

/** The counters that are compared, as the report names them. */
export const counters = [...totals, "sides", ...sums.map(name => `side ${name}`), "first", "last", "ttl"] as const;
export type Counter = (typeof counters)[number];

/** Two values of one counter that should be one. */
export interface Mismatch {
  readonly counter: Counter;
  /** The side, where it is a side's. */
  readonly side: string | null;
  readonly ours: string;
  readonly theirs: string;
}

/** How often two counts were asked for the same, and where they differ. */
export interface Agreement {
  readonly asked: ReadonlyMap<Counter, number>;
  readonly mismatches: readonly Mismatch[];
}

/** Where they differ; `start` is the second of the capture's first packet. */
export function compareCounts(ours: Count, theirs: Count, start: bigint): Agreement {
  // The tool's times are exact for 104 days from its first packet on; what broken clocks say may be centuries away.
  const isExact = (time: bigint | null) => time !== null && time - start < exact && start - time < exact;
  const asked = new Map<Counter, number>();
  const mismatches: Mismatch[] = [];
  const ask = (counter: Counter, side: string | null, one: unknown, two: unknown, alike = one === two) => {
    asked.set(counter, (asked.get(counter) ?? 0) + 1);
    if (!alike) mismatches.push({counter, side, ours: String(one), theirs: String(two)});
  };
  for (const name of totals) ask(name, null, ours[name], theirs[name]);
  for (const key of new Set([...ours.sides.keys(), ...theirs.sides.keys()])) {
    const one = ours.sides.get(key);
    const two = theirs.sides.get(key);
    if (one === undefined || two === undefined) {
      ask("sides", key, one?.packets ?? "none", two?.packets ?? "none");
      continue;
    }
    ask("sides", key, true, true);
    for (const name of sums) if (!Number.isNaN(two[name])) ask(`side ${name}`, key, one[name], two[name]);
    // Times are told of every packet or of none.
    if (isExact(two.first)) ask("first", key, one.first, two.first);
    if (isExact(two.last)) ask("last", key, one.last, two.last);
    const [some, all] = [one.ttl, two.ttl];
    const isKept = some.size === Math.min(keptHops, all.size) && [...some].every(hops => all.has(hops));
    ask("ttl", key, [...some].join(" "), [...all].join(" "), isKept);
  }
  return {asked, mismatches};
}
