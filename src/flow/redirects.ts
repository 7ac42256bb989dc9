import type {Packet} from "../decode/packet.ts";
import {Registry} from "./registry.ts";

const limit = 4096;

/** Numbers kept of each redirect: how often it came; ordinal and time of the first. */
export const Redirect = {count: 0, frame: 1, time: 2, fields: 3} as const;

/** Words of a redirect's key: point and width; the router that sends it, the gateway it names; source and target of the packet it quotes. */
export const RedirectKey = {meta: 0, router: 1, gateway: 5, source: 9, target: 13, words: 17} as const;

/** ICMP redirects (P11): a router says that another gateway on the same segment is the better one for a host. */
export class Redirects {
  readonly registry = new Registry(RedirectKey.words, Redirect.fields, limit);

  /** Takes a redirect into account, if it quotes the packet that it is about. */
  add(packet: Packet): void {
    const {quoted} = packet;
    if (quoted.width !== packet.width) return;
    const {key} = this.registry;
    key[0] = (packet.point << 8) | packet.width;
    key[1] = packet.source0;
    key[2] = packet.source1;
    key[3] = packet.source2;
    key[4] = packet.source3;
    key[5] = packet.gateway0;
    key[6] = packet.gateway1;
    key[7] = packet.gateway2;
    key[8] = packet.gateway3;
    key[9] = quoted.source0;
    key[10] = quoted.source1;
    key[11] = quoted.source2;
    key[12] = quoted.source3;
    key[13] = quoted.target0;
    key[14] = quoted.target1;
    key[15] = quoted.target2;
    key[16] = quoted.target3;
    const id = this.registry.intern();
    if (id === 0) return;
    const {values} = this.registry;
    const row = id * Redirect.fields;
    if (values[row + Redirect.count]!++ > 0) return;
    values[row + Redirect.frame] = packet.frame;
    values[row + Redirect.time] = packet.time;
  }
}
