import type {NextStep} from "../judge/analysis.ts";
import type {DroppedPacket} from "../judge/dropped-packet.ts";
import {commands} from "./commands.ts";

const {panOs, fortios, asa, junos, linux} = commands;

/** Returns commands, which only look, that show which rule of a device takes a packet. */
export const ruleLookups = (packet: DroppedPacket): NextStep[] => [
  ...fortiosRules(packet),
  asa.packetTracer(packet),
  asa.accessLists(),
  panOs.policyMatch(packet),
  junos.policyMatch(packet),
  linux.ruleset(),
];

/** What is addressed to a FortiGate itself passes no policy; the look-up knows IPv4 only. */
function fortiosRules(packet: DroppedPacket): NextStep[] {
  const {rule, isOwn, enters, source} = packet;
  if (isOwn) return [fortios.allowAccess(enters), fortios.localIn()];
  return [
    ...(source.includes(":") ? [] : [fortios.policyLookup(packet)]),
    ...(rule === null ? [] : [rule === "0" ? fortios.policies(packet) : fortios.policy(rule)]),
  ];
}

/** Returns commands that show why a device drops a packet: its own trace first. */
export const dropLookups = (packet: DroppedPacket): NextStep[] => [
  ...fortiosRules(packet),
  fortios.routeTo(packet.target),
  fortios.debugFlow({
    server: packet.target,
    port: packet.targetPort,
    v6: packet.target.includes(":"),
  }),
  linux.routeThrough(packet),
  ...(packet.source.includes(":") ? [] : [linux.rpFilter()]),
  linux.ruleset(),
  asa.packetTracer(packet),
  asa.drops(),
  panOs.counters(),
  panOs.policyMatch(packet),
  junos.policyMatch(packet),
];
