import {Cast} from "../cast.ts";
import {CLIENTS, customary, detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {RunPlan, Scenario, Staging} from "../scenario.ts";
import {makeStrict} from "../strict.ts";
import {bypassed, COMPLETE, type Fate, JOINED, oneWay, SYMMETRIC, vouched} from "../truth.ts";

const FIX_MS = 10_500;
const BEFORE_END_MS = 9_500;
const AFTER_BEGIN_MS = 12_000;
const END_MS = 21_500;
/** The firewall forgets a handshake that does not get on; Linux would wait for two minutes. */
const HALF_OPEN_SECONDS = 3;

const EDGE: Fate = {...COMPLETE, works: false, outcome: "edge", note: "set up before the fix, and stale"};

function stage(network: Network): Staging {
  const place = detour(network, customary("bypass"));
  const {address, firewall, host} = place;
  makeStrict(firewall);
  firewall.sysctl("net.netfilter.nf_conntrack_tcp_timeout_syn_sent", HALF_OPEN_SECONDS);
  firewall.sysctl("net.netfilter.nf_conntrack_tcp_timeout_syn_recv", HALF_OPEN_SECONDS);
  const fix = (): void => {
    for (const name of ["mail", "files"]) host(name).run("ip route replace 10.1.0.0/24 via 10.2.0.1".split(" "));
  };

  const cast = new Cast(place);
  const broken = oneWay("replies", false, "proven");
  const servers = ["mail", "files"] as const;
  const when = new Map<number, "before" | "after" | "both">();
  cast.witness("alice", "web", END_MS, 80, COMPLETE);
  for (let index = 0; index < 7; index += 1) {
    // Without a reset, the client's kernel would go on with its data long after the client gave up.
    const early = {startMs: 300 + 610 * index, patienceMs: 8_500 - 600 * index, resets: true};
    when.set(cast.talk(CLIENTS[index % 3]!, servers[index % 2]!, early, broken), "before");
    when.set(cast.talk(CLIENTS[index % 3]!, "web", {startMs: 500 + 650 * index, rounds: 4}, COMPLETE), "before");
    const late = {startMs: AFTER_BEGIN_MS + 900 + 650 * index, rounds: 5};
    when.set(cast.talk(CLIENTS[index % 3]!, servers[index % 2]!, late, COMPLETE), "after");
  }
  const stale = {...broken, note: "set up before the fix and still broken after it"};
  const port = cast.talk("bob", "mail", {startMs: 6_200, patienceMs: 16_000}, stale);
  const phase = (client: string): "before" | "after" | "both" => when.get(Number(client.split(":")[1])) ?? "both";
  return {
    story:
      "A strict stateful firewall; the servers mail and files answer around it, and TCP to them fails. Then their route is " +
      "set right, and new conversations work. One connection of before is still open: the firewall has forgotten its " +
      "half-open session, so it drops the client's data and the server's SYN-ACK even now, until the client gives up and " +
      "begins anew. before.pcap ends before the fix and after.pcap begins after it.",
    runs: [
      ...vouched<RunPlan>({
        arguments: ["fw/outside=before.pcap"],
        ...bypassed(true),
        view: one => (phase(one.client) === "after" ? null : one),
      }),
      {
        arguments: ["fw/outside=after.pcap"],
        ...SYMMETRIC,
        view: one => {
          if (phase(one.client) === "before") return null;
          const {client, server} = one;
          // Of the stale one this capture has only data that was sent before: nothing to judge it by.
          return one.works ? {...one, ...(phase(client) === "both" ? JOINED : COMPLETE)} : {client, server, ...EDGE};
        },
      },
    ],
    comparison: {
      before: ["fw/outside=before.pcap"],
      after: ["fw/outside=after.pcap"],
      result: "fixed",
      stale: [`${address("bob")}:${String(port)} > ${address("mail")}:5000`],
    },
    cause: "return-bypasses-firewall",
    play: {
      listeners: cast.listeners("mail", "files", "web"),
      parts: cast.parts,
      pings: [{host: host("carol"), from: address("carol"), to: address("mail"), startMs: 1000, count: 5}],
      captures: [
        {host: firewall, interfaces: ["outside"], file: "before.pcap", snapLength: 96, toMs: BEFORE_END_MS},
        {host: firewall, interfaces: ["outside"], file: "after.pcap", snapLength: 96, fromMs: AFTER_BEGIN_MS},
      ],
      changes: [{atMs: FIX_MS, change: fix}],
      endMs: END_MS,
    },
  };
}

export const beforeAfter: Scenario = {name: "before-after", family: 4, stage};
