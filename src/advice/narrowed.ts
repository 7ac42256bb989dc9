import type {SideVersion} from "../capture/side/record.ts";
import type {NextStep} from "../judge/analysis.ts";
import {versionOf} from "../listings/versions.ts";

/** Returns steps without what the version of a device, where it is told, does not have: PAN-OS routes by an advanced engine from 10.2 on. */
export function narrowed(steps: readonly NextStep[], versions: readonly SideVersion[]): readonly NextStep[] {
  const [major = 0, minor = 0] = (versionOf(versions, "pan-os") ?? "99")
    .split(".")
    .map(part => Number.parseInt(part, 10));
  if (major > 10 || (major === 10 && minor >= 2)) return steps;
  return steps.map(step =>
    step.platform === "pan-os" ? {...step, why: step.why.replace(/(?:;|\.)? [Ww]ith advanced routing: .*$/, "")} : step,
  );
}
