import type {NextStep} from "../judge/analysis.ts";
import type {Subject} from "../judge/subject.ts";
import {block, changes, reads} from "./steps.ts";

/** Returns commands, which only look, that show what stateful devices hold of the conversations between two hosts. */
export function sessionListings(subject: Subject): NextStep[] {
  const {client, server, v6} = subject;
  return [
    reads(
      "pan-os",
      `show session all filter source ${client} destination ${server}`,
      "is there a session? Then show session id: do both byte counts grow, and by which interfaces?",
    ),
    reads(
      "fortios",
      block(...filterLines(subject), `diagnose sys ${table(v6)} list`),
      "is there a session, and does statistic count both org and reply?",
    ),
    reads(
      "asa",
      `show conn address ${client}`,
      "flags saA: only the SYN was seen; UIO: both directions; no line: it saw no SYN",
    ),
    reads(
      "junos",
      `show security flow session source-prefix ${client} destination-prefix ${server}`,
      "do both wings, In and Out, count packets?",
    ),
    reads(
      "linux",
      `conntrack -L ${v6 ? "-f ipv6 " : ""}-p tcp -s ${client} -d ${server}`,
      "[UNREPLIED]: this device saw the requests only",
    ),
  ];
}

/** Returns commands, which only look, that count what stateful devices drop for want of a session. */
export function dropCounters(): NextStep[] {
  return [
    reads(
      "pan-os",
      "show counter global filter delta yes | match tcp",
      "twice, while it fails: flow_tcp_non_syn_drop, tcp_drop_out_of_wnd, tcp_out_of_sync grow where a direction lacks",
    ),
    reads("asa", "show asp drop", "tcp-not-syn grows where a SYN-ACK arrives without its SYN"),
  ];
}

/** Returns what ends the sessions of two hosts after their routes were mended. */
export function clearSessions(subject: Subject): NextStep[] {
  const {client, server, v6} = subject;
  const why = "only after the routes are mended, for conversations of before that stay broken; left alone they age out";
  const undo = "none: the sessions are gone, and the hosts have to connect anew";
  return [
    changes("pan-os", `clear session all filter source ${client} destination ${server}`, why, undo),
    changes(
      "fortios",
      block(...filterLines(subject), `diagnose sys ${table(v6)} filter`, `diagnose sys ${table(v6)} clear`),
      `${why}. Line by line: look at what the last filter prints, as without one clear ends EVERY session`,
      undo,
    ),
  ];
}

const table = (v6: boolean): string => (v6 ? "session6" : "session");

/** The filter belongs to one login of the command line: it changes nothing. */
const filterLines = ({client, server, port, v6}: Subject): string[] => [
  `diagnose sys ${table(v6)} filter clear`,
  `diagnose sys ${table(v6)} filter src ${client}`,
  `diagnose sys ${table(v6)} filter dst ${server}`,
  `diagnose sys ${table(v6)} filter dport ${port}`,
];
