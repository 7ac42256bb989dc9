import type {NextStep} from "../judge/analysis.ts";
import {reads} from "./steps.ts";

/** Returns commands, which only look, that show which way packets from one host to another go. */
export const routeLookups = (from: string, to: string): NextStep[] => [...hostLookups(from, to), ...deviceLookups(to)];

/** Returns what to ask the sender: by which gateway, and over which routers. */
export function hostLookups(from: string, to: string): NextStep[] {
  const v6 = to.includes(":");
  return [
    reads(
      "any",
      `traceroute ${v6 ? "-6 " : ""}${to}`,
      `on ${from} (Windows: tracert -d): does the way to ${to} pass this capture point?`,
    ),
    reads("linux", `ip ${v6 ? "-6 " : ""}route get ${to} from ${from}`, `on ${from}: by which gateway?`),
  ];
}

/** Returns what to ask a router or firewall: by which interface does it reach an address? */
export function deviceLookups(to: string): NextStep[] {
  const v6 = to.includes(":");
  return [
    reads(
      "pan-os",
      `test routing fib-lookup virtual-router NAME ip ${to}`,
      "which interface and next hop? NAME as in show routing route; with advanced routing: show advanced-routing fib",
    ),
    reads(
      "fortios",
      // The lookup of IPv6 takes the address without a keyword.
      v6 ? `get router info6 routing-table ${to}` : `get router info routing-table details ${to}`,
      "which interface and next hop does this firewall use?",
    ),
    reads("junos", `show route ${to}`, "which interface and next hop does this router use?"),
  ];
}

/** Returns commands, which only look, that list the default routes: is there a second one? */
export function defaultRoutes(v6: boolean): NextStep[] {
  const why = "on the router before this point: a second default route, or one of better metric or distance?";
  return [
    reads("pan-os", "show routing route", `${why} With advanced routing: show advanced-routing route`),
    reads("fortios", v6 ? "get router info6 routing-table" : "get router info routing-table all", why),
    reads("linux", `ip ${v6 ? "-6 " : ""}route show default`, why),
    reads("junos", `show route ${v6 ? "::/0" : "0.0.0.0/0"} exact`, why),
  ];
}
