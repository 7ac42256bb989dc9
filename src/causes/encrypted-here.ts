import {commands} from "../advice/commands.ts";
import {inOrder} from "../advice/steps.ts";
import {encryptedHere as name} from "../rules/unread-frames.ts";
import {counted} from "../words.ts";
import type {CauseRule} from "./cause.ts";
import {bySurety, notExcluded, quoted, weightOf} from "./speaking.ts";
import {Weight} from "./weight.ts";

const {linux, fortios, panOs, asa, junos} = commands;

/** As many frames carry what cannot be read as packets are missing: one direction is seen in clear, the other one in its tunnel. */
export const encryptedHere: CauseRule = {
  cause: name,
  words: "The missing direction passes here encrypted, or in another tunnel",
  explain({context, findings}) {
    const own = findings
      .filter(
        ({missing, alternatives}) =>
          missing !== null && alternatives.some(one => one.cause === name && one.excludedBecause === null),
      )
      .sort(bySurety);
    if (own.length === 0) return null;
    const {periods} = context.table;
    const points = [...new Set(own.flatMap(one => one.points))];
    return {
      weight: weightOf(own, {proven: Weight.second, suspected: Weight.capture, note: Weight.aside}),
      for: [
        ...quoted(own),
        ...points.map(
          id =>
            `${counted(periods.encapsulatedAt(id), "frame")} at ${context.points[id]!.name} ` +
            "carry what cannot be read (ESP, another tunnel): as many as packets are missing, or more",
        ),
      ],
      against: notExcluded(own[0]!, name),
      next: inOrder([linux.ipsec(), fortios.ipsec(), panOs.ipsec(), asa.ipsec(), junos.ipsec()]),
    };
  },
};
