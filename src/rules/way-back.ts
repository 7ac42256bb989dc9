import type {Statement} from "../capture/statement.ts";
import {canonicalAddress} from "../flow/address.ts";
import type {Context} from "../judge/context.ts";
import {printedBy} from "../judge/platforms.ts";
import {bestRoute} from "../listings/routes.ts";
import type {WayBack} from "./device-says.ts";

/** Returns which way the device would send back to the source of a packet, as far as routes of its platform were given. */
export function wayBack({points, captures, side}: Context, statement: Statement, source: string): WayBack {
  const enters = points[statement.point]?.interface ?? null;
  const platform = printedBy(captures[statement.capture]!);
  const route = bestRoute(
    side,
    side.routes.filter(one => one.platform === platform),
    canonicalAddress(statement.source.address),
  );
  const faces = route?.hops.flatMap(hop => (hop.interface === null ? [] : [hop.interface])) ?? [];
  const isOther = enters !== null && faces.length > 0 && !faces.includes(enters);
  return {source, enters, route: isOther ? route!.shown : null, leaves: isOther ? faces.join(" and ") : null};
}
