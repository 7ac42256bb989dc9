import {printable} from "../errors.ts";
import type {Analysis} from "../judge/analysis.ts";
import {isNothingJudged} from "../summary/emptiness.ts";
import {continued} from "../words.ts";
import type {Io} from "./io.ts";

/**
 * Says on standard error what could not be read, and why nothing could be judged where that is so. Returns whether there is anything to say:
 * then the work could not be done, or only in part.
 */
export function tellProblems(analysis: Analysis, io: Io): boolean {
  const {captures, verdict, partial} = analysis;
  for (const {errors} of captures) for (const error of errors) io.stderr.write(`asymcap: ${error.message}\n`);
  const isNothing = isNothingJudged(analysis);
  // What could not be read has been said; what was read may be empty all the same.
  if (isNothing && captures.some(({errors}) => errors.length === 0)) {
    const where = captures.length === 1 ? `${printable(captures[0]!.path)}: ` : "";
    io.stderr.write(`asymcap: ${where}${continued(verdict.sentence)}\n`);
  }
  return partial || isNothing;
}
