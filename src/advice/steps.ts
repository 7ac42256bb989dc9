import type {NextStep} from "../judge/analysis.ts";

type Platform = NextStep["platform"];

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

/** Returns the steps without repetitions, those that change something after those that only look. */
export function inOrder(steps: readonly NextStep[]): NextStep[] {
  const first = new Map<string, NextStep>();
  for (const step of steps) {
    const key = `${step.platform}\n${step.command}`;
    if (!first.has(key)) first.set(key, step);
  }
  const all = [...first.values()];
  return [...all.filter(step => step.effect === "reads"), ...all.filter(step => step.effect === "changes")];
}
