import {Cast} from "../cast.ts";
import {CLIENTS, customary, detour} from "../detour.ts";
import type {Network} from "../network.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {COMPLETE, type Fate, JOINED, SYMMETRIC} from "../truth.ts";

const FROM_MS = 1_000;
const TO_MS = 7_000;
/** In the last moment of the capture a server is busy: it takes a SYN only when it comes again, after the capture. */
const LATE_MS = TO_MS - 250;
const READY_MS = TO_MS + 500;
const BUSY = `table inet busy {
  chain input {
    type filter hook input priority filter; policy accept;
    tcp sport { PORTS } tcp flags syn drop
  }
}`;

function stage(network: Network): Staging {
  const place = detour(network, customary("firewall"));
  const {address, firewall, host} = place;
  const cast = new Cast(place);
  const during = (note: string): Fate => ({...JOINED, note: `${note}; begins before the capture and ends after it`});
  const long = {startMs: -1_800, patienceMs: 25_000};
  cast.talk("alice", "files", {...long, rounds: 25, responseBytes: 30_000, everyMs: 400}, during("download"));
  cast.talk("bob", "files", {...long, rounds: 25, requestBytes: 30_000, everyMs: 400}, during("upload"));
  cast.talk("carol", "web", {...long, rounds: 130, everyMs: 80}, during("chatty"));
  cast.talk("bob", "web", {...long, rounds: 3, everyMs: 4_500, keepAliveMs: 1000}, during("idle, with keep-alives"));
  for (const [index, name] of CLIENTS.entries()) {
    cast.talk(
      name,
      "web",
      {startMs: -900 + 300 * index, rounds: 8 + index},
      {...JOINED, note: "begins before the capture and ends in it"},
    );
    cast.talk(name, "mail", {startMs: 2_000 + 400 * index}, COMPLETE);
    cast.talk(
      name,
      "files",
      {startMs: 4_600 + 500 * index, rounds: 12},
      {...COMPLETE, note: "begins in the capture and ends after it"},
    );
  }
  const edge: Fate = {...COMPLETE, outcome: "edge", note: "healthy; the capture ends before the server takes the SYN"};
  const late = CLIENTS.map(name => cast.talk(name, "mail", {startMs: LATE_MS}, edge));
  host("mail").rules(BUSY.replace("PORTS", late.join(", ")));
  return {
    story:
      "Three clients reach three servers through a firewall that only forwards, both ways, and everything works. The " +
      "capture begins and ends in the middle of it: a download, an upload, a chatty and an idle connection are older " +
      "than the capture and outlive it, others begin before it or end after it. Three SYNs in its last quarter of a " +
      "second are answered only after its end. Nothing is asymmetric.",
    runs: [{arguments: ["fw/inside=inside.pcap"], ...SYMMETRIC}],
    cause: null,
    play: {
      listeners: cast.listeners("web", "mail", "files"),
      parts: cast.parts,
      pings: [{host: host("bob"), from: address("bob"), to: address("web"), startMs: 1500, count: 4}],
      captures: [
        {host: firewall, interfaces: ["inside"], file: "inside.pcap", snapLength: 96, fromMs: FROM_MS, toMs: TO_MS},
      ],
      changes: [{atMs: READY_MS, change: () => void host("mail").run(["nft", "delete", "table", "inet", "busy"])}],
      endMs: TO_MS,
    },
  };
}

export const midFlow: Scenario = {name: "mid-flow", family: 4, stage};
