import type {Frames} from "../capture/frames.ts";
import {layers} from "./ethernet.ts";
import {etherTypes} from "./ethertypes.ts";
import {internet} from "./ip.ts";
import {type Interfaces, links} from "./link.ts";
import type {Packet} from "./packet.ts";
import {Skip} from "./skip.ts";

/** Constants of this module: V8 writes them into its code as numbers, which it does not do with what is imported. */
const {unknownLink: skipUnknownLink, notUnderstood: skipNotUnderstood} = Skip;

/** Only here, above all that reads EtherTypes, is known what they lead to. */
for (const [type, layer] of etherTypes) layers.set(type, layer);

/** Returns whether frames of this link type can be decoded. */
export const supports = (linkType: number): boolean => links.has(linkType);

/** The decoder of each link type, by number: a plain array, since it is asked for every frame. */
const byNumber = Array.from({length: 300}, (_, number) => links.get(number) ?? null);

/**
 * Decodes frame `i` into `packet`, which is overwritten. Returns `skipNo`, or why the frame is no TCP, UDP or ICMP packet; then
 * `packet` still holds the path and, if its width is not 0, the addresses.
 */
export function decode(frames: Frames, i: number, packet: Packet, interfaces: Interfaces): number {
  const start = frames.start[i]!;
  const end = start + frames.length[i]!;
  packet.frame = frames.ordinal + i;
  packet.point = frames.point[i]!;
  packet.time = frames.time[i]!;
  packet.direction = frames.direction[i]!;
  packet.lacks = frames.lacks[i]!;
  packet.sourceMacHigh = packet.sourceMacLow = packet.targetMacHigh = packet.targetMacLow = 0;
  packet.vlan = 0;
  packet.depth = 0;
  packet.width = 0;
  packet.fragment = 0;
  const link = byNumber[frames.link[i]!];
  if (link === null || link === undefined) return skipUnknownLink;
  const network = link.network(frames.view, start, end, packet, interfaces);
  // Nothing of a text is cut off: a frame without bytes is a line that told none.
  if (network < 0) return start === end && frames.line[i] !== 0 ? skipNotUnderstood : network;
  return internet(frames.view, network, end, start + frames.wireLength[i]!, packet, interfaces);
}
