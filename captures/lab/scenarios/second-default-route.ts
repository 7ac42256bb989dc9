import {Cast} from "../cast.ts";
import {CLIENT_NET, CLIENTS, diamond, SERVERS} from "../diamond.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {bypassed, COMPLETE, oneWay} from "../truth.ts";

const END_MS = 14_000;
const CHANGE_MS = 6_000;
/** No connection begins so near the change that it could fall on either side of it. */
const CLEAR_MS = 200;
const TABLES = {a: "101", b: "102"};

/** Sessions stay on the line that they began on; only new ones follow the routing table. */
const STICKY = `table inet edge {
  chain prerouting {
    type filter hook prerouting priority mangle;
    iifname "lan" meta mark set ct mark
  }
  chain postrouting {
    type filter hook postrouting priority mangle;
    ct state new oifname "to-a" ct mark set 1
    ct state new oifname "to-b" ct mark set 2
  }
}`;

function stage(network: Network): Staging {
  const place = diamond(network);
  const {address, firewalls, hop, host, left, right} = place;
  right.route(CLIENT_NET, hop(right, "a"));
  left.rules(STICKY);
  for (const [index, way] of (["a", "b"] as const).entries()) {
    left.route("default", hop(left, way), TABLES[way]);
    left.run(["ip", "rule", "add", "fwmark", String(index + 1), "lookup", TABLES[way], "priority", "1000"]);
  }
  left.run(["ip", "route", "add", "default", "via", hop(left, "a"), "metric", "100"]);
  const addSecond = (): void => void left.run(["ip", "route", "add", "default", "via", hop(left, "b"), "metric", "50"]);

  const cast = new Cast(place);
  cast.witness("alice", "web", END_MS, 60, COMPLETE);
  cast.witness("bob", "mail", END_MS, 150, COMPLETE);
  for (let index = 0; index < 24; index += 1) {
    const startMs = 300 + 420 * index;
    if (Math.abs(startMs - CHANGE_MS) < CLEAR_MS) continue;
    const wish = {
      startMs,
      rounds: 4 + (index % 3),
      everyMs: 250 + 31 * (index % 5),
      responseBytes: 300 + 400 * (index % 4),
    };
    const fate = startMs < CHANGE_MS ? COMPLETE : oneWay("requests", true, "proven");
    cast.talk(CLIENTS[index % 3]!, SERVERS[(index >> 1) % 3]!, wish, fate);
  }
  return {
    story:
      "A router before the clients reaches the servers by its default route through fw-a, and the servers' router answers " +
      "through fw-a; both firewalls only forward. Six seconds after the first connection a second, better default route " +
      "through fw-b appears. Sessions of before stay where they were; the requests of all new ones leave by fw-b, and their " +
      "replies still come by fw-a. Everything works. The capture is taken at fw-a.",
    runs: [{arguments: ["fw-a/inside=a.pcap"], ...bypassed(false, "requests")}],
    cause: "second-default-route",
    play: {
      listeners: cast.listeners(...SERVERS),
      parts: cast.parts,
      pings: [
        {host: host("bob"), from: address("bob"), to: address("web"), startMs: 1000, count: 5},
        {host: host("carol"), from: address("carol"), to: address("web"), startMs: CHANGE_MS + 1000, count: 5},
      ],
      captures: [{host: firewalls.a, interfaces: ["inside"], file: "a.pcap", snapLength: 96}],
      changes: [{atMs: CHANGE_MS, change: addSecond}],
      endMs: END_MS,
    },
  };
}

export const secondDefaultRoute: Scenario = {name: "second-default-route", family: 4, stage};
