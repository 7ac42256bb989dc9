import {readCapture} from "../capture/capture.ts";
import {CapturePoints} from "../capture/points.ts";
import {SideRecords} from "../capture/side/record.ts";
import {Statements} from "../capture/statement.ts";
import {supports} from "../decode/decode.ts";
import {printable} from "../errors.ts";
import type {Analysis} from "../judge/analysis.ts";
import {Epoch} from "../time/time.ts";
import {version} from "../version.ts";
import {interfaceBlock, packetBlock, sectionBlock} from "./annotated/blocks.ts";
import {commentsOf, sectionComments} from "./annotated/comments.ts";
import type {RenderOptions, Report} from "./report.ts";

/** Bytes are handed on in pieces of about this size. */
const piece = 1 << 20;

/**
 * The packets themselves, as pcapng for Wireshark, with comments: on each frame that is evidence, on the first frame of each affected
 * connection, and on the whole. Captures are read a second time, and follow each other. Other comments and names that a capture holds are left out.
 */
export const annotated: Report = {
  name: "pcapng",
  extension: ".pcapng",
  needsInputs: true,
  async *render(analysis, options = {}) {
    const inputs = inputsOf(analysis, options);
    const comments = commentsOf(analysis);
    const faces: Faces = new Map();
    yield sectionBlock(sectionComments(analysis), `asymcap ${version}`);
    for (const [capture, path] of inputs.entries()) yield* packetsOf(analysis, capture, path, comments, faces);
  },
};

/** Returns where each capture can be read again; throws where one cannot. */
function inputsOf({captures}: Analysis, {inputs}: RenderOptions): string[] {
  if (inputs === undefined) throw new Error("the packets are not written where addresses or names are not to be told");
  return captures.map(({path, packets}, i) => {
    // A text without packets has nothing to be written.
    if (packets === 0) return "";
    const input = inputs[i];
    if (input == null)
      throw new Error(
        `${path === "-" ? "standard input" : printable(path)} cannot be read a second time; save it to a file first`,
      );
    return input;
  });
}

/** Numbers of the interfaces that were described, by capture, point and link type. */
type Faces = Map<string, number>;

async function* packetsOf(
  analysis: Analysis,
  capture: number,
  path: string,
  comments: ReadonlyMap<number, readonly string[]>,
  faces: Faces,
): AsyncIterable<Uint8Array> {
  const known = analysis.captures[capture]!;
  if (known.packets === 0) return;
  // What the second reading says of the capture the first one did.
  const summary = {...known, packets: 0, bytes: 0, notes: [], errors: [], lines: [], typed: []};
  const points = new CapturePoints();
  const epoch = new Epoch();
  const context = {
    points,
    epoch,
    statements: new Statements(),
    side: new SideRecords(),
    reader: "asymcap",
    supports,
  } as const;
  let blocks: Uint8Array[] = [];
  let bytes = 0;
  for await (const frames of readCapture({path}, summary, context)) {
    const seconds = BigInt(epoch.seconds ?? 0) * 1_000_000_000n;
    for (let i = 0; i < frames.count; i++) {
      const key = `${capture} ${frames.point[i]!} ${frames.link[i]!}`;
      let face = faces.get(key);
      if (face === undefined) {
        face = faces.size;
        faces.set(key, face);
        const point = points.list[frames.point[i]!];
        blocks.push(interfaceBlock(nameOf(analysis, capture, point?.interface ?? null), frames.link[i]!));
      }
      const start = frames.start[i]!;
      const data = frames.bytes.subarray(start, start + frames.length[i]!);
      const time = frames.time[i]!;
      const nanoseconds = seconds + BigInt(Number.isFinite(time) ? Math.round(time) : 0);
      const packet = packetBlock(
        face,
        nanoseconds < 0n ? 0n : nanoseconds,
        data,
        frames.wireLength[i]!,
        frames.direction[i]!,
        comments.get(frames.ordinal + i) ?? [],
      );
      blocks.push(packet);
      bytes += packet.length;
      if (bytes < piece) continue;
      yield Buffer.concat(blocks);
      blocks = [];
      bytes = 0;
    }
  }
  if (summary.packets !== known.packets)
    throw new Error(
      `${printable(path)} has changed since it was judged: ${summary.packets} packets in place of ${known.packets}`,
    );
  yield Buffer.concat(blocks);
}

/** Returns what the report calls a capture's interface. */
function nameOf({points}: Analysis, capture: number, face: string | null): string {
  const own = points.filter(point => point.captures.includes(capture));
  return (own.find(point => point.interface === face) ?? own[0])?.name ?? face ?? "";
}
