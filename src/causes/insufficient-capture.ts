import {commands} from "../advice/commands.ts";
import {deviceLookups} from "../advice/route-lookups.ts";
import {inOrder} from "../advice/steps.ts";
import type {NextStep} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {counted} from "../words.ts";
import type {CauseRule} from "./cause.ts";
import {Weight} from "./weight.ts";

const {linux, fortios, panOs} = commands;
/** A capture on the device that said so, of the hosts that it said it of. */
function captureOf({statements: [told]}: Context): readonly NextStep[] {
  const why = "a capture tells all that a line leaves out";
  if (told === undefined) return [linux.capture(null, why)];
  const [source, target] = [told.source.address, told.target.address];
  const hosts = `host ${source} and host ${target}`;
  return inOrder([
    ...deviceLookups(source),
    fortios.debugFlow({server: target, port: told.target.port, v6: target.includes(":")}),
    fortios.sniffer(hosts, ""),
    panOs.diagSetting(),
    panOs.capture([[source, target]], ""),
    linux.capture(`(${hosts}) or arp`, why),
  ]);
}

/** The capture holds too little of every connection: what is missing may just not have been captured. */
export const insufficientCapture: CauseRule = {
  cause: "insufficient-capture",
  words: "The captures do not suffice to tell",
  explain({context, kind, vain}) {
    if (kind !== "inconclusive" || vain !== null) return null;
    const {judgements, conversations} = context;
    const {edge, stalled} = judgements.counts;
    if (conversations.count === 0 && context.captures.every(({lines}) => lines.length > 0))
      return {
        weight: Weight.capture,
        for: ["what the text tells of packets does not suffice: TCP is judged by addresses, ports and flags"],
        against: [],
        next: captureOf(context),
      };
    if (conversations.count === 0)
      return {
        weight: Weight.capture,
        for: ["packets of IP that are cut off before their TCP headers end: the snapshot length is too small"],
        against: [],
        next: [linux.capture(null, "128 bytes hold the headers of IPv6 and tunnels too")],
      };
    if (edge < conversations.count && stalled === 0) return null;
    return {
      weight: Weight.capture,
      for: [
        edge === conversations.count
          ? `${counted(edge, "connection")}, all of them cut off by the capture's start or end`
          : "handshakes, and nothing after any of them: a filter for flags shows no more",
      ],
      against: [],
      next: [],
    };
  },
};
