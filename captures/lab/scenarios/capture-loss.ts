import {join} from "node:path";

import {Cast} from "../cast.ts";
import {CLIENTS, customary, detour} from "../detour.ts";
import {countPackets} from "../inspection.ts";
import type {Network} from "../network.ts";
import {thin} from "../rework.ts";
import type {Scenario, Staging} from "../scenario.ts";
import {COMPLETE, JOINED, SYMMETRIC, type TrueConnection} from "../truth.ts";

const END_MS = 11_000;
const FILE = "inside.pcap";

/** Loses one frame in twenty. A connection whose SYN or SYN-ACK is among them has no full handshake any more. */
function lose(folder: string, truth: TrueConnection[]): TrueConnection[] {
  const path = join(folder, FILE);
  thin(path, 0.05, 20_261_121);
  const [asked, answered] = [countPackets(path, "S"), countPackets(path, "S.")];
  return truth.map(one => {
    const whole = asked.has(`${one.client} > ${one.server}`) && answered.has(`${one.server} > ${one.client}`);
    return whole ? one : {...one, ...JOINED, note: "a frame of its handshake was lost by the capture"};
  });
}

function stage(network: Network): Staging {
  const place = detour(network, customary("firewall"));
  const {address, firewall, host} = place;
  const cast = new Cast(place);
  cast.witness("alice", "web", END_MS, 60, COMPLETE);
  cast.bustle(CLIENTS, ["web", "mail", "files"], 40, 200, COMPLETE);
  cast.talk("bob", "files", {startMs: 1100, rounds: 1, requestBytes: 100_000}, {...COMPLETE, note: "upload of 100 kB"});
  cast.talk("carol", "web", {startMs: 2100, rounds: 1, responseBytes: 100_000}, {...COMPLETE, note: "download"});
  return {
    story:
      "Three clients reach three servers through a firewall that only forwards, both ways, and everything works. The " +
      "capture lost five percent of the frames, here and there and in both directions: they were taken out of the file " +
      "afterwards, chosen by a fixed seed. Nothing is asymmetric.",
    runs: [{arguments: [`fw/inside=${FILE}`], ...SYMMETRIC}],
    cause: "capture-loss",
    rework: lose,
    play: {
      listeners: cast.listeners("web", "mail", "files"),
      parts: cast.parts,
      pings: [{host: host("bob"), from: address("bob"), to: address("web"), startMs: 1000, count: 6}],
      captures: [{host: firewall, interfaces: ["inside"], file: FILE, snapLength: 96}],
      endMs: END_MS,
    },
  };
}

export const captureLoss: Scenario = {name: "capture-loss", family: 4, stage};
