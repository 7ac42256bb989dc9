import type {NextStep} from "../analysis.ts";
import type {Platform} from "../platforms.ts";

/** Returns a step that only looks. */
export const reads = (platform: Platform, command: string, why: string): NextStep => ({
  platform,
  command,
  why,
  effect: "reads",
  undo: null,
});

/** Returns a step that changes something; `undo` takes it back, or says that nothing does. */
export const changes = (platform: Platform, command: string, why: string, undo: string): NextStep => ({
  platform,
  command,
  why,
  effect: "changes",
  undo,
});

/** Returns lines that belong together, as half of them may do harm. Reports hold no line ends in a text. */
export const block = (...lines: readonly string[]): string => lines.join("; ");

/**
 * Returns the steps without repetitions, those that change something after those that only look; of either those of the nearest platform
 * first, in the given order.
 */
export function inOrder(steps: readonly NextStep[], nearness: (platform: Platform) => number = () => 0): NextStep[] {
  const first = new Map<string, NextStep>();
  for (const step of steps) {
    const key = `${step.platform}\n${step.command}`;
    if (!first.has(key)) first.set(key, step);
  }
  const all = [...first.values()].sort((a, b) => nearness(a.platform) - nearness(b.platform));
  return [...all.filter(step => step.effect === "reads"), ...all.filter(step => step.effect === "changes")];
}
