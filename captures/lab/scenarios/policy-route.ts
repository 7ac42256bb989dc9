import {Cast} from "../cast.ts";
import type {Host} from "../host.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import type {Run} from "../truth.ts";
import {COMPLETE, TWO_INTERFACES} from "../truth.ts";

const ADDRESSES: Readonly<Record<string, string>> = {
  alice: "10.1.0.10",
  bob: "10.1.0.11",
  carol: "10.1.0.200",
  web: "10.2.0.10",
  files: "10.2.0.20",
};
const END_MS = 9_000;
/** The routing table that the edge router's policy rule points to. */
const TABLE = "100";

function stage(network: Network): Staging {
  const edge = network.host("edge");
  const provider = network.host("provider");
  const hosts = new Map<string, Host>(Object.keys(ADDRESSES).map(name => [name, network.host(name)]));
  const host = (name: string): Host => hosts.get(name)!;
  const address = (name: string): string => ADDRESSES[name]!;
  for (const router of [edge, provider]) router.forwards();
  network.link([edge, "wan-a"], [provider, "site-a"]);
  network.link([edge, "wan-b"], [provider, "site-b"]);
  network.segment("clients", [
    [edge, "lan"],
    [host("alice"), "eth0"],
    [host("bob"), "eth0"],
    [host("carol"), "eth0"],
  ]);
  network.segment("servers", [
    [provider, "servers"],
    [host("web"), "eth0"],
    [host("files"), "eth0"],
  ]);
  edge.address("lan", "10.1.0.1/24");
  edge.address("wan-a", "10.101.0.2/24");
  edge.address("wan-b", "10.102.0.2/24");
  provider.address("site-a", "10.101.0.1/24");
  provider.address("site-b", "10.102.0.1/24");
  provider.address("servers", "10.2.0.1/24");
  for (const [name, one] of hosts) {
    one.address("eth0", `${address(name)}/24`);
    one.route("default", address(name).replace(/\d+$/, "1"));
  }
  // The edge's own default is wan-b; the policy sends what comes from the clients out of wan-a.
  edge.route("default", "10.102.0.1");
  edge.route("default", "10.101.0.1", TABLE);
  edge.run(["ip", "rule", "add", "iif", "lan", "from", "10.1.0.0/24", "lookup", TABLE, "priority", "1000"]);
  // The provider knows nothing of the policy: the lower half of the net returns by site-b.
  provider.route("10.1.0.0/25", "10.102.0.2");
  provider.route("10.1.0.128/25", "10.101.0.2");
  // Loose reverse-path filtering, as such a router needs: strict would drop the replies.
  for (const name of ["all", "lan", "wan-a", "wan-b"]) edge.sysctl(`net.ipv4.conf.${name}.rp_filter`, 2);

  const cast = new Cast({host, address});
  for (let index = 0; index < 8; index += 1) {
    const server = index % 3 === 0 ? "files" : "web";
    const startMs = 100 + 500 * index;
    cast.talk(index % 2 === 0 ? "alice" : "bob", server, {startMs, everyMs: 300 + 41 * index}, TWO_INTERFACES);
    cast.talk("carol", server, {startMs: startMs + 210, everyMs: 340 + 29 * index}, COMPLETE);
  }
  const right: Omit<Run, "arguments"> = {
    verdict: {kind: "proven", failing: false},
    exitStatus: 1,
    findings: ["interface-mismatch"],
    notFindings: ["hidden-replies", "hidden-requests"],
  };
  return {
    story:
      "An edge router with a LAN and two WAN interfaces sends its clients' packets out of wan-a by a policy route. The " +
      "provider returns packets for the lower half of the client net by the other line, so the replies to alice and bob " +
      "come in at wan-b; those to carol come in at wan-a. Everything works. Both files were taken at the same time on the " +
      "edge router: interfaces.pcapng on its three interfaces by name, any.pcap on Linux's pseudo-interface any.",
    runs: [
      {arguments: ["edge=interfaces.pcapng"], ...right},
      {arguments: ["edge=any.pcap"], ...right},
    ],
    cause: "policy-based-forwarding",
    play: {
      listeners: cast.listeners("web", "files"),
      parts: cast.parts,
      pings: [
        {host: host("alice"), from: address("alice"), to: address("web"), startMs: 1000, count: 5},
        {host: host("carol"), from: address("carol"), to: address("web"), startMs: 1200, count: 5},
      ],
      captures: [
        {host: edge, interfaces: ["lan", "wan-a", "wan-b"], file: "interfaces.pcapng", snapLength: 128},
        {host: edge, interfaces: ["any"], file: "any.pcap", snapLength: 128, linkType: "LINUX_SLL2"},
      ],
      endMs: END_MS,
    },
  };
}

export const policyRoute: Scenario = {name: "policy-route", family: 4, stage};
