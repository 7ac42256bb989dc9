import type {ComparedPair, ComparisonResult} from "../../src/compare/comparison.ts";
import {type Captured, pcap} from "../support/containers.ts";
import {asymcap, type workplace} from "./program.ts";
import {healthy, oneWay} from "./traffic.ts";

/** The report of a comparison, as far as the tests look into it. */
export interface Comparison {
  readonly schema: string;
  readonly result: ComparisonResult;
  readonly sentence: string;
  readonly partial: boolean;
  readonly pairs: ComparedPair[];
  readonly stale: {conversation: string; client: {port: number}; brokenBefore: boolean}[];
  readonly clearing: {platform: string; command: string; effect: string; undo: string | null}[];
  readonly counters: {name: string; increase: number | null}[];
  readonly before: {schema: string; conversations: object[]};
  readonly after: {schema: string; conversations: object[]};
}

const sorted = (packets: Captured[]) => packets.sort((a, b) => Number(a.time - b.time));

/** Connections of port 80 that always work: the witness that the point sees both directions. */
export const witnesses = (from: number, ports: number) =>
  Array.from({length: 40}, (_, i) => healthy(from + i / 2, ports + i, 80)).flat();

/** Ports 443 and 8443 are broken. */
export const broken = sorted([
  ...witnesses(1, 30_000),
  ...[3, 5, 7].flatMap((seconds, i) => oneWay(seconds, 40_000 + i)),
  ...[4, 6, 8].flatMap((seconds, i) => oneWay(seconds, 41_000 + i, 8443)),
]);
/** A capture of later, with the witnesses. */
export const mended = (...packets: Captured[]) => sorted([...witnesses(200, 31_000), ...packets]);
/** Three new connections that work. */
export const works = (service = 443) => [203, 205, 207].flatMap((seconds, i) => healthy(seconds, 50_000 + i, service));
/** Three new connections that do not. */
export const fails = (service = 443) => [203, 205, 207].flatMap((seconds, i) => oneWay(seconds, 52_000 + i, service));

/** Compares captures written at `place`. */
export function comparing(place: ReturnType<typeof workplace>) {
  async function run(before: readonly Captured[], later: readonly Captured[], ...argv: string[]) {
    const first = await place.file("before.pcap", pcap(before));
    const second = await place.file("after.pcap", pcap(later));
    return await asymcap("compare", "--before", `fw=${first}`, "--after", `fw=${second}`, ...argv);
  }
  return {
    /** Returns status and report; nothing may stand on standard error. */
    async comparison(before: readonly Captured[], later: readonly Captured[], ...argv: string[]) {
      const {status, stdout, stderr} = await run(before, later, ...argv, "-o", "-", "--format", "json");
      if (stderr !== "") throw new Error(stderr);
      return {status, json: JSON.parse(stdout) as Comparison};
    },
    /** Returns the summary. */
    async text(before: readonly Captured[], later: readonly Captured[], ...argv: string[]): Promise<string> {
      return (await run(before, later, ...argv)).stdout;
    },
  };
}
