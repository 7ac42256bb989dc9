/** Block types and option codes of pcapng: draft-ietf-opsawg-pcapng, sections 3.5 and 4.1 to 4.3. */
const Block = {section: 0x0a0d0d0a, interface: 1, enhanced: 6} as const;
const Option = {comment: 1, application: 4, interfaceName: 2, resolution: 9, flags: 2} as const;

/** An option's length is told in sixteen bits; longer comments would not be read to their end by anybody. */
const longest = 8000;

const encoder = new TextEncoder();

type OptionValue = readonly [code: number, value: Uint8Array];

const textOption = (code: number, text: string): OptionValue => {
  const bytes = encoder.encode(text);
  // Not within a letter: such a byte begins with the bits 10.
  let end = Math.min(bytes.length, longest);
  while (end < bytes.length && (bytes[end]! & 0xc0) === 0x80) end--;
  return [code, bytes.subarray(0, end)];
};

const padded = (length: number): number => (length + 3) & ~3;

/** Returns a block: type, length, body, options, length again; little-endian, in fours. */
function block(type: number, body: Uint8Array, options: readonly OptionValue[]): Uint8Array {
  const told = options.reduce((sum, [, value]) => sum + 4 + padded(value.length), 0) + (options.length > 0 ? 4 : 0);
  const length = 12 + padded(body.length) + told;
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, length, true);
  bytes.set(body, 8);
  let at = 8 + padded(body.length);
  for (const [code, value] of options) {
    view.setUint16(at, code, true);
    view.setUint16(at + 2, value.length, true);
    bytes.set(value, at + 4);
    at += 4 + padded(value.length);
  }
  // The end of options is four zeros, which stand there.
  view.setUint32(length - 4, length, true);
  return bytes;
}

/** Returns the header of a section, with a comment on all of it. */
export function sectionBlock(comments: readonly string[], application: string): Uint8Array {
  const body = new Uint8Array(16);
  const view = new DataView(body.buffer);
  view.setUint32(0, 0x1a2b3c4d, true);
  view.setUint16(4, 1, true);
  // The section's length is not told.
  view.setBigInt64(8, -1n, true);
  const told = comments.map(comment => textOption(Option.comment, comment));
  return block(Block.section, body, [...told, textOption(Option.application, application)]);
}

/** Returns the description of an interface: its name, its link type, and times in nanoseconds. */
export function interfaceBlock(name: string, link: number): Uint8Array {
  const body = new Uint8Array(8);
  new DataView(body.buffer).setUint16(0, link, true);
  return block(Block.interface, body, [
    textOption(Option.interfaceName, name),
    [Option.resolution, new Uint8Array([9])],
  ]);
}

/** Returns a packet. `nanoseconds` count from 1970; `direction`: 0 not known, 1 received, 2 sent. */
export function packetBlock(
  face: number,
  nanoseconds: bigint,
  data: Uint8Array,
  wireLength: number,
  direction: number,
  comments: readonly string[],
): Uint8Array {
  const body = new Uint8Array(20 + data.length);
  const view = new DataView(body.buffer);
  view.setUint32(0, face, true);
  view.setUint32(4, Number((nanoseconds >> 32n) & 0xffffffffn), true);
  view.setUint32(8, Number(nanoseconds & 0xffffffffn), true);
  view.setUint32(12, data.length, true);
  view.setUint32(16, wireLength, true);
  body.set(data, 20);
  const flags: OptionValue[] = direction === 0 ? [] : [[Option.flags, new Uint8Array([direction, 0, 0, 0])]];
  return block(Block.enhanced, body, [...comments.map(comment => textOption(Option.comment, comment)), ...flags]);
}
