import type {StatementKind} from "../../capture/statement.ts";
import type {Analysis} from "../../judge/analysis.ts";
import type {deviceLog} from "../../rules/device-log.ts";
import {isNamed} from "../../rules/rule.ts";
import type {Drops} from "./endings.ts";
import type {Statements} from "./rows.ts";

/** What devices say (P10) of the packets that they are about, by the frame's ordinal; and of which of them that they drop them. */
export interface Said {
  readonly words: Statements;
  readonly drops: Drops;
}

/** A device that finds no session for a packet may pass it on all the same. */
const ends: ReadonlySet<StatementKind> = new Set(["denied", "dropped", "reverse-path"]);

/** Returns what the findings quote. */
export function saidOf({findings, captures}: Analysis): Said {
  const words = new Map<number, string>();
  const drops = new Set<number>();
  for (const finding of findings) {
    if (!isNamed<typeof deviceLog>(finding, "device-log")) continue;
    for (const {capture, frame, quote} of finding.evidence) {
      if (frame === null || quote === undefined) continue;
      const ordinal = (captures[capture]?.ordinal ?? 0) + frame - 1;
      words.set(ordinal, `says "${quote}"`);
      if (ends.has(finding.facts.kind)) drops.add(ordinal);
    }
  }
  return {words, drops};
}
