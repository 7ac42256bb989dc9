import {canonicalAddress} from "../flow/address.ts";
import type {NextStep, Output} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {printedBy} from "../judge/platforms.ts";
import {versionOf} from "../listings/versions.ts";

/** Returns the steps without those whose output was given already: nobody is sent for what lies on the table. */
export const notGiven = (steps: readonly NextStep[], context: Context): NextStep[] =>
  steps.filter(step => step.gives === null || !isGiven(step.platform, step.gives, context));

type Platform = NextStep["platform"];

function isGiven(platform: Platform, output: Output, context: Context): boolean {
  const {side, captures} = context;
  switch (output.kind) {
    case "version":
      // Of several devices the one in question may be another.
      return (platform === "fortios" || platform === "pan-os") && versionOf(side.versions, platform) !== null;
    case "counter":
      return side.counters.some(one => one.platform === platform);
    case "policy-routes":
    case "ha":
    case "filter":
      return side.records.some(one => one.kind === output.kind && "platform" in one && one.platform === platform);
    case "traceroute":
      return side.traces.some(({target}) => canonicalAddress(target) === output.to);
    case "trace":
      return captures.some(
        capture => printedBy(capture) === platform && context.statements.some(one => one.capture === capture.id),
      );
    case "route":
      return isRouteGiven(platform, output.to ?? null, context);
    case "session":
      return areSessionsGiven(platform, output.hosts!, context);
  }
}

/** A look-up of one address, or a table that has a route to it; of hosts each has a table of its own. */
function isRouteGiven(platform: Platform, to: string | null, {side}: Context): boolean {
  const own = side.routes.filter(one => one.platform === platform);
  if (to === null) return own.some(({asked}) => asked === null);
  return own.some(one => (platform === "linux" ? one.asked !== null : true) && side.covers(one, to));
}

/** Each device that captured may hold a half of its own. */
function areSessionsGiven(platform: Platform, hosts: readonly [string, string], {side, points}: Context): boolean {
  const devices = new Set(
    side.records.flatMap(one => {
      if (one.kind !== "session" || one.platform !== platform) return [];
      const [client, server] = [one.client, one.server].map(({address}) => canonicalAddress(address));
      return hosts.includes(client!) && hosts.includes(server!) ? [one.device] : [];
    }),
  );
  const captured = new Set(points.flatMap(({device}) => (device === null ? [] : [device])));
  return devices.size >= Math.max(1, captured.size);
}
