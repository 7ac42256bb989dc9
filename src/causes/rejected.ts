import {commands} from "../advice/commands.ts";
import {hostLookups} from "../advice/route-lookups.ts";
import {inOrder} from "../advice/steps.ts";
import type {Finding, NextStep} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {firstOf, type Subject} from "../judge/subject.ts";
import {isOf} from "../rules/rule.ts";
import {unanswered} from "../rules/unanswered.ts";
import {counted} from "../words.ts";
import type {Case, CauseRule} from "./cause.ts";
import {quoted} from "./speaking.ts";
import {Weight} from "./weight.ts";

const {linux} = commands;

const maximumRead = 10_000;

/** What ICMP errors (RFC 792, RFC 1812) and those of ICMPv6 (RFC 4443) say, by type and code. */
const meanings: Readonly<Record<4 | 6, Readonly<Record<string, string>>>> = {
  4: {
    "3/0": "network unreachable",
    "3/1": "host unreachable",
    "3/3": "port unreachable",
    "3/4": "too large for the path, and not to be fragmented",
    "3/9": "prohibited by a filter",
    "3/10": "prohibited by a filter",
    "3/13": "prohibited by a filter",
    "11/0": "the hop count ran out: a routing loop, or too long a path",
  },
  6: {
    "1/0": "no route",
    "1/1": "prohibited by a filter",
    "1/3": "address unreachable",
    "1/4": "port unreachable",
    "1/5": "the source address fails a policy (reverse path)",
    "1/6": "the route rejects it",
    "2/0": "too large for the path",
    "3/0": "the hop count ran out: a routing loop, or too long a path",
  },
};

/** ICMP errors answer SYNs: a router, firewall or the server says why. */
export const rejected: CauseRule = {
  cause: "rejected",
  words: "A device on the way rejects the connections",
  explain(input) {
    const {context} = input;
    const count = context.judgements.counts.rejected;
    const subject = count === 0 ? null : firstOf(context, "rejected");
    if (subject === null) return null;
    return {
      weight: Weight.aside,
      for: [
        `${counted(count, "connection")} rejected by an ICMP error`,
        ...said(context, subject),
        ...quoted(alike(input)),
      ],
      against: [],
      next: steps(subject),
    };
  },
};

/** Findings of SYNs without answer, where such an error answers others of the same port. */
const alike = ({findings}: Case): Finding[] =>
  findings.filter(finding => isOf(finding, unanswered) && finding.facts.kind === "rejected");

/** Returns how often which error was sent. */
function said({conversations, judgements}: Context, {v6}: Subject): string[] {
  const cursor = conversations.cursor();
  const counts = new Map<number, number>();
  let read = 0;
  for (let id = 0; id < conversations.count && read < maximumRead; id++) {
    if (judgements.outcome(id) !== "rejected") continue;
    read++;
    cursor.move(id);
    const error = cursor.flows.slice(0, cursor.flowCount).find(flow => flow.icmpError >= 0)?.icmpError;
    if (error !== undefined) counts.set(error, (counts.get(error) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([error, times]) => {
      const name = `${error >>> 8}/${error & 0xff}`;
      const meaning = meanings[v6 ? 6 : 4][name];
      const text = meaning === undefined ? name : `${name} (${meaning})`;
      return `${v6 ? "ICMPv6" : "ICMP"} ${text}: ${counted(times, "connection")}`;
    });
}

const steps = (subject: Subject): NextStep[] =>
  inOrder([linux.watchErrors(subject), ...hostLookups(subject.client, subject.server)]);
