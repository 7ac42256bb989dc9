import {Cast} from "../cast.ts";
import {detour} from "../detour.ts";
import type {Host} from "../host.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {COMPLETE, type Fate, oneWay} from "../truth.ts";

const END_MS = 15_000;
const CHANGE_MS = 7_000;
/** The clients' gateway: an address and a MAC address of VRRP, group 10. */
const GATEWAY = "10.1.0.1";
const MAC = "00:00:5e:00:01:0a";

/** Gives the virtual address to a router, which tells so with a gratuitous ARP. */
function take(router: Host): void {
  router.run([
    "ip",
    "link",
    "add",
    "link",
    "inside",
    "name",
    "vrrp",
    "address",
    MAC,
    "type",
    "macvlan",
    "mode",
    "bridge",
  ]);
  router.sysctl("net.ipv4.conf.vrrp.arp_notify", 1);
  router.address("vrrp", `${GATEWAY}/32`);
  router.up("vrrp");
}

function stage(network: Network): Staging {
  const place = detour(network, {
    family: 4,
    near: 1,
    far: 2,
    nearHosts: [
      {name: "alice", number: 10, through: "firewall"},
      {name: "bob", number: 11, through: "firewall"},
      {name: "carol", number: 12, through: "firewall"},
    ],
    farHosts: [
      {name: "web", number: 10},
      {name: "files", number: 20},
    ],
  });
  const {address, bypass, firewall, host} = place;
  firewall.run(["ip", "address", "delete", `${GATEWAY}/24`, "dev", "inside"]);
  firewall.address("inside", "10.1.0.2/24");
  take(firewall);
  host("carol").run(["ip", "route", "replace", "10.2.0.0/24", "via", "10.1.0.2"]);
  const fail = (): void => {
    firewall.run(["ip", "link", "delete", "vrrp"]);
    take(bypass);
  };

  const cast = new Cast(place);
  const moved: Fate = {
    ...oneWay("requests", true, "proven"),
    outcome: "complete",
    note: "its requests leave fw-a at the failover, in mid-connection",
  };
  cast.witness("carol", "web", END_MS, 60, COMPLETE);
  cast.talk("carol", "files", {startMs: 1500, rounds: 20, everyMs: 500}, COMPLETE);
  for (let index = 0; index < 8; index += 1) {
    const [from, to] = [index % 2 === 0 ? "alice" : "bob", index % 3 === 0 ? "files" : "web"];
    cast.talk(from, to, {startMs: 300 + 450 * index, rounds: 5, everyMs: 290}, COMPLETE);
    const everyMs = 380 + 23 * index;
    const rounds = Math.ceil((CHANGE_MS + 3_500) / everyMs);
    cast.talk(from, to, {startMs: 500 + 400 * index, rounds, everyMs}, moved);
    const after = oneWay("requests", true, "proven");
    cast.talk(from, to, {startMs: CHANGE_MS + 700 + 420 * index, rounds: 6, everyMs: 310}, after);
  }
  return {
    story:
      "The clients' gateway is a virtual router (VRRP) of fw-a and fw-b, which only forward. The servers' router always sends " +
      "through fw-a. Seven seconds after the first connection the virtual address and its MAC address move from fw-a to " +
      "fw-b, with a gratuitous ARP: from then on the requests of alice and bob, of old and new conversations alike, leave by " +
      "fw-b, and their replies still come by fw-a. carol uses fw-a's own address as her gateway and stays. Everything works. " +
      "The capture is taken at fw-a, on the clients' side.",
    runs: [
      {
        arguments: ["fw-a/inside=a.pcap"],
        verdict: {kind: "proven", failing: false},
        exitStatus: 1,
        findings: ["path-change", "hidden-requests"],
        notFindings: ["hidden-replies", "interface-mismatch"],
      },
    ],
    cause: "failover",
    play: {
      listeners: cast.listeners("web", "files"),
      parts: cast.parts,
      pings: [
        {host: host("alice"), from: address("alice"), to: address("web"), startMs: 1000, count: 5},
        {host: host("bob"), from: address("bob"), to: address("web"), startMs: CHANGE_MS + 1500, count: 5},
      ],
      captures: [{host: firewall, interfaces: ["inside"], file: "a.pcap", snapLength: 96}],
      changes: [{atMs: CHANGE_MS, change: fail}],
      endMs: END_MS,
    },
  };
}

export const failoverGarp: Scenario = {name: "failover-garp", family: 4, stage};
