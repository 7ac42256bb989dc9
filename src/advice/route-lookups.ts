import type {NextStep} from "../judge/analysis.ts";
import type {Subject} from "../judge/subject.ts";
import {commands} from "./commands.ts";

const {panOs, fortios, linux, asa, junos, any} = commands;

/** Returns commands, which only look, that show which way packets from one host to another go; past `place`, where several were captured. */
export const routeLookups = (from: string, to: string, place: string | null = null): NextStep[] => [
  ...hostLookups(from, to, place),
  ...deviceLookups(to),
];

/** Returns what to ask the sender: by which gateway, and over which routers. */
export const hostLookups = (from: string, to: string, place: string | null = null): NextStep[] => [
  any.traceroute(
    to,
    `on ${from}: does the route to ${to} cross ${place ?? "this capture point"}? (Windows: tracert -d)`,
  ),
  linux.routeGet(to, from, `on ${from}: by which gateway?`),
];

/** Returns what to ask a router or firewall: by which interface does it reach an address? */
export const deviceLookups = (to: string): NextStep[] => [
  panOs.fibLookup(to),
  fortios.routeTo(to),
  junos.routeTo(to),
  asa.routeTo(to),
  linux.routeTo(to),
];

/** Returns commands, which only look, that list the default routes: is there a second one? */
export function defaultRoutes(v6: boolean): NextStep[] {
  const why = "on the router before this point: a second default route, or one of better metric or distance?";
  return [panOs.routes(why), fortios.routes(v6, why), linux.routes(v6, " default", why), junos.defaultRoute(v6, why)];
}

/** Returns commands, which only look, that show rules which route by more than the destination. */
export const policyRoutes = (subject: Subject): NextStep[] => [
  panOs.pbfRules(),
  panOs.pbfMatch(subject),
  fortios.policyRoutes(subject.v6),
  linux.rules(subject.v6),
];
