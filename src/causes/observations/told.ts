import type {FlowTable} from "../../flow/table.ts";
import {isVirtualMac} from "../../flow/virtual-macs.ts";
import type {Finding} from "../../judge/analysis.ts";
import {deviceLog} from "../../rules/device-log.ts";
import {isOf} from "../../rules/rule.ts";
import {counted} from "../../words.ts";
import type {Case} from "../cause.ts";
import type {Observation} from "./observation.ts";

const maximumPaths = 10_000;

/** A redirect of hosts that some connection is between. */
const redirected = ({findings}: Case): Finding | undefined =>
  findings.find(one => one.detector === "icmp-redirect" && one.conversations.length > 0);

/** What pings, routers and devices tell besides. */
export const told = [
  {
    name: "pings-lack-it-too",
    see: ({fate, missing, echoes: {requests, replies}, common}) => {
      if (fate === "moved" || missing === null || requests + replies === 0 || common.byTime) return null;
      const [there, lacking] = missing === "replies" ? [requests, replies] : [replies, requests];
      return there > 0 && lacking === 0 ? true : null;
    },
    says: ({missing}) =>
      `of pings between these hosts only the ${missing === "replies" ? "requests" : "replies"} pass here: the hosts' route, not a port's`,
    toSee: "whether pings of these hosts lack the same direction: ping while capturing",
  },
  {
    name: "pings-pass-elsewhere",
    see: ({echoes: {elsewhere}}) => (elsewhere === null ? null : true),
    says: ({context: {points}, missing, echoes: {elsewhere}}) =>
      `pings of these hosts pass ${points[elsewhere!]!.name} in the missing direction${missing === "replies" ? ": the servers are up" : ""}`,
    toSee: "whether pings of these hosts pass another device: ping while capturing at both",
  },
  {
    name: "pings-pass",
    see: ({fate, missing, echoes: {requests, replies}, common}) => {
      if (fate === "moved" || missing === null || requests + replies === 0 || common.byTime) return null;
      return (missing === "replies" ? replies : requests) > 0 ? true : null;
    },
    says: () => "pings of these hosts pass here in the missing direction: a route by destination would take them along",
    toSee: "whether pings of these hosts lack the same direction: ping while capturing",
  },
  {
    name: "protocols-differ",
    see: ({input, missing}) =>
      missing === null
        ? null
        : input.findings.some(
              one =>
                (one.detector === "icmp-ok-tcp-fails" || one.detector === "udp-ok-tcp-fails") &&
                one.missing === null &&
                one.certainty !== "note",
            )
          ? true
          : null,
    says: () => "other protocols between these hosts are answered: a route by destination would treat all alike",
    toSee: "whether pings or UDP between these hosts are answered here",
  },
  {
    name: "redirects",
    see: ({input}) => (redirected(input) === undefined ? null : true),
    says: ({input}) => redirected(input)!,
    toSee: "whether a router sends redirects",
  },
  {
    name: "device-drops-by-interface",
    see: ({input}) =>
      input.findings.some(
        one => isOf(one, deviceLog) && one.facts.kind === "interface-changed" && one.certainty !== "note",
      )
        ? true
        : null,
    says: () => "the device itself says that it drops them for their interface",
    toSee: "what the device says of these packets: its debug flow",
  },
  {
    name: "gateway-is-a-pair",
    see: ({context: {table}}) => (table.gateways.count > 0 || hasVirtualMac(table) ? true : null),
    says: ({context: {table}}) =>
      table.gateways.count > 0
        ? `${counted(table.gateways.count, "router")} ${table.gateways.count === 1 ? "says" : "say"} to stand in for another (VRRP, HSRP): the gateway is a pair`
        : "packets go to a virtual MAC address (VRRP, HSRP, a cluster): the gateway is a pair",
    toSee: "whether the gateway is a pair: VRRP, HSRP or heartbeats on the segment",
  },
  {
    name: "two-masters",
    see: ({context: {table, devices}, split}) => {
      const told = new Set([...table.gateways.points].map(point => devices.of(point)));
      const isShared =
        split !== null && [split.requestsAt, split.repliesAt].every(ids => ids.some(id => told.has(devices.of(id))));
      return table.gateways.count > 1 || isShared ? true : null;
    },
    says: ({context: {table}}) =>
      table.gateways.count > 1
        ? "two routers advertise as masters: each direction may have its own"
        : "both devices stand where routers advertise to stand in for each other",
    toSee: "which router advertises as master on either side: VRRP, HSRP on both segments",
  },
] as const satisfies readonly Observation[];

function hasVirtualMac({paths}: FlowTable): boolean {
  for (let path = 1; path < Math.min(paths.count, maximumPaths); path++)
    if (isVirtualMac(paths.targetMac(path)) || isVirtualMac(paths.sourceMac(path))) return true;
  return false;
}
