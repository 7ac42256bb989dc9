import type {SideVersion} from "../capture/side/record.ts";
import type {NextStep} from "../judge/analysis.ts";
import type {Platform} from "../judge/platforms.ts";
import {versionOf} from "../listings/versions.ts";

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

/** Returns the steps that the device's version knows, with what is to be said of newer versions, but where it is known to be older. */
export function forVersions(steps: readonly NextStep[], versions: readonly SideVersion[]): NextStep[] {
  const [major, minor] = (versionOf(versions, "pan-os") ?? "").split(".").map(part => Number.parseInt(part, 10)) as [
    number,
    number | undefined,
  ];
  return steps
    .filter(step => isKnown(step, versions))
    .map(step => {
      if (step.newer === null) return step;
      const [from, fromMinor] = step.newer.from;
      const isOlder = major < from || (major === from && (minor ?? 0) < fromMinor);
      return isOlder ? step : {...step, why: step.why + step.newer.says};
    });
}

/** Whether the device knows a command, as far as its version is told. */
function isKnown({platform, since}: NextStep, versions: readonly SideVersion[]): boolean {
  if (since === null || (platform !== "fortios" && platform !== "pan-os")) return true;
  const version = versionOf(versions, platform);
  if (version === null) return true;
  const told = version.split(".").map(part => Number.parseInt(part, 10));
  const at = since.findIndex((number, i) => number !== (told[i] ?? 0));
  return at < 0 || (told[at] ?? 0) > since[at]!;
}
