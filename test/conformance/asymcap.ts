import {analyze} from "../../src/analyze.ts";
import {links} from "../../src/decode/link.ts";
import {type Endpoint, endpointText} from "../../src/flow/address.ts";
import type {Analysis, SideRecord} from "../../src/judge/analysis.ts";
import {addSide, type Count, emptyCount} from "./count.ts";

export interface AsymcapCount {
  readonly count: Count;
  /** The second of the first packet, in nanoseconds since 1970. */
  readonly start: bigint;
  /** Why the tool read nothing, or not all; null where it read all. */
  readonly problem: string | null;
  /** Name of the format, or null where no reader knows it. */
  readonly format: string | null;
  /** Link types of frames that it does not decode. */
  readonly unknownLinks: readonly number[];
  /** Frames in them. */
  readonly unknown: number;
}

/** What the tool itself counts in a file. */
export async function countByAsymcap(file: string): Promise<AsymcapCount> {
  const analysis = await analyze([{path: file, name: null}]);
  const {packets, tcp, udp, icmp} = analysis.totals;
  const reasons = new Map(analysis.skipped.entries());
  const skipped = [...reasons.values()].reduce((sum, one) => sum + one, 0);
  const count: Count = {...emptyCount(), packets, tcp, udp, icmp, skipped};
  for (let id = 0; id < analysis.totals.conversations; id++) {
    for (const {client, server, requests, replies} of analysis.connection(id).flows) {
      add(analysis, count, client, server, requests);
      add(analysis, count, server, client, replies);
    }
  }
  const problems = analysis.captures.flatMap(capture => capture.errors.map(error => error.message));
  const unknown = reasons.get("unknown-link") ?? 0;
  const unknownLinks = analysis.points.map(point => point.linkType).filter(link => !links.has(link));
  const format = analysis.captures[0]?.format ?? null;
  return {count, start: startOf(analysis), problem: problems[0] ?? null, format, unknownLinks, unknown};
}

const startOf = (analysis: Analysis): bigint => BigInt(analysis.epoch.seconds ?? 0) * 1_000_000_000n;

function add(analysis: Analysis, count: Count, source: Endpoint, target: Endpoint, side: SideRecord): void {
  const {packets, bytes, syn, synAck, fin, rst} = side;
  if (packets === 0) return;
  const time = (value: number | null) => (value === null ? null : startOf(analysis) + BigInt(Math.round(value)));
  addSide(count, `${endpointText(source)} > ${endpointText(target)}`, {
    packets,
    bytes,
    syn,
    synAck,
    fin,
    rst,
    first: time(side.first),
    last: time(side.last),
    ttl: new Set(side.ttl.filter(hops => hops > 0)),
  });
}
