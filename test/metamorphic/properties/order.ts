import * as fc from "fast-check";
import {type CaptureFile, chance} from "../capture-set.ts";
import {differences} from "../judged.ts";
import type {Property} from "../property.ts";

interface OrderChoice {
  /** Each file is cut into so many. */
  readonly pieces: number;
  /** How files are given: as they are, from the last to the first, or in an order by chance. */
  readonly order: "kept" | "reversed" | "shuffled";
  readonly seed: number;
}

export const order: Property<OrderChoice> = {
  name: "order",
  draws: 1,
  holds:
    "The order of files, and cutting a file into pieces as a ring buffer does, change nothing: a user gives files as the shell lists them.",
  choices: ({files}) =>
    fc
      .record({
        pieces: fc.integer({min: 1, max: 4}),
        order: fc.constantFrom("kept" as const, "reversed" as const, "shuffled" as const),
        seed: fc.nat(1_000_000),
      })
      .filter(({pieces, order: way}) => pieces > 1 || (files.length > 1 && way !== "kept")),
  manner: ({pieces, order: way}) =>
    pieces === 1 ? "whole files" : way === "kept" ? "pieces in their order" : "pieces in another order",
  vary(set, {pieces, order: way, seed}) {
    const files = set.files.flatMap((file, i) => cut(file, pieces, seed + i));
    if (way === "reversed") files.reverse();
    if (way === "shuffled") {
      const place = new Map(files.map((file, i) => [file, chance(seed, i)]));
      files.sort((a, b) => place.get(a)! - place.get(b)!);
    }
    return {...set, files};
  },
  violation: ({base, variant}) => differences(base, variant).join("\n") || null,
};

/** Contiguous pieces; that packets were lost stands at the end of the last one. */
function cut(file: CaptureFile, pieces: number, seed: number): CaptureFile[] {
  const {frames} = file;
  const inner = Array.from({length: pieces - 1}, (_, i) => 1 + Math.floor(chance(seed, i) * (frames.length - 1)));
  const cuts = [...new Set([0, ...inner, frames.length])].sort((a, b) => a - b);
  return cuts.slice(1).map((to, i) => ({
    ...file,
    frames: frames.slice(cuts[i]!, to),
    dropped: file.dropped === null ? null : to === frames.length ? file.dropped : 0,
  }));
}
