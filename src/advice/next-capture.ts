import type {NextStep} from "../judge/analysis.ts";
import type {Subject} from "../judge/subject.ts";
import {block, changes, reads} from "./steps.ts";

/**
 * Returns how to capture again where the evidence does not suffice: both directions, also as they are called behind a
 * translation, and beside them what is known to work, which shows that the capture sees them.
 */
export function nextCapture(subject: Subject): NextStep[] {
  const {client, server, port, clientNet, serverNet, v6, translated} = subject;
  const between =
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
    reads(
      "linux",
      `tcpdump -ni any -s 128 -w both.pcap '${filter}'`,
      `on each device of the way, on both its sides, at the same time, while it happens: ` +
        `no filter for one direction or for flags${nat}`,
    ),
    reads(
      "fortios",
      `diagnose sniffer packet any '${hosts}' 6 0 a`,
      `both directions with their interfaces, and whole packets: 4 prints neither payload lengths nor the sequence ` +
        `numbers of plain ACKs${nat}. Offloaded packets are not seen`,
    ),
    reads(
      "pan-os",
      "debug dataplane packet-diag show setting",
      "has somebody left a filter, and does it hold one direction only?",
    ),
    changes(
      "pan-os",
      "set session offload no",
      "before the capture: offloaded packets are not captured. It raises dataplane CPU",
      "set session offload yes",
    ),
    changes(
      "pan-os",
      block(
        "debug dataplane packet-diag clear all",
        ...between.flatMap(([a, b]) => [
          `debug dataplane packet-diag set filter match source ${a} destination ${b}`,
          `debug dataplane packet-diag set filter match source ${b} destination ${a}`,
        ]),
        "debug dataplane packet-diag set filter on",
        "debug dataplane packet-diag set capture stage receive file rx.pcap",
        "debug dataplane packet-diag set capture stage transmit file tx.pcap",
        "debug dataplane packet-diag set capture stage drop file drop.pcap",
        "debug dataplane packet-diag set capture on",
      ),
      "receive, transmit and drop: the firewall stage lacks what has no session. " +
        `Begin a new conversation then: older ones are not marked${nat}`,
      "debug dataplane packet-diag clear all",
    ),
    changes(
      "fortios",
      block(
        `diagnose debug flow ${v6 ? "filter6" : "filter"} clear`,
        `diagnose debug flow ${v6 ? "filter6" : "filter"} addr ${server}`,
        `diagnose debug flow ${v6 ? "filter6" : "filter"} port ${port}`,
        "diagnose debug flow show function-name enable",
        "diagnose debug console timestamp enable",
        `diagnose debug flow trace ${v6 ? "start6" : "start"} 100`,
        "diagnose debug enable",
      ),
      "why packets are dropped, and by which interfaces they pass: its text is a capture too",
      block("diagnose debug disable", "diagnose debug reset"),
    ),
  ];
}
