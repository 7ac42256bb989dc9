import {ruleLookups} from "../advice/drop-lookups.ts";
import {deviceLookups} from "../advice/route-lookups.ts";
import {inOrder} from "../advice/steps.ts";
import {toldPacket} from "../judge/dropped-packet.ts";
import type {CauseRule} from "./cause.ts";
import {quoted, toldOf} from "./speaking.ts";
import {Weight} from "./weight.ts";

/** A rule of the device's own denies the packets, as it says itself: the network delivers them, and no path is to blame. */
export const deniedByDevice: CauseRule = {
  cause: "denied-by-device",
  words: "A rule of the device itself denies them",
  explain(input) {
    const own = toldOf(input, "denied");
    const packet = own.length === 0 ? null : toldPacket(input.context, own[0]!);
    if (packet === null) return null;
    return {
      // Beside an asymmetry it explains other connections than the verdict is about.
      weight: input.leading === null ? Weight.proven : Weight.aside,
      for: [
        ...quoted(own),
        ...(packet.rule === "0" ? ["policy 0 is the implicit one: no policy of its own allows them"] : []),
      ],
      against: [],
      next: inOrder([...ruleLookups(packet), ...deviceLookups(packet.target)]),
    };
  },
};
