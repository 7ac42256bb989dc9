import type {Cursor} from "../flow/conversation.ts";
import {Exchange} from "../flow/hosts.ts";
import {Pair} from "../flow/pairs.ts";
import {Registry} from "../flow/registry.ts";
import type {FlowView} from "../flow/view.ts";
import type {Time} from "../time.ts";
import type {FindingCertainty, Missing} from "./analysis.ts";
import type {Context, Detector, Draft, Inspection} from "./detector.ts";
import {counted, frameEvidence} from "./evidence.ts";

const limit = 50_000;
const maximumFindings = 500;
/** So many echo requests, or pairs of request and reply, say that ping works. */
const leastEchoes = 2;

/** Ping works between two hosts, and every TCP attempt of the client's network to that server fails. */
export const icmpOkTcpFails: Detector = {
  name: "icmp-ok-tcp-fails",
  question: "Where does ping work while TCP fails?",
  start: context => new IcmpInspection(context),
};

/** All TCP of a client network with one server at a point. */
interface Service {
  attempts: number;
  failed: number;
  readonly conversations: number[];
  since: Time;
  readonly flow: {readonly point: number; readonly pair: number; readonly clientSide: number};
  /** Row of the exchange between the hosts of some failed conversation: the one with most echoes. */
  row: number;
  exhibit: number;
}

class IcmpInspection implements Inspection {
  readonly #context: Context;
  /** Key: pair, point, server's address. */
  readonly #registry = new Registry(6, 0, limit);
  readonly #services: (Service | undefined)[] = [];

  constructor(context: Context) {
    this.#context = context;
  }

  see(cursor: Cursor): void {
    const {judgements, table} = this.#context;
    // Without any ping in the capture there is nothing to compare with.
    if (table.hosts.registry.count === 1) return;
    const outcome = judgements.outcome(cursor.id);
    if (outcome === "edge") return;
    const failed =
      outcome === "unanswered" ||
      outcome === "stalled" ||
      (outcome === "one-way" && judgements.failing(cursor.id) === true);
    for (let i = 0; i < cursor.flowCount; i++) this.#count(cursor, cursor.flows[i]!, failed);
  }

  #count(cursor: Cursor, flow: FlowView, failed: boolean): void {
    const {key} = this.#registry;
    const server = cursor.words(false);
    key[0] = flow.pair;
    key[1] = flow.point;
    for (let i = 0; i < 4; i++) key[2 + i] = server.words[server.at + i]!;
    const id = this.#registry.intern();
    if (id === 0) return;
    let service = this.#services[id];
    if (service === undefined) {
      const {point, pair, clientSide} = flow;
      service = {
        attempts: 0,
        failed: 0,
        conversations: [],
        since: Number.POSITIVE_INFINITY,
        flow: {point, pair, clientSide},
        row: 0,
        exhibit: cursor.id,
      };
      this.#services[id] = service;
    }
    service.attempts++;
    if (!failed) return;
    service.failed++;
    service.conversations.push(cursor.id);
    service.since = Math.min(service.since, cursor.first);
    const row = this.#exchange(cursor, flow);
    if (row !== 0 && this.#echoes(row) > this.#echoes(service.row)) {
      service.row = row;
      service.exhibit = cursor.id;
    }
  }

  #exchange(cursor: Cursor, flow: FlowView): number {
    const {hosts} = this.#context.table;
    const {key} = hosts.registry;
    const {words, at, width} = cursor.words(true);
    const start = at - 4 * flow.clientSide;
    key[0] = (flow.point << 8) | width;
    for (let i = 0; i < 8; i++) key[1 + i] = words[start + i]!;
    return hosts.registry.find();
  }

  #value(row: number, field: number): number {
    return row === 0 ? 0 : this.#context.table.hosts.registry.values[row * Exchange.fields + field]!;
  }

  #echoes(row: number): number {
    let sum = 0;
    for (let field = 0; field < 4; field++) sum += this.#value(row, field);
    return sum;
  }

  finish(): Draft[] {
    const drafts: Draft[] = [];
    for (const service of this.#services) {
      if (service === undefined || service.failed === 0 || service.failed < service.attempts) continue;
      const draft = this.#draft(service);
      if (draft !== null && drafts.length < maximumFindings) drafts.push(draft);
    }
    return drafts;
  }

  #draft(service: Service): Draft | null {
    const {conversations, points, table, user, judgements} = this.#context;
    const {point, pair, clientSide} = service.flow;
    const requests = this.#value(service.row, Exchange.requests + clientSide);
    const replies = this.#value(service.row, Exchange.replies + (clientSide ^ 1));
    const visible = requests >= leastEchoes && replies >= leastEchoes;
    const requestsOnly = requests >= leastEchoes && replies === 0 && user.pingOk;
    if (!visible && !requestsOnly) return null;
    const answers = table.pairs.value(pair, Pair.tcp + (clientSide ^ 1));
    // Where that network answers others of these clients over TCP, a filter is the likelier reason.
    const certainty: FindingCertainty = answers > 0 ? "note" : "suspected";
    const missing: Missing | null = requestsOnly ? "replies" : null;
    if (certainty === "suspected") for (const id of service.conversations) judgements.accuse(id, "suspected", missing);
    const cursor = conversations.cursor().move(service.exhibit);
    const name = points[point]!.name;
    const server = cursor.server.address;
    const field = server.includes(":") ? "ipv6.addr" : "ip.addr";
    const sentence = visible
      ? `Ping to ${server} works at ${name}, TCP from ${cursor.clientNet} fails: ${counted(service.failed, "attempt")}, none completed`
      : `Ping to ${server} works by the user's word, but only its requests pass ${name}: replies take another way, and TCP fails`;
    const first = (field: number, side: number) => this.#value(service.row, field + side);
    const evidence = [];
    if (requests > 0)
      evidence.push(
        frameEvidence(
          this.#context,
          first(Exchange.firstRequest, clientSide) - 1,
          "ICMP",
          `${counted(requests, "echo request")} to ${server}`,
        ),
      );
    if (replies > 0)
      evidence.push(
        frameEvidence(
          this.#context,
          first(Exchange.firstReply, clientSide ^ 1) - 1,
          "ICMP",
          `${replies === 1 ? "1 echo reply" : `${replies} echo replies`} from ${server}`,
        ),
      );
    return {
      detector: "icmp-ok-tcp-fails",
      certainty,
      missing,
      points: [point],
      conversations: service.conversations,
      since: service.since,
      sentence,
      evidence,
      alternatives: [
        {says: "a filter or a dead listener on the server's ports", excludedBecause: null},
        {
          says: "routing by destination alone hides the replies",
          excludedBecause: visible ? "it would hide the echo replies too" : null,
        },
        {
          says: "balancing by ports (ECMP), policy-based forwarding, or a stateful device on a split path",
          excludedBecause: null,
        },
      ],
      displayFilter: `${field}==${cursor.clientNet} && ${field}==${server} && (icmp || icmpv6 || tcp)`,
      exhibit: service.exhibit,
    };
  }
}
