import * as fc from "fast-check";
import {type FilterText, namesIn, passes, type Term, textOf} from "../bpf.ts";
import {endsOf, withFrames} from "../capture-set.ts";
import {told} from "../judged.ts";
import type {Property} from "../property.ts";

interface FilterChoice extends FilterText {
  /** The file that is taken with the filter; null = all are. */
  readonly file: number | null;
}

/** Of these many hosts, networks and ports; a client's port is as good as a server's. */
const most = 12;

export const filter: Property<FilterChoice> = {
  name: "filter",
  draws: 4,
  holds:
    "Any filter of tcpdump's language, applied to a healthy capture, never gives `proven`: what a filter keeps out did not take another way.",
  choices(set) {
    if (!set.isHealthy) return null;
    const names = namesIn(set);
    const term = (Object.keys(names) as Term["kind"][])
      .filter(kind => names[kind].length > 0)
      .map(kind =>
        fc.record({
          not: fc.boolean(),
          way: fc.constantFrom("src" as const, "dst" as const, "" as const),
          kind: fc.constant(kind),
          value: fc.constantFrom(...names[kind].slice(0, most)),
        }),
      );
    const one = fc.nat(set.files.length - 1);
    return fc.record({
      terms: fc.array(fc.oneof(...term), {minLength: 1, maxLength: 2}),
      joined: fc.constantFrom("and" as const, "or" as const),
      file: set.files.length === 1 ? fc.constant(null) : fc.oneof(fc.constant(null), one),
    });
  },
  vary: (set, choice) =>
    withFrames(set, (frame, file, index) =>
      (choice.file !== null && choice.file !== index) || passes(choice, endsOf(frame, file)) ? frame : null,
    ),
  violation: ({variant, choice}) =>
    variant.verdict.kind === "proven" ? `with the filter "${textOf(choice)}" the verdict is ${told(variant)}` : null,
};
