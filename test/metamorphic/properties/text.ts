import * as fc from "fast-check";
import {stronger} from "../judged.ts";
import type {Property} from "../property.ts";
import {type Below, snifferText} from "../sniffer-printer.ts";
import {type Manner, tcpdumpText} from "../tcpdump-printer.ts";

type TextChoice =
  | ({readonly printer: "tcpdump"} & Manner)
  | {readonly printer: "FortiGate sniffer"; readonly below: Below};

export const text: Property<TextChoice> = {
  name: "text",
  draws: 1,
  holds:
    "What tcpdump or a FortiGate's sniffer prints of a capture never gives a stronger verdict than the capture: a text leaves things out.",
  choices: () =>
    fc.oneof(
      fc.record({printer: fc.constant("tcpdump" as const), absolute: fc.boolean(), link: fc.boolean()}),
      fc.record({
        printer: fc.constant("FortiGate sniffer" as const),
        below: fc.constantFrom("nothing" as const, "packet" as const, "frame" as const),
      }),
    ),
  isSlow: true,
  manner: choice =>
    choice.printer === "tcpdump"
      ? "tcpdump"
      : choice.below === "nothing"
        ? "sniffer, lines alone"
        : "sniffer, with bytes",
  vary: (set, choice) => ({
    ...set,
    files: set.files.map(file => ({
      ...file,
      text: choice.printer === "tcpdump" ? tcpdumpText(file, choice) : snifferText(file, choice.below),
    })),
  }),
  violation: ({base, variant}) => stronger(base, variant),
};
