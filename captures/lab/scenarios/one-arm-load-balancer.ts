import {Cast} from "../cast.ts";
import {CLIENTS, customary, detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {COMPLETE, type Fate, type TrueConnection} from "../truth.ts";

const END_MS = 12_000;
const PORT = 5000;
/** The real servers, to which the load balancer sends the conversations by turns. */
const REAL = ["mail", "files"] as const;

function stage(network: Network): Staging {
  const plan = customary("firewall");
  const place = detour(network, {
    ...plan,
    nearHosts: [...plan.nearHosts, {name: "balancer", number: 5, through: "firewall"}],
  });
  const {address, host, router} = place;
  const balancer = host("balancer");
  balancer.forwards();
  const choice = REAL.map((name, index) => `${String(index)} : ${address(name)}`).join(", ");
  balancer.rules(`table ip balance {
    chain prerouting {
      type nat hook prerouting priority dstnat;
      ip daddr ${address("balancer")} tcp dport ${String(PORT)} dnat to numgen inc mod 2 map { ${choice} }
    }
  }`);

  const cast = new Cast(place);
  const wrongSource: Fate = {
    asymmetric: true,
    missing: null,
    works: false,
    outcome: "stalled",
    certainty: "proven",
    note: "answered from the real server's address; the client resets",
  };
  cast.witness("alice", "web", END_MS, 120, COMPLETE);
  cast.bustle(CLIENTS, ["web"], 10, 800, COMPLETE);
  for (let index = 0; index < 9; index += 1) {
    const wish = {startMs: 400 + 710 * index, patienceMs: index % 2 === 0 ? 4_500 : 13_000};
    cast.talk(CLIENTS[index % 3]!, "balancer", wish, wrongSource);
  }
  /** The load balancer's own table of connections tells where each one went. */
  const answeredBy = (truth: TrueConnection[]): TrueConnection[] => {
    const table = balancer.run(["cat", "/proc/net/nf_conntrack"]);
    return truth.map(one => {
      if (one.outcome !== "stalled") return one;
      const [from, port] = one.client.split(":");
      const line = table.split("\n").find(row => row.includes(`src=${from} `) && row.includes(` sport=${port} `));
      const found = /src=\S+ dst=\S+ sport=\d+ dport=\d+ .*src=(\S+) dst=\S+ sport=(\d+)/.exec(line ?? "");
      if (found === null) throw new Error(`the load balancer knows nothing of ${one.client}: ${table}`);
      return {...one, answeredBy: `${found[1]!}:${found[2]!}`};
    });
  };
  return {
    story:
      "Three clients ask one address of a load balancer that stands in the servers' net with one arm. It sends each " +
      "connection on to mail or files and leaves the client's address as it is, so the real server answers the client " +
      "directly, from its own address. The client knows of no such connection and resets it; its SYN is never answered. " +
      "The server web is asked directly and works. The capture is taken on the clients' side.",
    runs: [
      {
        arguments: ["router/lan=clients.pcap"],
        verdict: {kind: "proven", failing: true},
        exitStatus: 1,
        findings: ["wrong-source"],
        notFindings: ["hidden-replies", "hidden-requests", "interface-mismatch"],
      },
    ],
    cause: "load-balancer-without-snat",
    rework: (_, truth) => answeredBy(truth),
    play: {
      listeners: cast.listeners("web", ...REAL),
      parts: cast.parts,
      pings: [{host: host("bob"), from: address("bob"), to: address("balancer"), startMs: 1000, count: 6}],
      captures: [{host: router, interfaces: ["lan"], file: "clients.pcap", snapLength: 96}],
      endMs: END_MS,
    },
  };
}

export const oneArmLoadBalancer: Scenario = {name: "one-arm-load-balancer", family: 4, stage};
