/** What is done to a capture file after it was taken: lose frames, add VLAN tags, join two files. */
import {readFileSync, writeFileSync} from "node:fs";

const FILE_HEADER = 24;
/** Where the file's header tells the snapshot length. */
const SNAP_LENGTH_AT = 16;
const FRAME_HEADER = 16;
const TAG_LENGTH = 4;
/** Where an Ethernet frame's type stands, behind both addresses. */
const TYPE_AT = 12;

/** One frame of a classic little-endian capture, with the file's header of its own. */
type Frame = Buffer;

function read(path: string): {readonly header: Buffer; readonly frames: Frame[]} {
  const bytes = readFileSync(path);
  if (bytes.readUInt32LE(0) !== 0xa1b2c3d4) throw new Error(`${path} is no classic capture in microseconds`);
  const frames: Frame[] = [];
  for (let at = FILE_HEADER; at < bytes.length; ) {
    const end = at + FRAME_HEADER + bytes.readUInt32LE(at + 8);
    frames.push(bytes.subarray(at, end));
    at = end;
  }
  return {header: bytes.subarray(0, FILE_HEADER), frames};
}

/**
 * Takes a share of the frames out, each independently of the others. The choice depends on the seed
 * only, so that the same capture is always thinned in the same way.
 */
export function thin(path: string, share: number, seed: number): void {
  const {header, frames} = read(path);
  let state = seed;
  const chance = (): number => {
    // Marsaglia's xorshift of 32 bits.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  writeFileSync(path, Buffer.concat([header, ...frames.filter(() => chance() >= share)]));
}

function tagged(frame: Frame, vlan: number): Frame {
  const at = FRAME_HEADER + TYPE_AT;
  const tag = Buffer.from([0x81, 0x00, vlan >> 8, vlan & 0xff]);
  const made = Buffer.concat([frame.subarray(0, at), tag, frame.subarray(at)]);
  for (const field of [8, 12]) made.writeUInt32LE(made.readUInt32LE(field) + TAG_LENGTH, field);
  return made;
}

/**
 * What a switch does at the port it mirrors to: the frames of several sources in the order of their
 * times, each with the tag of its VLAN. Done here because not every kernel can tag.
 */
export function trunk(sources: readonly {readonly path: string; readonly vlan: number}[], path: string): void {
  const files = sources.map(source => ({...read(source.path), vlan: source.vlan}));
  const time = (frame: Frame): number => frame.readUInt32LE(0) * 1e6 + frame.readUInt32LE(4);
  const frames = files.flatMap(({frames, vlan}) => frames.map(frame => tagged(frame, vlan)));
  frames.sort((one, other) => time(one) - time(other));
  const header = Buffer.from(files[0]!.header);
  header.writeUInt32LE(header.readUInt32LE(SNAP_LENGTH_AT) + TAG_LENGTH, SNAP_LENGTH_AT);
  writeFileSync(path, Buffer.concat([header, ...frames]));
}
