import type {SideRoute} from "../capture/side/record.ts";
import type {Side} from "./side.ts";

/** Returns the route that a device uses to an address: the longest prefix, then the lowest metric; of look-ups the last. */
export function bestRoute(side: Side, routes: readonly SideRoute[], address: string): SideRoute | null {
  let best: SideRoute | null = null;
  for (const route of routes) {
    if (!side.covers(route, address)) continue;
    if (best === null || isBetter(route, best)) best = route;
  }
  return best === null ? null : withEquals(best, routes);
}

/** Asked for the address itself a device answers for all its tables and rules. */
function isBetter(route: SideRoute, than: SideRoute): boolean {
  if (route.asked !== null || than.asked !== null) return route.asked !== null;
  return route.bits > than.bits || (route.bits === than.bits && (route.metric ?? 0) < (than.metric ?? 0));
}

/** PAN-OS lists each of several equal routes by itself: their next hops are joined. */
function withEquals(best: SideRoute, routes: readonly SideRoute[]): SideRoute {
  if (best.platform !== "pan-os" || best.asked !== null) return best;
  const equal = routes.filter(
    route =>
      route.asked === null &&
      route.network === best.network &&
      route.bits === best.bits &&
      route.metric === best.metric &&
      route.capture === best.capture,
  );
  const hops = new Map(equal.flatMap(({hops}) => hops).map(hop => [`${hop.gateway} ${hop.interface}`, hop]));
  return {...best, hops: [...hops.values()]};
}
