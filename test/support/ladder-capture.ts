import type {CaptureArgument} from "../../src/capture/capture.ts";
import {ethernet, fragment6, icmp, icmp6, ipv4, ipv6, tcp, udp} from "./bytes.ts";
import {after, type Captured, pcap, pcapng, start, statisticsBlock} from "./containers.ts";
import type {Ladder, Segment} from "./ladder.ts";

/** How the captures of a ladder differ from the plain ones. */
export interface Change {
  /** Packets move by up to so many seconds, each by its own amount, and stand in the file in their new order. */
  readonly shuffle?: number;
  readonly snaplen?: number;
  /** A further point of another device, behind the first one that the ladder names: it sees the same. */
  readonly secondPoint?: boolean;
}

/** Time from one point to the next on the way, and from a packet to its copy. */
const hop = 50e-6;
const copyDelay = 30e-6;
/** Name of the further point that {@link Change.secondPoint} asks for. */
export const secondPoint = "further/along";

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
    const packets = byPoint.get(point);
    if (packets === undefined) byPoint.set(point, [{at: time, captured}]);
    else packets.push({at: time, captured});
  };
  const first = ladder.segments.find(segment => segment.points.length > 0 && !segment.isWitness)?.points[0] ?? null;
  ladder.segments.forEach((segment, index) => {
    const moved = change.shuffle === undefined ? 0 : jitter(index) * change.shuffle;
    seenAt(segment, change.secondPoint ? first : null).forEach((point, passed) => {
      const time = segment.time + moved + passed * hop + (ladder.clocks.get(point) ?? 0);
      for (const one of drawn(ladder, index, passed, point)) add(point, time, one);
      if (segment.copy)
        for (const one of drawn(ladder, index, passed + 1, point, `${point} routed`)) add(point, time + copyDelay, one);
    });
  });
  const captures = [...byPoint].map(([point, packets]) => {
    const captured = packets
      .sort((a, b) => a.at - b.at || 0)
      .map(one => one.captured)
      .sort(byTime);
    const dropped = ladder.drops.get(point);
    const file =
      dropped === undefined && !ladder.isUnfiltered
        ? pcap(captured)
        : pcapng(captured, {
            application: ladder.isUnfiltered ? "Dumpcap (Wireshark) 4.4.2" : undefined,
            behind: dropped === undefined ? [] : [statisticsBlock({dropped, received: 0})],
          });
    return {path: `${point}.pcap`, name: point, stream: once(file)};
  });
  const zero = Number(start / 1_000_000_000n) + lead;
  return {captures, epochOffset: seconds => (zero - seconds) * 1e9};
}

/** The frames of the last ladder by segment, hops passed and point: they are the same however it is changed. */
let known: {readonly ladder: Ladder; readonly frames: Map<string, readonly Uint8Array[]>} | null = null;

/** The frames of a segment as they stand at a point; `copy` is what it is called where it comes by a second time, with other MAC addresses. */
function drawn(ladder: Ladder, index: number, passed: number, point: string, copy?: string): readonly Uint8Array[] {
  if (known?.ladder !== ladder) known = {ladder, frames: new Map()};
  const key = `${index} ${passed} ${copy ?? point}`;
  let frames = known.frames.get(key);
  if (frames === undefined) {
    frames = framesOf(at(ladder, ladder.segments[index]!, point), passed, copy ?? ladder.bundles.get(point) ?? point);
    known.frames.set(key, frames);
  }
  return frames;
}

/** The points that saw a segment, in the order in which it passed; with the further one, on the servers' side, where `first` is given. */
function seenAt({points, fromClient}: Segment, first: string | null): readonly string[] {
  if (first === null || !points.includes(first)) return points;
  return fromClient ? [...points, secondPoint] : [secondPoint, ...points];
}

/** The segment as it stands at a point: behind a translation, or a firewall that rewrites sequence numbers. */
function at(ladder: Ladder, segment: Segment, point: string): Segment {
  const {client, server} = ladder.translations.get(point) ?? {};
  const moved = (endpoint: string, address: string | undefined) =>
    address === undefined || segment.isWitness ? endpoint : `${address}:${split(endpoint).port + 7}`;
  const one = {...segment, client: moved(segment.client, client), server: moved(segment.server, server)};
  if (!ladder.rewrites.has(point)) return one;
  const shift = (number: number, fromClient: boolean) => (number + (fromClient ? 0x3456_789a : 0x2bcd_ef01)) >>> 0;
  const {fromClient, flags} = segment;
  return {
    ...one,
    sequence: shift(one.sequence, fromClient),
    acknowledgment: flags.includes("ACK") ? shift(one.acknowledgment, !fromClient) : 0,
    blocks: one.blocks.map(([left, right]) => [shift(left, !fromClient), shift(right, !fromClient)] as const),
  };
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

/** The frames as they stand after so many hops: the TTL falls, the MACs are those of the segment at the point. */
function framesOf(segment: Segment, passed: number, point: string): Uint8Array[] {
  const [client, server] = [split(segment.client), split(segment.server)];
  const [source, target] = segment.fromClient ? [client, server] : [server, client];
  const v6 = source.address.includes(":");
  const [own, other] = macsOf(point);
  const next = segment.mac ?? other;
  const macs = segment.fromClient ? {source: own, target: next} : {source: next, target: own};
  if (segment.flags[0] === "ARP") return [ethernet({...macs, type: 0x0806}, arpRequest)];
  const payload = transport(segment, v6, source, target);
  const hops = (segment.ttl ?? 63) - passed;
  // An error about the client's segment comes from a router near the server, a redirect from the client's own.
  const kind = segment.flags[0]!;
  const from = kind === "UNREACHABLE" ? neighbour(server) : kind === "REDIRECT" ? neighbour(client) : source.address;
  const addresses = {source: from, target: target.address};
  return pieces(payload, segment.inFragments).map(piece => {
    const fragment = segment.inFragments ? piece : undefined;
    const packet = v6
      ? ipv6(
          {...addresses, hops, ...(fragment && {protocol: 6, extensions: [fragment6(piece.offset, piece.more)]})},
          piece.bytes,
        )
      : ipv4({...addresses, ttl: hops, identification: segment.identification, fragment}, piece.bytes);
    return ethernet(macs, packet);
  });
}

/** The MAC addresses on both sides of a point. */
function macsOf(point: string): [client: string, server: string] {
  let here = 7;
  for (let i = 0; i < point.length; i++) here = (here * 31 + point.charCodeAt(i)) & 0xffff;
  const digits = here.toString(16).padStart(4, "0");
  const start = `02:00:00:${digits.slice(0, 2)}:${digits.slice(2)}`;
  return [`${start}:01`, `${start}:02`];
}

/** Bytes of IP payload in a fragment, as an Ethernet frame holds them; a multiple of eight (RFC 791). */
const fragmentSize = 1480;

/** What an IP packet carries, whole or in the pieces of its fragments. */
function pieces(payload: Uint8Array, inFragments: boolean): {bytes: Uint8Array; offset: number; more: boolean}[] {
  if (!inFragments) return [{bytes: payload, offset: 0, more: false}];
  return Array.from({length: Math.ceil(payload.length / fragmentSize)}, (_, i) => ({
    bytes: payload.subarray(i * fragmentSize, (i + 1) * fragmentSize),
    offset: i * fragmentSize,
    more: (i + 1) * fragmentSize < payload.length,
  }));
}

/** A question for an address: hardware Ethernet, protocol IPv4, operation 1 (RFC 826). */
const arpRequest = Uint8Array.from([0, 1, 8, 0, 6, 4, 0, 1, ...new Array(20).fill(0)]);

const neighbour = ({address}: {address: string}) => address.replace(/\d+$/, "254");

/** What the IP packet of a segment carries. */
function transport(segment: Segment, v6: boolean, source: Endpoint, target: Endpoint): Uint8Array {
  switch (segment.flags[0]) {
    case "ECHO":
    case "REPLY":
      return ping(segment, v6);
    case "UDP":
      return udp({sourcePort: source.port, targetPort: target.port}, segment.payload);
    case "UNREACHABLE":
      return icmp({type: 3, code: Number(segment.detail)}, quote(segment.quoted!));
    case "REDIRECT":
      return redirect(segment);
    default:
      return tcp(
        {
          sourcePort: source.port,
          targetPort: target.port,
          sequence: segment.sequence,
          acknowledgment: segment.acknowledgment,
          flags: segment.flags.join("-"),
          timestamps: segment.stamp === null ? undefined : [segment.stamp, segment.echo],
          sack: segment.blocks.length === 0 ? undefined : segment.blocks,
        },
        segment.payload,
      );
  }
}

function redirect(segment: Segment): Uint8Array {
  const [high, low] = [0, 2].map(i => {
    const [one, two] = segment.detail.split(".").slice(i, i + 2);
    return Number(one) * 256 + Number(two);
  });
  return icmp({type: 5, code: 1, identifier: high, sequence: low}, quote(segment.quoted!));
}

interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** The beginning of the packet that an ICMP error quotes: IP header and eight bytes. */
function quote(segment: Segment): Uint8Array {
  const [source, target] = [split(segment.client), split(segment.server)];
  return ipv4({source: source.address, target: target.address}, transport(segment, false, source, target)).subarray(
    0,
    28,
  );
}

function ping(segment: Segment, v6: boolean): Uint8Array {
  const isReply = segment.flags[0] === "REPLY";
  const message = {identifier: 7, sequence: segment.identification & 0xff};
  return v6 ? icmp6({...message, type: isReply ? 129 : 128}, 56) : icmp({...message, type: isReply ? 0 : 8}, 56);
}

function split(endpoint: string): Endpoint {
  const colon = endpoint.lastIndexOf(":");
  return {address: endpoint.slice(0, colon).replace(/[[\]]/g, ""), port: Number(endpoint.slice(colon + 1))};
}
