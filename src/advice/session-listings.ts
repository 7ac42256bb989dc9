import type {NextStep} from "../judge/analysis.ts";
import type {Subject} from "../judge/subject.ts";
import {commands} from "./commands.ts";

const {panOs, fortios, linux, asa, junos} = commands;

/** Returns commands, which only look, that show what stateful devices hold of the connections between two hosts. */
export const sessionListings = (subject: Subject): NextStep[] => [
  panOs.sessions(subject),
  fortios.sessions(subject),
  asa.connections(subject.client),
  junos.sessions(subject),
  linux.sessions(subject),
];

/** Returns commands, which only look, that count what stateful devices drop for want of a session. */
export const dropCounters = (): NextStep[] => [panOs.counters(), asa.drops()];

/** Returns what ends the sessions of two hosts after their routes were mended. */
export function clearSessions(subject: Subject): NextStep[] {
  const why = "only after routing is fixed: drops the sessions opened before it, which stay broken until they age out";
  return [
    panOs.clearSessions(subject, why),
    fortios.clearSessions(
      subject,
      `${why}. Line by line: look at what the last filter prints, as without one clear ends EVERY session`,
    ),
  ];
}
