import type {NextStep} from "../judge/analysis.ts";
import type {Subject} from "../judge/subject.ts";
import {commands} from "./commands.ts";

const {panOs, fortios, linux} = commands;

/**
 * Returns how to capture again where the evidence does not suffice: both directions, also as they are called behind a
 * translation, and beside them what is known to work, which shows that the capture sees them.
 */
export function nextCapture(subject: Subject): NextStep[] {
  const {client, server, clientNet, serverNet, v6, translated} = subject;
  const between: (readonly [string, string])[] =
    translated === null
      ? [[client, server]]
      : [
          [client, server],
          [translated.client, translated.server],
        ];
  const hosts = between.map(([a, b]) => `host ${a} and host ${b}`).join(" or ");
  // Hosts of one network need no packets of the rest of it.
  const networks = clientNet === serverNet ? hosts : `net ${clientNet} and net ${serverNet}`;
  const others = between.slice(1).map(([a, b]) => `host ${a} and host ${b}`);
  // What comes from the next hop shows that the point sees that direction, whatever TCP does.
  const neighbours = v6 ? "icmp6" : "arp";
  const filter = [`(${networks})`, ...others.map(one => `(${one})`), neighbours].join(" or ");
  const nat = translated === null ? "; behind a translation add the translated address" : "";
  return [
    linux.capture(
      filter,
      "on each device of the way, on both its sides, at the same time, while it happens: " +
        `no filter for one direction or for flags${nat}`,
    ),
    fortios.sniffer(hosts, nat),
    panOs.diagSetting(),
    panOs.offloadOff("before the capture: offloaded packets are not captured. It raises dataplane CPU"),
    panOs.capture(between, nat),
    fortios.debugFlow(subject),
  ];
}
