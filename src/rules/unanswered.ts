import {Pair} from "../flow/pairs.ts";
import {frameEvidence} from "../judge/evidence.ts";
import {Floods} from "../judge/floods.ts";
import {pingsElsewhere} from "../judge/pings.ts";
import {counted, grouped} from "../words.ts";
import type {Group} from "./groups.ts";
import {rule} from "./rule.ts";

/** Fewer connections to a network, beside others that are answered, tell of a host that is down. */
const leastBeside = 2;
/** Connections of whose hosts pings are looked for. */
const mostPinged = 200;
/** S1: so many SYNs of a client network to a server network, retransmissions too. */
const leastSyns = 2;

interface Mark {
  readonly point: number;
  readonly pair: number;
  /** The direction of replies, as pairs have it. */
  readonly direction: number;
  readonly isScan: boolean;
  /** How many others an ICMP error answered, of the service of the first. */
  readonly rejected: number;
  syns: number;
  readonly frame: number;
}

/** `kind`: `rejected` where ICMP errors answer others of the same service. `isOneServer`: so many that they flood it. `answers`: TCP packets from the servers' network to these clients, of other connections. */
interface Facts {
  readonly kind: "scan" | "flood" | "rejected" | "plain";
  /** Connections of the same clients' network to the first's server and port that an ICMP error answered. */
  readonly rejected: number;
  readonly isOneServer: boolean;
  /** Networks that it comes from. */
  readonly networks: number;
  readonly syns: number;
  readonly answers: number;
  /** The point that answers to pings of these hosts pass instead of this one, beside SYNs that pass here; null if none is known. */
  readonly pingsBackAt: string | null;
}

/** S1: SYNs that nothing answers, neither SYN-ACK nor reset nor ICMP error. */
export const unanswered = rule<Facts, Mark>({
  name: "unanswered",
  question: "Which SYNs get no answer?",
  reads: ["opens", "firstFrame"],
  leads: 13,
  byPair: true,
  most: 2000,
  start: context => {
    const {conversations, judgements, ledger, refusals, scans, table} = context;
    const floods = new Floods(table.forgotten);
    const pingedAt = ({connections}: Group<Mark>) => {
      const cursor = conversations.cursor();
      for (const id of connections.slice(0, mostPinged)) {
        const point = pingsElsewhere(context, cursor.move(id), cursor.flows[0]!, "replies");
        if (point !== null) return context.points[point]!.name;
      }
      return null;
    };
    const firstOf = ({first}: Group<Mark>) => conversations.cursor().move(first);
    return {
      asksFor: outcome => outcome === "unanswered",
      see(cursor, groups) {
        // What a device drops needs no other reason for silence.
        if (judgements.endsInDevice(cursor.id) || judgements.explained(cursor.id)) return;
        const {point, pair, clientSide, client} = cursor.flows[0]!;
        const isScan = scans.has(cursor);
        const rejected = isScan ? 0 : refusals.byError(cursor);
        const kind = isScan ? 1 : rejected > 0 ? 2 : 0;
        const {opens, firstFrame: frame} = client;
        // What floods one server stays together beyond the bound, too.
        const asked = floods.add(cursor, opens);
        const restKey = floods.has(cursor, asked) ? -1 - asked : 4 * point + kind;
        const open = (): Mark => ({point, pair, direction: clientSide ^ 1, isScan, rejected, syns: 0, frame});
        groups.add(cursor, pair * 8 + clientSide * 4 + kind, restKey, open).mark.syns += opens;
      },
      /** What floods a server comes from everywhere, and is one finding. */
      settle(groups) {
        const byServer = new Map<number, Group<Mark>[]>();
        const others: Group<Mark>[] = [];
        for (const group of groups) {
          const cursor = firstOf(group);
          const isFlooded = floods.has(cursor);
          const same = isFlooded ? byServer.get(floods.serverOf(cursor)) : others;
          if (same === undefined) byServer.set(floods.serverOf(cursor), [group]);
          else same.push(group);
        }
        return [...others, ...[...byServer.values()].map(joined)];
      },
      judge(group) {
        const {
          connections,
          isRest,
          mark: {point, pair, direction, isScan, rejected, syns, frame},
        } = group;
        const isOneServer = floods.has(firstOf(group));
        const kind = isScan ? "scan" : isOneServer ? "flood" : rejected > 0 ? "rejected" : "plain";
        const answers = table.pairs.value(pair, Pair.tcp + direction);
        const elsewhere = kind === "plain" && !isRest ? pingedAt(group) : null;
        // One host that is silent beside others that work is down more often than not: a peer that left, a filtered port.
        const isLone = elsewhere === null && connections.length < leastBeside && context.pools.seesBothWays(point);
        const mayCount = kind === "plain" && pair !== 0 && syns >= leastSyns && !isRest && !isLone;
        const isSuspect = mayCount && (answers === 0 || elsewhere !== null);
        const passed = `${counted(answers, "TCP packet")} from that network to these clients passed here`;
        const why = kind === "rejected" ? "an ICMP error tells why" : null;
        const isSeen = table.pairs.value(pair, Pair.packets + direction) > 0;
        return {
          certainty: isSuspect ? "suspected" : "note",
          missing: "replies",
          points: [point],
          facts: {
            kind,
            rejected,
            isOneServer,
            networks: isOneServer ? new Set(connections.map(id => ledger.pair(id))).size : 1,
            syns,
            answers,
            pingsBackAt: elsewhere,
          },
          evidence: [
            frameEvidence(
              context,
              frame,
              "S1",
              `SYN without SYN-ACK, reset or ICMP error; ${counted(syns, "SYN")} in all`,
            ),
          ],
          alternatives: [
            {
              says: "the server is down, or a filter drops the SYNs",
              cause: "server-silent",
              excludedBecause:
                why ?? (elsewhere === null ? null : `its answers to pings pass ${elsewhere}, and not here`),
            },
            ...(elsewhere === null
              ? [{says: "the replies take another route", excludedBecause: why ?? (answers > 0 ? passed : null)}]
              : [{says: "a filter lets pings through and not TCP", excludedBecause: null}]),
            {
              says: "the capture sees one direction only",
              excludedBecause: isSeen ? "packets of that direction were captured here" : null,
            },
          ],
        };
      },
    };
  },
  words(
    {kind, isOneServer, networks, rejected, answers, pingsBackAt, connections, clients, servers},
    {certainty, points: [point]},
  ) {
    const many = counted(connections, "connection");
    if (kind === "rejected")
      return `${many} from ${clients} to ${servers} got no answer, where ${counted(rejected, "other")} to the same port got an ICMP error: not every SYN gets one`;
    if (kind !== "plain") {
      const from = networks > 1 ? `${grouped(networks)} networks` : clients;
      const to = isOneServer ? ` to ${servers}` : "";
      return `${kind === "scan" ? "A scan" : "A flood of SYNs"}: ${many} from ${from}${to} got no answer`;
    }
    const subject = `${many} from ${clients} to ${servers}`;
    if (certainty === "suspected" && pingsBackAt !== null)
      return `No replies to ${subject} were seen at ${point}, and the answers to pings of these hosts pass ${pingsBackAt} instead`;
    if (certainty === "suspected")
      return `No replies to ${subject} were seen at ${point}; nothing proves that they exist`;
    return `${subject} got no answer${answers > 0 ? `, though that network answers others of these clients at ${point}` : ""}`;
  },
  headline: ({pingsBackAt}, {points: [point]}) =>
    pingsBackAt === null
      ? [`No replies seen at ${point}`, "nothing proves that they exist"]
      : [`No replies seen at ${point}`, `answers to pings of these hosts pass ${pingsBackAt} instead`],
});

/** Returns the groups as one. */
function joined([group, ...more]: Group<Mark>[]): Group<Mark> {
  group!.join(more);
  for (const {mark} of more) group!.mark.syns += mark.syns;
  return group!;
}
