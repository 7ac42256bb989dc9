import {Pair} from "../flow/pairs.ts";
import {frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {hiddenRequests} from "./hidden.ts";
import {filterAlternative} from "./hidden-alternatives.ts";
import {rule, toldAs} from "./rule.ts";
import {addRounds, leastClients, listen, proves, type SynAcks} from "./unasked-proof.ts";
import {inUnreadFrames} from "./unread-frames.ts";

/** G7: SYN-ACKs of more server networks than this to clients that never asked are backscatter of spoofed SYNs. */
const backscatterNets = 20;
/** So many clients are told apart. */
const mostClients = 64;

interface Mark extends SynAcks {
  readonly point: number;
  readonly frame: number;
  synAcks: number;
}

/** `resets`: clients that reset what they did not ask for. */
interface Facts {
  readonly synAcks: number;
  readonly resets: number;
  readonly isBackscatter: boolean;
}

/** S2, S3 and P5b: SYN-ACKs to SYNs that were not seen, and no progress after them. What P5b proves is told as `hidden-requests`. */
export const unasked = rule<Facts, Mark>({
  name: "unasked",
  question: "Which servers answer SYNs that this point did not see?",
  reads: ["opens", "first", "last", "reset", "rounds", "countedRounds", "promptAccepts", "firstFrame", "packets"],
  leads: 14,
  byPair: true,
  most: 2000,
  start: context => {
    /** The networks of servers that answer each client network unasked. */
    const serversOf = new Map<string, Set<string>>();
    return {
      asksFor: outcome => outcome === "unasked",
      see(cursor, groups) {
        const {judgements, table} = context;
        if (judgements.explained(cursor.id)) return;
        const {point, pair, clientSide, client, server} = cursor.flows[0]!;
        const {mark} = groups.add(cursor, pair * 2 + clientSide, point, () => ({
          ...{point, pair, direction: clientSide, frame: server.firstFrame},
          ...{synAcks: 0, rounds: 0, contributing: 0, resets: 0, answering: 0, clients: new Set(), isHeard: false},
        }));
        const servers = serversOf.get(cursor.clientNet) ?? new Set();
        if (servers.size <= backscatterNets) servers.add(cursor.serverNet);
        serversOf.set(cursor.clientNet, servers);
        if (mark.clients.size < mostClients) mark.clients.add(cursor.foldedAddress(true));
        mark.synAcks += server.opens;
        if (client.reset > 0) mark.resets++;
        else addRounds(mark, server, table.periods.began(point));
      },
      settle(groups) {
        listen(
          context,
          [...groups].map(({mark}) => mark),
        );
        return groups;
      },
      judge(group, all) {
        const {mark, first, isRest} = group;
        const {point, pair, direction, synAcks, resets, clients, frame} = mark;
        const {clientNet} = context.conversations.cursor().move(first);
        const isBackscatter = serversOf.get(clientNet)!.size > backscatterNets;
        const mayCount = !isBackscatter && pair !== 0 && !isRest;
        const isMeant = mayCount && proves(context, mark, all.size);
        const noFilter = isMeant ? context.witnesses.noFilter(pair, "requests", group.connections) : null;
        const isProven = noFilter !== null;
        const witnesses = context.table.pairs.value(pair, Pair.packets + direction);
        const severally =
          clients.size >= leastClients
            ? "they are several"
            : mark.answering >= leastClients
              ? "SYN-ACKs come sooner than any timer sends them, as SYNs are sent again"
              : "they talk to these servers otherwise";
        const says = `SYN-ACK without SYN, and no progress; ${counted(synAcks, "SYN-ACK")} in all`;
        const common = {
          missing: "requests",
          points: [point],
          evidence: [frameEvidence(context, frame, isProven ? "P5b" : resets > 0 ? "S3" : "S2", says)],
          alternatives: [
            {
              says: "backscatter: somebody sent SYNs in the clients' name",
              excludedBecause: isMeant
                ? `no client resets them, few networks answer these clients, and ${severally}`
                : null,
            },
            ...inUnreadFrames(context, point, "requests", mark.rounds),
            {says: "the requests take another route", excludedBecause: null},
            filterAlternative({isFiltered: false, noFilter, isOfFilter: isMeant && !isProven}),
            {
              says: "the capture sees one direction only",
              excludedBecause:
                witnesses > 0
                  ? `${counted(witnesses, "packet")} of that direction ${witnesses === 1 ? "was" : "were"} captured here`
                  : null,
            },
          ],
        } as const;
        if (!isProven)
          return {
            ...common,
            certainty: mayCount && synAcks >= 2 ? "suspected" : "note",
            facts: {synAcks, resets, isBackscatter},
          };
        return toldAs(hiddenRequests, {
          ...common,
          certainty: "proven",
          facts: {shownBy: "syn-acks", isElsewhere: false, isOfFilter: false, bytes: 0, forgotten: 0},
        });
      },
    };
  },
  words({resets, isBackscatter, connections, servers}, {points: [point]}) {
    const [reset, they] = resets === 1 ? ["resets", "it"] : ["reset", "they"];
    const why = isBackscatter
      ? "so many networks do that it is backscatter of spoofed SYNs"
      : resets > 0
        ? `${counted(resets, "client")} ${reset} what ${they} did not ask for`
        : "nothing proves that they exist";
    const many = counted(connections, "connection");
    return `No requests were seen at ${point} for ${many} that ${servers} answers with SYN-ACK; ${why}`;
  },
  headline: (_facts, {points: [point]}) => [`No requests seen at ${point}`, "nothing proves that they exist"],
});
