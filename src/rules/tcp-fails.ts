import type {Cursor} from "../flow/cursor.ts";
import {Pair} from "../flow/pairs.ts";
import {Registry} from "../flow/registry.ts";
import type {FlowView} from "../flow/view.ts";
import type {Way} from "../flow/way.ts";
import type {Context, UserContext} from "../judge/context.ts";
import {frameEvidence} from "../judge/evidence.ts";
import {nothingProbed, type Probed, type ProbeFields, probed} from "../judge/exchange.ts";
import {pingsElsewhere} from "../judge/pings.ts";
import {counted, grouped} from "../words.ts";
import {bounded, Groups} from "./groups.ts";
import {rule} from "./rule.ts";

/** Services of a client network that are looked at, and findings that are told apart. */
const mostServices = 50_000;
const most = 500;
/** So many packets each way, or one way by the user's word, say that it works. */
const least = 2;

/** What works between two hosts beside TCP. */
interface Probe {
  readonly name: string;
  readonly question: string;
  readonly leads: number;
  readonly fields: ProbeFields;
  /** The rule of docs/evidence.md. */
  readonly evidence: string;
  /** What it is called, its packet, and those that answer, one and several: `Ping`, `echo request`, `echo reply`. */
  readonly called: string;
  readonly packet: string;
  readonly answer: readonly [one: string, several: string];
  /** What a headline says: `Ping is answered`. */
  readonly works: string;
  /** Whether it is pings: then a point that their requests pass and not their replies shows a route of the hosts. */
  readonly isPing: boolean;
  /** What Wireshark's filter calls it. */
  readonly protocols: string;
  /** Whether the user says that it works. */
  vouched(user: UserContext): boolean;
}

/** Failed attempts of a client network to use one server, seen at a point. */
export interface Mark {
  readonly service: number;
  readonly point: number;
  /** TCP packets of either direction between the two networks. */
  readonly tcp: Readonly<Record<Way, number>>;
  /** What passed between the hosts of some connection, of the one with most; and that connection. */
  best: Probed;
  example: number;
  /** Whether its requests, with TCP, pass another point, and its replies do not. */
  isRouted: boolean;
}

/** `passes`: which of the probe's packets pass the point; where not both do, it works (your --ping-ok). */
export interface Facts {
  readonly server: string;
  readonly clientNetwork: string;
  readonly passes: Way | "both";
}

/** Returns a rule that tells where something works between two hosts, while every TCP attempt of the client's network to that server fails. */
export const tcpFails = ({name, question, leads, fields, ...probe}: Probe) =>
  rule<Facts, Mark>({
    ...{name, question, leads, most},
    reads: [],
    start(context) {
      const {conversations, judgements, scans, table} = context;
      // Without any ping or datagram in the capture there is nothing to compare with.
      if (table.hosts.registry.count === 1) return null;
      /** Key: pair, point, server's address; 1 where an attempt did not fail. */
      const services = new Registry(6, 1, mostServices);
      const failing = new Groups<Mark>(mostServices);
      const isVouched = probe.vouched(context.user);
      const passing = ({best: {sent, received}}: Mark): Facts["passes"] | null => {
        if (sent >= least && received >= least) return "both";
        if (!isVouched) return null;
        return sent >= least && received === 0 ? "requests" : received >= least && sent === 0 ? "replies" : null;
      };
      // Of the direction that is in question: where only replies pass, that is the requests'.
      const answers = (mark: Mark) => mark.tcp[passing(mark) === "replies" ? "requests" : "replies"];
      return {
        asksFor: outcome => outcome !== "edge",
        see(cursor) {
          // A scan is no attempt to use the service (G6).
          if (scans.has(cursor) || judgements.endsInDevice(cursor.id)) return;
          const isFailed = fails(context, cursor.id);
          for (let i = 0; i < cursor.flowCount; i++) {
            const flow = cursor.flows[i]!;
            const service = serviceOf(services, cursor, flow);
            if (service === 0) continue;
            if (!isFailed) {
              services.values[service] = 1;
              continue;
            }
            const {point} = flow;
            const tcp = (way: Way) => table.pairs.value(flow.pair, Pair.tcp + flow.direction(way));
            const {mark} = failing.add(cursor, service, point, () => ({
              ...{service, point, tcp: {requests: tcp("requests"), replies: tcp("replies")}},
              ...{best: nothingProbed, example: cursor.id, isRouted: false},
            }));
            const best = probed(table.hosts, cursor, flow, fields);
            if (best.sent + best.received <= mark.best.sent + mark.best.received) continue;
            mark.best = best;
            mark.example = cursor.id;
            if (probe.isPing && !mark.isRouted) mark.isRouted = leadsAside(context, cursor);
          }
        },
        settle() {
          const told = [...failing].filter(({mark}) => services.values[mark.service] === 0 && passing(mark) !== null);
          return bounded(
            told,
            most,
            conversations.cursor(),
            mark => `${mark.point} ${passing(mark)} ${answers(mark) > 0}`,
          );
        },
        judge({mark}) {
          const {point, best, example, isRouted} = mark;
          const passes = passing(mark)!;
          const cursor = conversations.cursor().move(example);
          const server = cursor.server.address;
          const clientNetwork = cursor.clientNet;
          const address = server.includes(":") ? "ipv6.addr" : "ip.addr";
          const [one, several] = probe.answer;
          const there = `${counted(best.sent, probe.packet)} to ${server}`;
          const back = `${grouped(best.received)} ${best.received === 1 ? one : several} from ${server}`;
          const frame = (ordinal: number, says: string) =>
            ordinal < 0 ? [] : [frameEvidence(context, ordinal, probe.evidence, says)];
          return {
            // Where TCP of that direction passes between the two networks, a filter is the likelier reason.
            certainty: answers(mark) > 0 || isRouted ? "note" : "suspected",
            missing: passes === "both" ? null : passes === "requests" ? "replies" : "requests",
            points: [point],
            facts: {server, clientNetwork, passes},
            example,
            filter: `${address}==${clientNetwork} && ${address}==${server} && (${probe.protocols} || tcp)`,
            evidence: [...frame(best.firstSent, there), ...frame(best.firstReceived, back)],
            alternatives: [
              {says: "a filter or a dead listener on the server's ports", excludedBecause: null},
              {
                says: "routing by destination alone hides the replies",
                excludedBecause: passes === "both" && !isRouted ? `it would hide the ${several} too` : null,
              },
              {
                says: "balancing by ports (ECMP), policy-based forwarding, or a stateful device on a split path",
                excludedBecause: null,
              },
            ],
          };
        },
      };
    },
    words: ({server, clientNetwork, passes, connections}, {missing, points: [point]}) =>
      passes === "both"
        ? `${probe.called} to ${server} is answered at ${point}, TCP from ${clientNetwork} fails: ` +
          `${counted(connections, "attempt")}, none completed`
        : `${probe.called} to ${server} works (your --ping-ok), but only its ${passes} pass ${point}: ` +
          `${missing} take another way, and TCP fails`,
    headline: (_facts, {points: [point]}) => `${probe.works} while TCP fails at ${point}`,
  });

/** Whether pings of a connection's hosts go on from a point where their replies do not come back, to another. */
function leadsAside(context: Context, cursor: Cursor): boolean {
  for (let i = 0; i < cursor.flowCount; i++)
    if (pingsElsewhere(context, cursor, cursor.flows[i]!, "replies") !== null) return true;
  return false;
}

/** Whether a connection came to nothing. */
function fails({judgements}: Context, id: number): boolean {
  const outcome = judgements.outcome(id);
  if (outcome === "one-way") return judgements.failing(id) === true;
  return outcome === "unanswered" || outcome === "unasked" || outcome === "stalled";
}

/** Number of the client network, server and point of a flow; 0 takes those beyond the limit. */
function serviceOf(services: Registry, cursor: Cursor, {pair, point}: FlowView): number {
  services.key[0] = pair;
  services.key[1] = point;
  cursor.writeAddress(false, services.key, 2);
  return services.intern();
}
