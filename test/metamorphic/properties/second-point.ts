import * as fc from "fast-check";
import {isVirtualMac} from "../../../src/flow/virtual-macs.ts";
import {byTime, type CaptureFile, endsOf, type Frame, linkOf} from "../capture-set.ts";
import {edited} from "../edit.ts";
import {healthy, sidesOf} from "../healthy.ts";
import {strengthOf, told} from "../judged.ts";
import {layoutOf, tcpProtocol} from "../layout.ts";
import type {Property} from "../property.ts";

interface SecondPointChoice {
  /** The file on whose path the further point is. */
  readonly file: number;
  readonly at: "another device" | "the same device";
  /** Whether it sees all that the other one does, or of TCP only what is healthy. */
  readonly sees: "all" | "what is healthy";
  /** Whether the further point lies on the side of the networks whose text is greater, or less. */
  readonly side: "greater" | "less";
  /** From one point to the other. */
  readonly microseconds: number;
}

export const secondPoint: Property<SecondPointChoice> = {
  name: "second-point",
  draws: 1,
  holds:
    "A second point on the same path, which sees the same, or a second device never turns an asymmetry into `symmetric`: more captures are no reassurance.",
  choices: ({files}, base) =>
    strengthOf(base) === 0
      ? null
      : fc.record({
          file: fc.nat(files.length - 1),
          at: fc.constantFrom("another device" as const, "the same device" as const),
          sees: fc.constantFrom("all" as const, "what is healthy" as const),
          side: fc.constantFrom("greater" as const, "less" as const),
          microseconds: fc.constantFrom(50, 400, 2000),
        }),
  vary(set, choice, base) {
    const one = set.files[choice.file]!;
    const device = one.point.replace(/\/.*/, "");
    const point = choice.at === "another device" ? "further/along" : `${device}/further`;
    const sides = sidesOf(healthy(base));
    const sees = (frame: Frame) =>
      choice.sees === "all" ||
      endsOf(frame, one)?.protocol !== tcpProtocol ||
      sides.has(endsOf(frame, one)?.direction ?? "");
    const seen = further({...one, frames: one.frames.filter(sees)}, choice);
    return seen.frames.length === 0 ? null : {...set, files: [...set.files, {...seen, point}]};
  },
  violation: ({base, variant}) =>
    variant.verdict.kind === "symmetric" || variant.verdict.kind === "nothing"
      ? `the verdict is ${told(variant)}, it was ${told(base)}`
      : null,
};

/** The same packets one hop further on: later with a lower hop count, or, where they come from there, earlier with a higher one. */
function further(file: CaptureFile, {side, microseconds}: SecondPointChoice): CaptureFile {
  const frames = file.frames.flatMap((frame): Frame[] => {
    const link = linkOf(file, frame);
    const layout = layoutOf(frame.bytes, link);
    const ends = endsOf(frame, file);
    if (ends === null || layout.ip === null) return [];
    const [from, to] = [ends.sourceNetwork, ends.targetNetwork];
    const comesFromThere = side === "greater" ? from > to : from < to;
    const step = comesFromThere ? 1 : -1;
    const hops = (count: number) => Math.min(255, Math.max(1, count + step));
    const bytes = edited(frame.bytes, link, {hops, mac: otherMac});
    return [{...frame, time: frame.time - BigInt(step * microseconds) * 1000n, bytes}];
  });
  return {...file, frames: byTime(frames)};
}

/** Another address of the same kind: those of groups, and virtual ones, stay. */
function otherMac(mac: number): number {
  if (Math.floor(mac / 2 ** 40) & 1 || isVirtualMac(mac)) return mac;
  const low = mac % 0x1_0000;
  return mac - low + (low ^ 0x5a5a);
}
