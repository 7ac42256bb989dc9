/** How well a cause explains a case. Between equals the list in cause.ts decides. */
export const Weight = {
  /** It is proven, and what the connections have in common tells this mechanism from those that look alike. */
  distinct: 0.95,
  /** It is proven, and devices themselves tell by their sessions which mechanism it is. */
  owned: 0.92,
  /** It is proven that packets take another way; by which mechanism, nothing tells. */
  proven: 0.9,
  /** What the capture lacks explains it, before the network does. */
  capture: 0.8,
  /** A proof has a better explanation, and this one is not excluded. */
  second: 0.7,
  suspected: 0.6,
  possible: 0.4,
  /** It explains something else than the verdict is about. */
  aside: 0.3,
  unlikely: 0.2,
} as const;
