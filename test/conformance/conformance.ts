import {readdirSync, statSync} from "node:fs";
import {availableParallelism} from "node:os";
import {join, relative} from "node:path";
import {countByAsymcap} from "./asymcap.ts";
import {type Agreement, type Counter, compareCounts, counters} from "./count.ts";
import {countByTshark} from "./tshark.ts";

/** How the tool and tshark agree about one file. */
export interface Comparison {
  readonly file: string;
  /** By tshark, or by the tool where tshark reads nothing. */
  readonly packets: number;
  /** Null where there is nothing to compare; then `reason` says why. */
  readonly agreement: Agreement | null;
  /** Why the file cannot be compared, or is read in part only; null where both read it to its end. */
  readonly reason: string | null;
}

/** Compares every file of a folder and the folders in it, or one file. */
export async function compareFolder(folder: string, done: (one: Comparison) => void = () => {}): Promise<Comparison[]> {
  const files = filesOf(folder);
  const all: Comparison[] = [];
  let next = 0;
  const work = async () => {
    while (next < files.length) {
      const i = next++;
      const one = await compareFile(files[i]!, relative(folder, files[i]!) || files[i]!);
      all[i] = one;
      done(one);
    }
  };
  // tshark is a program of its own, and most of the work.
  await Promise.all(Array.from({length: Math.min(4, availableParallelism())}, work));
  return all;
}

function filesOf(folder: string): string[] {
  if (!statSync(folder).isDirectory()) return [folder];
  return readdirSync(folder, {recursive: true, encoding: "utf8"})
    .map(file => join(folder, file))
    .filter(file => statSync(file).isFile())
    .sort();
}

async function compareFile(path: string, file: string): Promise<Comparison> {
  const [ours, theirs] = await Promise.all([countByAsymcap(path), countByTshark(path)]);
  const packets = theirs.count.packets || ours.count.packets;
  const problems = [
    ours.problem === null ? "" : `asymcap: ${ours.problem.replace(`${path}: `, "")}`,
    theirs.problem === null ? "" : theirs.problem.replace(path, file),
  ];
  const reason = problems.filter(Boolean).join("; ") || null;
  const apart = (why: string): Comparison => ({file, packets, agreement: null, reason: why});
  // tshark takes JSON for a capture.
  if (ours.problem !== null && ours.count.packets === 0 && (ours.format === "text" || packets === 0))
    return apart(ours.format === "text" ? noCapture : `read by neither; ${reason}`);
  if (ours.count.packets === 0 && ours.problem !== null) return apart(`not read by asymcap; ${reason}`);
  if (theirs.count.packets === 0 && theirs.problem !== null) return apart(`not read by tshark; ${reason}`);
  if (ours.unknown > 0) return apart(`link type ${ours.unknownLinks.join(", ")} is not supported`);
  // Where only one of them stops early their sums are of different packets.
  if (theirs.problem !== null && !theirs.isCut && ours.problem === null)
    return apart(`read to its end by asymcap only; ${reason}`);
  if (ours.problem !== null && theirs.problem === null) return apart(`read to its end by tshark only; ${reason}`);
  return {file, packets, agreement: compareCounts(ours.count, theirs.count, ours.start), reason};
}

/** A text that is no transcript of a capture. */
const noCapture = "no capture";

/** What is printed of one file: nothing where both read it to its end and agree. */
export function linesOf({file, packets, agreement, reason}: Comparison, most = 5): string[] {
  const mismatches = agreement?.mismatches ?? [];
  const lines = mismatches.slice(0, most).map(({counter, side, ours, theirs}) => {
    return `${file}: ${counter}${side === null ? "" : ` of ${side}`}: asymcap ${ours}, tshark ${theirs}`;
  });
  if (mismatches.length > most) lines.push(`${file}: ${mismatches.length - most} more`);
  if (agreement === null && reason === noCapture) return [];
  if (agreement === null) lines.push(`${file}: not compared, ${packets} packets: ${reason}`);
  else if (reason !== null) lines.push(`${file}: compared as far as both read it; ${reason}`);
  return lines;
}

/** Agreement for each counter, and the line that sums it up. */
export function summaryOf(all: readonly Comparison[]): string {
  const compared = all.filter(one => one.agreement !== null);
  const rows = counters.map(counter => {
    const asked = sum(compared, one => one.agreement!.asked.get(counter) ?? 0);
    const wrong = sum(compared, one => wrongOf(one, counter));
    const files = compared.filter(one => wrongOf(one, counter) > 0).length;
    return [counter, `${asked - wrong} of ${asked}`, wrong === 0 ? "" : `${wrong} differ in ${files} files`];
  });
  const packets = sum(compared, one => one.packets);
  const mismatches = sum(compared, one => one.agreement!.mismatches.length);
  const apart = all.filter(one => one.agreement === null);
  const others = apart.filter(one => one.reason === noCapture).length;
  const disagreeing = compared.filter(one => one.agreement!.mismatches.length > 0).length;
  return [
    ...rows.map(([counter, agree, differ]) => `${counter!.padEnd(12)} ${agree!.padStart(20)}  ${differ}`.trimEnd()),
    `files ${compared.length}, packets ${packets}, mismatches ${mismatches} in ${disagreeing} files; ` +
      `not compared ${apart.length - others}, no captures ${others}`,
  ].join("\n");
}

const sum = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);

const wrongOf = ({agreement}: Comparison, counter: Counter): number =>
  agreement!.mismatches.filter(one => one.counter === counter).length;

/** Whether all that could be compared agrees, and something could. */
export const agrees = (all: readonly Comparison[]): boolean =>
  all.some(one => one.agreement !== null) && all.every(one => (one.agreement?.mismatches.length ?? 0) === 0);
