import type {CaptureSummary} from "../capture/capture.ts";
import {formats} from "../capture/format.ts";
import {Skip, type Tally} from "../decode/skip.ts";
import type {Analysis} from "../judge/analysis.ts";
import {deviceLog} from "../rules/device-log.ts";
import {clock, date, type Epoch, type Time} from "../time/time.ts";
import {counted, grouped} from "../words.ts";

/** What was read, where it holds no TCP connection. */
interface Emptiness {
  readonly captures: readonly CaptureSummary[];
  /** Packets of TCP, UDP and ICMP that are judged. */
  readonly decoded: number;
  readonly skipped: Tally;
  /** Notes about packets beside TCP. */
  readonly notes: number;
  /** Records of side evidence. */
  readonly side: number;
  /** When the captures begin and end, where the user's period leaves nothing of them. */
  readonly emptied: readonly [Time, Time] | null;
  readonly epoch: Epoch;
}

/** Returns the clauses of a verdict that has no connection to speak of: what is wrong, and what to do about it. */
export function emptyClauses({captures, decoded, skipped, notes, side, emptied, epoch}: Emptiness): string[] {
  const readable = captures.filter(capture => capture.packets > 0 || capture.errors.length === 0);
  if (readable.length === 0 && captures.length > 0) return ["Nothing could be read"];
  if (emptied !== null) return emptiedClauses(emptied, epoch);
  const packets = captures.reduce((sum, capture) => sum + capture.packets, 0);
  const what =
    readable.length < captures.length
      ? "What could be read holds"
      : captures.length > 1
        ? "The captures hold"
        : "The capture holds";
  if (packets === 0) {
    if (side > 0) return ["No packets to judge", "side evidence proves nothing by itself: give a capture beside it"];
    if (readable.some(capture => capture.format !== null && !formats.some(({name}) => name === capture.format)))
      return [
        `${what} no packets`,
        "no line of its text tells one: give what `tcpdump -w FILE` writes, or all that the device printed",
      ];
    return [
      `${what} no packets`,
      "look whether the right interface was captured, its filter let the connections pass, and there were any meanwhile",
    ];
  }
  if (decoded + skipped.of(Skip.filteredOut) > 0) {
    const told =
      notes === 0 ? [] : [`${counted(notes, "note")} ${notes === 1 ? "tells" : "tell"} of its other packets`];
    return ["No TCP connection in this capture", ...told];
  }
  const reasons = skipped.entries().filter(([, count]) => count > 0);
  const why = reasons.map(([name, count]) => `${grouped(count)} ${name}`).join(", ");
  return [
    `${what} no packet of TCP, UDP or ICMP`,
    `of ${counted(packets, "packet")} ${why}: look whether the right interface was captured, where they pass in clear`,
  ];
}

function emptiedClauses([first, last]: readonly [Time, Time], epoch: Epoch): string[] {
  const [from, to] = [first, last].map(time => `${date(time, epoch)} ${clock(time, epoch)}`);
  return [
    "Nothing is left to judge",
    `the captures go from ${from} to ${to} UTC, and no packet of them is within --since and --until`,
  ];
}

/**
 * Whether nothing could be judged because nothing was understood, or there was nothing: no packet of TCP, UDP or ICMP at all, be it one
 * that the user's filter leaves out.
 */
export const isNothingJudged = ({verdict, totals, skipped, findings}: Analysis): boolean =>
  // What devices list of sessions, and say of packets, is judged without any.
  !findings.some(({hosts, detector}) => hosts !== undefined || detector === deviceLog.name) &&
  (verdict.kind === "nothing" || verdict.kind === "inconclusive") &&
  totals.tcp + totals.udp + totals.icmp + skipped.of(Skip.filteredOut) === 0;
