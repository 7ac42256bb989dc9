import {dropLookups} from "../advice/drop-lookups.ts";
import {inOrder} from "../advice/steps.ts";
import {seenPacket, toldPacket} from "../judge/dropped-packet.ts";
import {deviceDrops as rule} from "../rules/device-drops.ts";
import {isOf} from "../rules/rule.ts";
import type {CauseRule} from "./cause.ts";
import {findingsOf, notExcluded, quoted, toldOf} from "./speaking.ts";
import {Weight} from "./weight.ts";

/** The device takes packets in and sends them nowhere: by what its interfaces show, or by its own word for another reason than a rule. */
export const deviceDrops: CauseRule = {
  cause: "device-drops",
  words: "The device itself drops them",
  explain(input) {
    const seen = findingsOf(input, rule.name).filter(one => isOf(one, rule));
    const told = toldOf(input, "dropped");
    const [first] = [...told, ...seen];
    if (first === undefined) return null;
    const {context, leading} = input;
    const own = seen[0];
    const packet =
      told[0] !== undefined ? toldPacket(context, told[0]) : seenPacket(context, own!, own!.facts.way === "replies");
    if (packet === null) return null;
    return {
      weight: leading === null ? Weight.capture : Weight.aside,
      for: quoted([...told, ...seen]),
      against: seen.slice(0, 1).flatMap(one => notExcluded(one, "device-drops")),
      next: inOrder(dropLookups(packet)),
    };
  },
};
