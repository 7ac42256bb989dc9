import type {CaptureArgument} from "../../src/capture/capture.ts";
import {ethernet, icmp, icmp6, ipv4, ipv6, tcp} from "./bytes.ts";
import {after, type Captured, pcap, start} from "./containers.ts";
import type {Ladder, Segment} from "./ladder.ts";

/** How the captures of a ladder differ from the plain ones. */
export interface Change {
  /** Packets move by up to so many seconds, each by its own amount, and stand in the file in their new order. */
  readonly shuffle?: number;
  readonly snaplen?: number;
}

/** Time from one point to the next on the way, and from a packet to its copy. */
const hop = 50e-6;
const copyDelay = 30e-6;

/** Everything of the ladder happens so many seconds after the tests' usual moment, as a witness comes before 0. */
const lead = 10;

/** Returns a classic capture for each of the ladder's points, named as it, and where the ladder's 0.000 lies after an analysis epoch. */
export function capturesOf(
  ladder: Ladder,
  change: Change,
): {captures: CaptureArgument[]; epochOffset: (seconds: number) => number} {
  const byPoint = new Map<string, {at: number; captured: Captured}[]>();
  const add = (point: string, time: number, bytes: Uint8Array) => {
    const length = Math.min(bytes.length, change.snaplen ?? bytes.length);
    const captured = {time: after(time + lead), bytes: bytes.subarray(0, length), wireLength: bytes.length};
    byPoint.set(point, [...(byPoint.get(point) ?? []), {at: time, captured}]);
  };
  ladder.segments.forEach((segment, index) => {
    const moved = change.shuffle === undefined ? 0 : jitter(index) * change.shuffle;
    segment.points.forEach((point, passed) => {
      const time = segment.time + moved + passed * hop;
      add(point, time, frame(segment, passed, point));
      if (segment.copy) add(point, time + copyDelay, frame(segment, passed + 1, point));
    });
  });
  const captures = [...byPoint].map(([point, packets]) => {
    const file = pcap(
      packets
        .sort((a, b) => a.at - b.at || 0)
        .map(one => one.captured)
        .sort(byTime),
    );
    return {path: `${point}.pcap`, name: point, stream: once(file)};
  });
  const zero = Number(start / 1_000_000_000n) + lead;
  return {captures, epochOffset: seconds => (zero - seconds) * 1e9};
}

const byTime = (a: Captured, b: Captured) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);

async function* once(bytes: Uint8Array) {
  yield bytes;
}

/** A number from 0 to 1 that looks like chance and is the same every time. */
function jitter(index: number): number {
  const mixed = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  return mixed / 0x1_0000_0000;
}

/** The frame as it stands after so many hops: the TTL falls, the MACs are those of the next segment. */
function frame(segment: Segment, passed: number, point: string): Uint8Array {
  const [client, server] = [split(segment.client), split(segment.server)];
  const [source, target] = segment.fromClient ? [client, server] : [server, client];
  const v6 = source.address.includes(":");
  const isPing = segment.flags[0] === "ECHO" || segment.flags[0] === "REPLY";
  const payload = isPing
    ? ping(segment, v6)
    : tcp(
        {
          sourcePort: source.port,
          targetPort: target.port,
          sequence: segment.sequence,
          acknowledgment: segment.acknowledgment,
          flags: segment.flags.join("-"),
          timestamps: segment.stamp === null ? undefined : [segment.stamp, segment.echo],
        },
        segment.payload,
      );
  const hops = (segment.ttl ?? 63) - passed;
  const addresses = {source: source.address, target: target.address};
  const packet = v6
    ? ipv6({...addresses, hops}, payload)
    : ipv4({...addresses, ttl: hops, identification: segment.identification}, payload);
  const here = [...point].reduce((sum, letter) => sum + letter.charCodeAt(0), passed) & 0xff;
  const mac = (side: number) => `02:00:00:00:${here.toString(16).padStart(2, "0")}:0${side}`;
  return segment.fromClient
    ? ethernet({source: mac(1), target: mac(2)}, packet)
    : ethernet({source: mac(2), target: mac(1)}, packet);
}

function ping(segment: Segment, v6: boolean): Uint8Array {
  const isReply = segment.flags[0] === "REPLY";
  const message = {identifier: 7, sequence: segment.identification & 0xff};
  return v6 ? icmp6({...message, type: isReply ? 129 : 128}, 56) : icmp({...message, type: isReply ? 0 : 8}, 56);
}

function split(endpoint: string): {address: string; port: number} {
  const colon = endpoint.lastIndexOf(":");
  return {address: endpoint.slice(0, colon).replace(/[[\]]/g, ""), port: Number(endpoint.slice(colon + 1))};
}
