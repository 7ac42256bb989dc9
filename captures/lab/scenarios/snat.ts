import {Cast} from "../cast.ts";
import {detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {COMPLETE, type Run, SYMMETRIC, split, type TrueConnection} from "../truth.ts";

const END_MS = 11_000;
/** What the firewall translates its clients' addresses to; routed to it and no interface's. */
const ADDRESS = "10.3.0.1";
const NET = "10.3.0.0/24";
/** Each client port has a fixed one outside, so that the truth can name it. */
const PORT_SHIFT = 20_000;
/** The router's table for servers whose replies go to the wrong firewall. */
const TABLE = "100";
const CLIENTS = ["alice", "bob", "carol"];
const SERVERS = ["web", "mail", "files"];

/** It knows no session of the translated address, and drops what comes for it. */
const CLOSED = `table inet firewall {
  chain forward {
    type filter hook forward priority filter; policy drop;
  }
}`;

function outside(one: TrueConnection): TrueConnection {
  const port = Number(one.client.split(":")[1]) - PORT_SHIFT;
  return {...one, translated: {client: `${ADDRESS}:${String(port)}`, server: one.server}};
}

function stage(network: Network, lost: boolean): Staging {
  const place = detour(network, {
    family: 4,
    near: 1,
    far: 2,
    nearHosts: CLIENTS.map((name, index) => ({name, number: 10 + index, through: "firewall"})),
    farHosts: SERVERS.map((name, index) => ({name, number: 10 + 10 * index})),
  });
  const {address, bypass, firewall, host, router} = place;
  router.route(NET, "10.101.0.2");
  for (const name of SERVERS) host(name).route(NET, "10.2.0.1");
  if (lost) {
    router.route(NET, "10.102.0.2", TABLE);
    bypass.rules(CLOSED);
    // Else it would answer that there is no such net, before its rules are asked.
    bypass.route(NET, "10.1.0.1");
    for (const name of ["mail", "files"])
      router.run(["ip", "rule", "add", "from", address(name), "lookup", TABLE, "priority", "1000"]);
  }

  const cast = new Cast(place);
  cast.witness("alice", "web", END_MS, 90, COMPLETE);
  cast.bustle(CLIENTS, lost ? ["web"] : SERVERS, lost ? 10 : 26, lost ? 700 : 280, COMPLETE);
  for (let index = 0; lost && index < 8; index += 1) {
    const wish = {startMs: 400 + 610 * index, patienceMs: index % 2 === 0 ? 5_000 : 13_000};
    cast.talk(CLIENTS[index % 3]!, index % 2 === 0 ? "mail" : "files", wish, split(false));
  }
  const ports = cast.parts.map(({connection: {client}}) => client.port);
  const map = ports.map(port => `${String(port)} : ${ADDRESS} . ${String(port - PORT_SHIFT)}`).join(", ");
  firewall.rules(`table ip nat {
    chain postrouting {
      type nat hook postrouting priority srcnat;
      oifname "outside" snat to tcp sport map { ${map} }
      oifname "outside" snat to ${ADDRESS}
    }
  }`);
  const proof: Omit<Run, "arguments"> = {
    verdict: {kind: "proven", failing: true},
    exitStatus: 1,
    findings: ["split-path"],
    notFindings: ["hidden-replies", "hidden-requests"],
  };
  const both = ["fw/inside=inside.pcap", "fw/outside=outside.pcap"];
  const faces = ["inside", "outside"].map(name => ({host: firewall, name, file: `${name}.pcap`}));
  const other = {host: bypass, name: "outside", file: "other.pcap"};
  return {
    story:
      `Three clients reach three servers through a firewall that translates their addresses to ${ADDRESS} and their ports ` +
      "to others. Its two interfaces have a capture each, so every connection is seen under two names. " +
      (lost
        ? "The replies of the servers mail and files to the translated address come to another router, where nothing is " +
          "known of the translation, and are dropped: only other.pcap, taken there, shows them. The server web works."
        : "Everything works, and nothing is asymmetric."),
    runs: lost
      ? [{arguments: [...both, "other/outside=other.pcap"], ...proof}]
      : [
          {arguments: both, ...SYMMETRIC},
          {arguments: ["fw/inside=inside.pcap"], ...SYMMETRIC, view: ({translated, ...one}) => one},
        ],
    cause: lost ? "return-bypasses-firewall" : null,
    rework: (_, truth) => truth.map(outside),
    play: {
      listeners: cast.listeners(...SERVERS),
      parts: cast.parts,
      pings: [{host: host("bob"), from: address("bob"), to: address("web"), startMs: 1000, count: 6}],
      captures: [...faces, ...(lost ? [other] : [])].map(({host, name, file}) => ({
        host,
        interfaces: [name],
        file,
        snapLength: 96,
      })),
      endMs: END_MS,
    },
  };
}

export const snatHealthy: Scenario = {name: "snat-healthy", family: 4, stage: network => stage(network, false)};
export const snatBypassed: Scenario = {name: "snat-bypassed", family: 4, stage: network => stage(network, true)};
