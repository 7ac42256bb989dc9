import {printable} from "../../errors.ts";
import {endpointText} from "../../flow/address.ts";
import type {Analysis} from "../../judge/analysis.ts";
import {verdictWords} from "../words.ts";

/** Connections whose first frames are marked: more comments than these nobody reads, and each costs memory. */
const mostConnections = 20_000;

/** What every comment begins with, so that one filter finds them all: `frame.comment contains "asymcap"`. */
const mark = "asymcap";

/** Returns what is said of frames, by their ordinal over all captures. */
export function commentsOf(analysis: Analysis): Map<number, string[]> {
  const comments = new Map<number, string[]>();
  const add = (ordinal: number, words: string) => {
    const text = `${mark}: ${printable(words, 2000)}`;
    const known = comments.get(ordinal);
    if (known === undefined) comments.set(ordinal, [text]);
    else if (!known.includes(text)) known.push(text);
  };
  for (const {certainty, evidence} of analysis.findings)
    for (const {capture, frame, line, says, rule} of evidence) {
      const own = analysis.captures[capture];
      if (own === undefined) continue;
      // Of a text the line is told; a packet of it is one frame.
      const index = frame !== null ? frame - 1 : own.lines.indexOf(line ?? 0);
      if (index >= 0) add(own.ordinal + index, `${certainty === "note" ? "note" : certainty}, ${rule}: ${says}`);
    }
  const told = new Set<number>();
  for (const {certainty, conversations, sentence} of analysis.findings) {
    if (certainty === "note") continue;
    for (const id of conversations) {
      if (told.has(id)) continue;
      if (told.size === mostConnections) return comments;
      told.add(id);
      const {client, server, flows, failing} = analysis.connection(id);
      const fate = failing === null ? "" : failing ? "; it fails" : "; it works";
      for (const {ladder} of flows)
        if (ladder[0] !== undefined)
          add(
            ladder[0].frame,
            `first frame here of ${endpointText(client)} → ${endpointText(server)}, ${certainty}: ${sentence}${fate}`,
          );
    }
  }
  return comments;
}

/** Captures whose frames are told apart. */
const mostCaptures = 50;

/** Returns what is said of all: the verdict, and where there are several captures, which frames are of which. */
export function sectionComments({verdict, captures}: Analysis): string[] {
  const text = `${mark}: ${verdictWords[verdict.kind].toUpperCase()}: ${printable(verdict.sentence, 4000)}`;
  const own = captures.filter(({packets}) => packets > 0);
  if (own.length < 2) return [text];
  const told = own
    .slice(0, mostCaptures)
    .map(
      ({path, ordinal, packets}) =>
        `${mark}: frames ${ordinal + 1} to ${ordinal + packets} are frames 1 to ${packets} of ${printable(path, 1000)}`,
    );
  return [text, ...told];
}
