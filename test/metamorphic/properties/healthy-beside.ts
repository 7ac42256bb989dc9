import * as fc from "fast-check";
import {endsOf, withFrames} from "../capture-set.ts";
import {type Another, healthy, sidesOf, withAnother, withMade} from "../healthy.ts";
import {type Judged, type JudgedFinding, rankOf, strengthOf, told} from "../judged.ts";
import type {Pair, Property} from "../property.ts";

interface HealthyChoice extends Another {
  readonly does: "add" | "remove";
  /** Which healthy connection, modulo how many there are: the one that is taken out, or that a new one is made after. */
  readonly which: number;
}

/**
 * What these say is a contrast: nothing of that network comes by here, one direction of everything is missing. A healthy connection
 * is the very thing that they look for, so that it may move them between note and suspicion; `symmetric` they must not become.
 */
const contrasts = new Set([
  "one-sided-capture",
  "unanswered",
  "unasked",
  "icmp-ok-tcp-fails",
  "udp-ok-tcp-fails",
  "intermittent",
  "some-clients",
]);

export const healthyBeside: Property<HealthyChoice> = {
  name: "healthy-beside",
  draws: 1,
  holds:
    "One more healthy connection of the same networks, seen whole at the same points, weakens no finding, and one less strengthens none: what works beside a fault does not excuse it.",
  choices: (_, base) =>
    base.conversations.size === 0
      ? null
      : fc.record({
          does: fc.constantFrom("add" as const, "add" as const, "remove" as const),
          which: fc.nat(1000),
          milliseconds: fc.nat(3000),
          otherHost: fc.boolean(),
        }),
  manner: ({does}) => does,
  vary(set, choice, base) {
    const all = healthy(base);
    const beside = [...base.conversations.values()];
    if (choice.does === "remove") {
      if (all.length === 0) return null;
      const sides = sidesOf([all[choice.which % all.length]!]);
      return withFrames(set, (frame, file) => (sides.has(endsOf(frame, file)?.direction ?? "") ? null : frame));
    }
    if (beside.length === 0) return null;
    return all.length === 0
      ? withMade(set, beside[choice.which % beside.length]!, choice)
      : withAnother(set, all[choice.which % all.length]!, choice, base);
  },
  violation: pair => (pair.choice.does === "add" ? weakened(pair) : strengthened(pair)),
};

// ------------------------------------------------------------------ comparing

const accuses = ({detector, certainty}: JudgedFinding): boolean => certainty !== "note" && !contrasts.has(detector);
const saysTheSame = (one: JudgedFinding, two: JudgedFinding): boolean =>
  one.detector === two.detector && one.missing === two.missing;

function weakened({base, variant}: Pair<HealthyChoice>): string | null {
  if (
    base.verdict.kind === "proven"
      ? variant.verdict.kind !== "proven"
      : strengthOf(base) > 0 && strengthOf(variant) === 0
  )
    return `with one more healthy connection the verdict is ${told(variant)}, it was ${told(base)}`;
  return lacking(base, variant, "with one more healthy connection");
}

function strengthened({base, variant}: Pair<HealthyChoice>): string | null {
  if (variant.verdict.kind === "proven" && base.verdict.kind !== "proven")
    return `with one healthy connection less the verdict is ${told(variant)}, it was ${told(base)}`;
  const gained = lacking(variant, base, "with one healthy connection less, the other way round:");
  return gained;
}

/** What is told by the first and not, or not as surely, by the second. */
function lacking(one: Judged, two: Judged, when: string): string | null {
  for (const finding of one.findings.filter(accuses)) {
    const like = two.findings.filter(
      other => saysTheSame(finding, other) && rankOf(other.certainty) >= rankOf(finding.certainty),
    );
    const known = new Set(like.flatMap(other => other.conversations));
    const lost = finding.conversations.filter(name => !known.has(name));
    if (lost.length > 0)
      return `${when} ${finding.certainty} ${finding.detector} is not said of ${lost.slice(0, 3).join(", ")} (${lost.length} of ${finding.conversations.length})`;
  }
  return null;
}
