import {concat, fields, kinds, made} from "./binary.ts";

/** Builders of what stands in or behind Ethernet frames, in the manner of bytes.ts. */

const typeOf = (payload: Uint8Array): number => kinds.get(payload) ?? 0x0800;

export interface MarvellFields {
  /** 0 to the processor, 1 from it, 2 mirrored, 3 forwarded. */
  readonly mode?: number;
  readonly device?: number;
  readonly port?: number;
  /** The id, where the frame was tagged. */
  readonly vlan?: number;
}

const marvellTag = ({mode = 0, device = 0, port = 1, vlan}: MarvellFields): Uint8Array =>
  fields([1, (mode << 6) | (vlan === undefined ? 0 : 0x20) | device], [1, port << 3], [2, vlan ?? 0]);

const broadcomTag = (leaving: boolean, port: number): Uint8Array =>
  leaving ? fields([2, 0x2000], [2, 1 << port]) : fields([2, 0], [2, port]);

/** A frame, with `tag` put in between its addresses and its EtherType. */
const tagged = (frame: Uint8Array, tag: Uint8Array): Uint8Array => concat(frame.slice(0, 12), tag, frame.slice(12));

export const marvell = (tag: MarvellFields, frame: Uint8Array): Uint8Array => tagged(frame, marvellTag(tag));
/** With an EtherType of its own before it. */
export const ethernetMarvell = (tag: MarvellFields, frame: Uint8Array): Uint8Array =>
  tagged(frame, concat(fields([2, 0xdada], [2, 0]), marvellTag(tag)));
export const broadcom = (leaving: boolean, port: number, frame: Uint8Array): Uint8Array =>
  tagged(frame, broadcomTag(leaving, port));
export const broadcomPrepended = (leaving: boolean, port: number, frame: Uint8Array): Uint8Array =>
  concat(broadcomTag(leaving, port), frame);

/** A time stamp of Arista's before the payload: 8 bytes in format 1, 6 in format 2. */
export function aristaTime(format: number, payload: Uint8Array, subtype = 1): Uint8Array {
  const stamp = new Uint8Array(format === 1 ? 8 : 6).fill(0x33);
  return made(
    0xd28b,
    concat(fields([2, subtype], [1, 0], [1, format << 4]), stamp, fields([2, typeOf(payload)]), payload),
  );
}

/** A trailer of Metamako's or Arista's 7130: time, device and port, behind the frame. */
export const stampTrailer = (): Uint8Array =>
  fields([4, 0x12345678], [4, 0x61000000], [4, 0x075bcd15], [1, 3], [2, 7], [1, 9]);

export interface F5Record {
  readonly provider: number;
  readonly type: number;
  readonly version?: number;
  readonly body: Uint8Array;
}

const record = ({provider, type, version = 1, body}: F5Record): Uint8Array =>
  concat(fields([2, provider], [2, type], [2, body.length + 8], [2, version]), body);

/** What a BIG-IP says of low noise level: ingress or not, slot, TMM, and the name of the virtual server. */
export const f5Low = (entering: boolean, name = "/Common/web"): F5Record => {
  const text = new TextEncoder().encode(name);
  return {
    provider: 1,
    type: 1,
    version: 3,
    body: concat(fields([1, entering ? 1 : 0], [1, 0], [1, 2], [1, text.length]), text),
  };
};

export function f5Trailer(records: readonly F5Record[], length?: number): Uint8Array {
  const body = concat(...records.map(record));
  return concat(fields([4, 0xf5deb0f5], [2, length ?? body.length + 8], [2, 1]), body);
}
