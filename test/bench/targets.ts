/** What asymcap has to reach against a peer, or in memory, in one case. */
export interface Target {
  readonly case: string;
  /** The name of a peer, or `peak memory`. */
  readonly against: string;
  readonly bound: "most" | "least";
  readonly value: number;
}

export const PEAK_MEMORY = "peak memory";

export const TARGETS: readonly Target[] = [
  {case: "small-256", against: "capinfos", bound: "most", value: 7},
  {case: "small-20000", against: "capinfos", bound: "most", value: 9},
  {case: "long", against: "capinfos", bound: "most", value: 3.3},
  {case: "full-size", against: "capinfos", bound: "most", value: 7},
  {case: "flood", against: "capinfos", bound: "most", value: 20},
  {case: "small-256", against: "tshark", bound: "least", value: 4},
  {case: "small-256", against: "tcptrace", bound: "least", value: 4},
  {case: "small-256", against: "nfpcapd", bound: "least", value: 2},
  {case: "small-256", against: PEAK_MEMORY, bound: "most", value: 250},
  {case: "small-20000", against: PEAK_MEMORY, bound: "most", value: 250},
  {case: "long", against: PEAK_MEMORY, bound: "most", value: 250},
  {case: "flood", against: PEAK_MEMORY, bound: "most", value: 600},
];

export function targetOf(name: string, against: string): Target | undefined {
  return TARGETS.find(target => target.case === name && target.against === against);
}

export function reached(target: Target, value: number): boolean {
  return target.bound === "most" ? value <= target.value : value >= target.value;
}
