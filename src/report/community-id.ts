import {createHash} from "node:crypto";
import {addressBytes} from "../capture/segment.ts";
import type {Endpoint} from "../flow/address.ts";

/** The protocol number of TCP (IANA). */
const tcp = 6;

/**
 * Returns the Community ID of a TCP connection, by which Zeek, Suricata, Arkime and Elastic name it: version 1, seed 0
 * (github.com/corelight/community-id-spec). The same for both directions.
 */
export function communityId(a: Endpoint, b: Endpoint): string {
  const [from, to] = [addressBytes(a.address), addressBytes(b.address)];
  if (from === null || to === null) return "";
  const order = Buffer.compare(from, to) || a.port - b.port;
  const [first, second] = order <= 0 ? [from, to] : [to, from];
  const [firstPort, secondPort] = order <= 0 ? [a.port, b.port] : [b.port, a.port];
  const tail = Buffer.alloc(6);
  tail[0] = tcp;
  tail.writeUInt16BE(firstPort, 2);
  tail.writeUInt16BE(secondPort, 4);
  const digest = createHash("sha1").update(Buffer.alloc(2)).update(first).update(second).update(tail).digest("base64");
  return `1:${digest}`;
}
