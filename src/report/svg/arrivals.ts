import type {Analysis, ConnectionRecord, Missing} from "../../judge/analysis.ts";
import {endingsOf} from "../ladder/endings.ts";
import {saidOf} from "../ladder/said.ts";
import {postsOf, sightingsOf} from "../ladder/sightings.ts";
import {isHidden, topFinding} from "./subject.ts";

/** Connections that are looked at: of so many that none is answered tells of all. */
const mostRead = 10_000;
/** Letters of a history: an acknowledgment, data, a FIN of the client's; and what of them the server sends. */
const client = ["A", "D", "F"];
const server = ["a", "d", "f"];

/** Whether anything shows that packets of a direction come to their end: they are acknowledged or answered, or the connections work. */
export function arrives(analysis: Analysis, way: Missing): boolean {
  const {verdict, totals} = analysis;
  const {complete, joined} = totals.byOutcome;
  const finding = topFinding(analysis);
  if (verdict.failing === false || (isHidden(finding) && finding?.missing === way)) return true;
  // A verdict of no finding is about all connections.
  if (finding === null) return complete + joined > 0;
  return finding.conversations.slice(0, mostRead).some(id => isAnswered(analysis.connection(id, false), way));
}

function isAnswered({flows}: ConnectionRecord, way: Missing): boolean {
  const has = (letters: readonly string[]) => flows.some(({history}) => letters.some(one => history.includes(one)));
  if (way === "requests") return has(["h", ...server]) || has(client);
  // A client acknowledges or refuses only what it got; a server goes on after its SYN-ACK only when that was acknowledged.
  return has(["R", ...client]) || (has(["h"]) && has(server));
}

/** Whether packets of a direction are seen to end between two points of one device. */
export type Drops = (from: number, to: number, way: Missing) => boolean;

/** Returns that of the clearest connection. */
export function dropsOf(analysis: Analysis): Drops {
  const {example, verdict} = analysis;
  if (example === null || verdict.failing !== true) return () => false;
  const connection = analysis.connection(example);
  const posts = postsOf(analysis, connection);
  const sightings = sightingsOf(connection, posts);
  const known = new Set<string>();
  for (const [i, ending] of endingsOf(analysis, connection, posts, sightings, saidOf(analysis).drops).entries()) {
    if (typeof ending === "string" || "at" in ending) continue;
    const {side} = sightings[i]!.rung;
    const next = posts[ending.after + (side === 0 ? 1 : -1)];
    if (next !== undefined) known.add(`${posts[ending.after]} ${next} ${side === 0 ? "requests" : "replies"}`);
  }
  return (from, to, way) => known.has(`${from} ${to} ${way}`);
}
