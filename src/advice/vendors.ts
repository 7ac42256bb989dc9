import type {NextStep} from "../judge/analysis.ts";
import type {Platform} from "../judge/platforms.ts";

/** By what name the user chooses whose commands to show, and the platform that it is. */
export const vendors = {
  panos: "pan-os",
  fortios: "fortios",
  asa: "asa",
  junos: "junos",
  linux: "linux",
} as const satisfies Readonly<Record<string, Platform>>;

export type Vendor = keyof typeof vendors;
export const vendorNames = Object.keys(vendors) as Vendor[];

/** Returns the steps that a vendor's devices and any host understand; all of them where no vendor is chosen, or none of its own is known. */
export function stepsFor(steps: readonly NextStep[], vendor: Vendor | null): readonly NextStep[] {
  if (vendor === null) return steps;
  return steps.filter(({platform}) => platform === vendors[vendor] || platform === "any");
}
