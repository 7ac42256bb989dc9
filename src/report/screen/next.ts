import {stepsFor, type Vendor, vendorNames, vendors} from "../../advice/vendors.ts";
import type {Analysis, NextStep} from "../../judge/analysis.ts";
import type {RenderOptions} from "../report.ts";
import {platformWords} from "../words.ts";
import {cut, type Line, labelled, labelWidth, type Part, part, sentence} from "./line.ts";

const indent = labelWidth + 2;
/** A command of more lines is for the full text. */
const mostLines = 4;
/** One question, and the one command that answers it. */
export function next(analysis: Analysis, width: number, {vendor = null}: RenderOptions): Part {
  const [cause] = analysis.causes;
  if (cause === undefined) return [];
  const platforms = vendor === null ? analysis.platforms : [vendors[vendor]];
  const step = firstStep(analysis, width, vendor);
  if (step === null)
    return cause.next.length === 0 ? [] : [[{text: `${"Next".padEnd(labelWidth)}asymcap --full lists what to type`}]];
  const {platform, why, effect, lines} = step;
  const question = labelled("Next", `${effect === "changes" ? "MODIFIES STATE. " : ""}${sentence(why)}`, width);
  const isNamed = platform === "any" || platforms.includes(platform);
  const typed: Line[] = lines.map((text, i) => ({
    text: isNamed || i > 0 ? `${" ".repeat(indent)}${text}` : tagged(text, platformWords[platform], width),
    style: "command",
  }));
  const others = vendorNames.filter(name => vendors[name] !== platform).join("|");
  const hint = !isNamed
    ? `Another vendor: --vendor ${others}. All steps: --full`
    : platforms.length === 0
      ? `One vendor: --vendor ${others}. All steps: --full`
      : "All steps: --full";
  const more = labelled("", hint, width);
  return part(
    [...cut(question, 3, width), ...typed, ...cut(more, 1, width)],
    [...cut(question, 2, width), ...typed, ...cut(more, 1, width)],
    [...cut(question, 2, width), ...typed],
  );
}

/** Returns the one step to be shown first, on lines of `width` columns; null where none fits. */
export function firstStep({causes, platforms}: Analysis, width: number, vendor: Vendor | null): NextStep | null {
  const steps = causes[0]?.next ?? [];
  return vendor === null ? stepOf(steps, platforms, width) : stepOf(hostsToo(steps, vendor), [vendors[vendor]], width);
}

/** The vendor's own steps, and those that hosts can be asked. */
const hostsToo = (steps: readonly NextStep[], vendor: Vendor): readonly NextStep[] => {
  const own = stepsFor(steps, vendor);
  return own.length > 0 ? own : steps.filter(({platform}) => platform === "linux");
};

/** Returns the first step that only looks: of a platform that the input names, else one that any system understands. */
function stepOf(
  steps: readonly NextStep[],
  platforms: readonly NextStep["platform"][],
  width: number,
): NextStep | null {
  const fitting = steps.filter(
    ({lines, effect}) =>
      effect === "reads" && lines.length <= mostLines && lines.every(line => indent + line.length <= width),
  );
  if (platforms.length === 0) return fitting[0] ?? null;
  return (
    fitting.find(({platform}) => platforms.includes(platform)) ??
    fitting.find(({platform}) => platform === "any") ??
    // What a host is asked: its system has nothing to do with the device's.
    fitting.find(({platform}) => platform === "linux") ??
    null
  );
}

/** A command, and at the right edge whose it is. */
function tagged(command: string, name: string, width: number): string {
  const tag = `[${name}]`;
  const line = `${" ".repeat(indent)}${command}`;
  return line.length + 2 + tag.length <= width ? line + tag.padStart(width - line.length) : line;
}
