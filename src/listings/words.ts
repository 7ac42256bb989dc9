import type {Count, NextHop, SidePolicyRoutes, SideRecord, SideRoute, SideSession} from "../capture/side/record.ts";
import {endpointText} from "../flow/address.ts";
import {counted, grouped} from "../words.ts";
import type {Side} from "./side.ts";

/** What platforms are called. */
export const platformNames = {
  fortios: "FortiOS",
  "pan-os": "PAN-OS",
  linux: "Linux",
  asa: "ASA",
  junos: "Junos",
  pf: "pf",
  mikrotik: "RouterOS",
} as const;
/** Routers of a traceroute, and next hops of a route, that are named. */
const maximumNamed = 6;

/** Returns what a record says, in words of this program: nothing of the text is repeated but names and numbers. */
export function says(side: Side, record: SideRecord): string {
  switch (record.kind) {
    case "session":
    case "log":
      return sessionText(side, record);
    case "counter":
      return `${record.name} ${grouped(record.value)}${record.isDelta ? " since the last listing" : ""}${record.isOfFilter ? ", of the filter's packets" : ", of the whole device"}`;
    case "filter":
      return record.rules.length === 0
        ? "the capture ran without a filter"
        : `the capture ran with the filter ${record.shown}`;
    case "route":
      return routeText(record);
    case "traceroute":
      return `the way to ${record.target}: ${hopsText(record.hops)}`;
    case "version":
      return `${platformNames[record.platform]} ${record.version}`;
    case "policy-routes":
      return policyText(record);
    case "ha":
      return `${platformNames[record.platform]} is one of a pair, ${record.mode}${record.state === null ? "" : `: ${record.state}`}`;
    case "interface":
      return `interface number ${record.index} is ${record.name}`;
  }
}

/** Returns `rules that forward by policy: isp2 by ethernet1/2 via 172.16.31.1`. */
export function policyText({platform, rules}: SidePolicyRoutes): string {
  const active = rules.filter(({isActive, forwards}) => isActive && forwards);
  if (active.length === 0) return `${platformNames[platform]} has no active rule that forwards by policy`;
  const named = active
    .slice(0, maximumNamed)
    .map(
      ({name, leaves, gateway}) =>
        `${name}${leaves === null ? "" : ` by ${leaves}`}${gateway === null ? "" : ` via ${gateway}`}`,
    );
  const more = active.length > maximumNamed ? ` and ${active.length - maximumNamed} more` : "";
  return `${counted(active.length, "rule")} ${active.length === 1 ? "forwards" : "forward"} by policy: ${named.join(", ")}${more}`;
}

/** Returns `PAN-OS session 41233, 10.1.0.3:51156 → 10.2.0.4:443, counts 3 packets (222 bytes) of requests and none of replies`. */
export function sessionText(side: Side, session: SideSession, before: SideSession | null = null): string {
  const {platform, kind, id, client, server, requests, replies} = session;
  const what = `${platformNames[platform]} ${kind === "log" ? "log of session" : "session"}${id === "" ? "" : ` ${id}`}`;
  const [enters, leaves] = [side.face(session, session.enters), side.face(session, session.leaves)];
  const ways = enters === null || leaves === null ? "" : ` (in ${enters}, out ${leaves})`;
  const grown =
    before === null
      ? ""
      : `; between two listings requests grew by ${growth(before.requests, requests)}, replies by ${growth(before.replies, replies)}`;
  return (
    `${what}, ${endpointText(client)} → ${endpointText(server)}${ways}, ` +
    `counts ${countText(requests)} of requests and ${countText(replies)} of replies${grown}`
  );
}

/** Returns `3 packets (222 bytes)`, `none`. */
export function countText({packets, bytes}: Count): string {
  if (packets === null && bytes === null) return "some";
  if ((packets ?? 0) === 0 && (bytes ?? 0) === 0) return "none";
  if (packets === null || packets === 0) return counted(bytes!, "byte");
  return bytes === null ? counted(packets, "packet") : `${counted(packets, "packet")} (${counted(bytes, "byte")})`;
}

function growth(before: Count, after: Count): string {
  if (before.packets !== null && after.packets !== null)
    return counted(Math.max(0, after.packets - before.packets), "packet");
  return counted(Math.max(0, (after.bytes ?? 0) - (before.bytes ?? 0)), "byte");
}

/** Returns `10.1.0.0/24 is routed via 10.1.0.254 (port2)`. */
export function routeText({shown, asked, from, hops}: SideRoute): string {
  const what =
    asked === null ? (shown === "default" ? "the default route goes" : `${shown} is routed`) : `${asked} is reached`;
  const sender = from === null ? "" : ` from ${from}`;
  return `${what}${sender} ${hopsOf(hops)}`;
}

/** Returns `via 10.1.0.254 (port2)`, or `directly by port2`; several shared ones are joined. */
export function hopsOf(hops: readonly NextHop[]): string {
  const named = hops
    .slice(0, maximumNamed)
    .map(({gateway, interface: face}) =>
      gateway === null ? `directly by ${face ?? "a link"}` : `via ${gateway}${face === null ? "" : ` (${face})`}`,
    );
  return named.join(" and ") + (hops.length > maximumNamed ? ` and ${hops.length - maximumNamed} more` : "");
}

export const hopsText = (hops: readonly (string | null)[]): string =>
  hops
    .slice(0, maximumNamed)
    .map(hop => hop ?? "*")
    .join(", ") + (hops.length > maximumNamed ? `, and ${hops.length - maximumNamed} more` : "");
