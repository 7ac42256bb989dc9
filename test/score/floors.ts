import type {Figures} from "./figures.ts";

/** What is wanted of every scenario, in every combination of its points. */
export const wanted: Figures = {verdict: 1, cause: 1, precision: 1, found: 1, fates: 1, said: 0.9, steady: 1};

/** What holds today where that is less: to be raised by what mends it, and never lowered. */
export const today: Readonly<Record<string, Partial<Figures>>> = {
  "bgp-two-uplinks": {verdict: 0.23, cause: 0.58, found: 0.4, steady: 0.64},
  "dual-stack": {verdict: 0.86, cause: 0.93, found: 0.87},
  "ecmp-per-packet": {said: 0.88},
  "filtered-ports": {verdict: 0.66, cause: 0.55, precision: 0},
  "ha-active-active": {said: 0.78},
  hairpin: {cause: 0.2, found: 0.87},
  "idle-expiry": {cause: 0.33, fates: 0.63},
  "mid-flow": {said: 0.81},
  "mtu-blackhole": {cause: 0.06, fates: 0.5},
  "quic-ok-tcp-fails": {verdict: 0.86, cause: 0.93, found: 0.86},
  stages: {said: 0.85},
  "state-loss": {cause: 0.33, fates: 0.71},
  "synproxy-flood": {verdict: 0.33, cause: 0.33},
  "triangle-strict": {verdict: 0.53, cause: 0.53, found: 0.7, fates: 0.74},
  "vrrp-split-synced": {cause: 0.41},
  "vrrp-split-unsynced": {verdict: 0.8, cause: 0.29},
};

/** The most conversations that are wrongly proven today, over all combinations. Wanted: none, of any scenario. */
export const mostWronglyProven: Readonly<Record<string, number>> = {"filtered-ports": 34};
