import type {Cursor} from "../flow/cursor.ts";
import {Exchange} from "../flow/hosts.ts";
import {Pair} from "../flow/pairs.ts";
import {Registry} from "../flow/registry.ts";
import type {FlowView} from "../flow/view.ts";
import type {FindingCertainty, Missing, Outcome} from "../judge/analysis.ts";
import type {Context, UserContext} from "../judge/context.ts";
import {frameEvidence} from "../judge/evidence.ts";
import type {Time} from "../time/time.ts";
import {counted} from "../words.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";

const limit = 50_000;
const maximumFindings = 500;
/** So many packets each way, or one way by the user's word, say that it works. */
const least = 2;

/** What works between two hosts beside TCP. The fields are those of `Exchange`, of the client's packets and of the server's. */
interface Probe {
  readonly detector: string;
  readonly question: string;
  readonly rule: string;
  readonly sent: number;
  readonly received: number;
  readonly firstSent: number;
  readonly firstReceived: number;
  /** What it is called in sentences, and its packets both ways: `Ping`, `echo request`, `echo reply`. */
  readonly name: string;
  readonly packet: string;
  readonly answer: string;
  /** What Wireshark's filter calls it. */
  readonly protocols: string;
  /** Whether the user says that it works. */
  vouched(user: UserContext): boolean;
}

/** A detector that tells where something works between two hosts, while every TCP attempt of the client's network to that server fails. */
export const tcpFails = (probe: Probe): Detector => ({
  name: probe.detector,
  question: probe.question,
  start: context => new TcpFailsInspection(probe, context),
});

/** All TCP of a client network with one server at a point. */
interface Service {
  attempts: number;
  failed: number;
  readonly conversations: number[];
  since: Time;
  readonly flow: {readonly point: number; readonly pair: number; readonly clientSide: number};
  /** Row of the exchange between the hosts of some failed conversation: the one with most packets. */
  row: number;
  exhibit: number;
}

class TcpFailsInspection implements Inspection {
  readonly #probe: Probe;
  readonly #context: Context;
  /** Key: pair, point, server's address. */
  readonly #registry = new Registry(6, 0, limit);
  readonly #services: (Service | undefined)[] = [];

  constructor(probe: Probe, context: Context) {
    this.#probe = probe;
    this.#context = context;
  }

  /** Without any ping or datagram in the capture there is nothing to compare with. */
  asksFor(outcome: Outcome): boolean {
    return this.#context.table.hosts.registry.count > 1 && outcome !== "edge";
  }

  see(cursor: Cursor): void {
    const {judgements} = this.#context;
    const outcome = judgements.outcome(cursor.id);
    // A scan is no attempt to use the service (G6).
    if (this.#context.scans.has(cursor)) return;
    const failed =
      outcome === "unanswered" ||
      outcome === "unasked" ||
      outcome === "stalled" ||
      (outcome === "one-way" && judgements.failing(cursor.id) === true);
    for (let i = 0; i < cursor.flowCount; i++) this.#count(cursor, cursor.flows[i]!, failed);
  }

  #count(cursor: Cursor, flow: FlowView, failed: boolean): void {
    const {key} = this.#registry;
    key[0] = flow.pair;
    key[1] = flow.point;
    cursor.writeAddress(false, key, 2);
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
    const {clientSide} = flow;
    if (row !== 0 && this.#seen(row, clientSide) > this.#seen(service.row, clientSide)) {
      service.row = row;
      service.exhibit = cursor.id;
    }
  }

  #exchange(cursor: Cursor, flow: FlowView): number {
    const {hosts} = this.#context.table;
    const {key} = hosts.registry;
    key[0] = (flow.point << 8) | cursor.width;
    cursor.writeAddress(true, key, 1 + 4 * flow.clientSide);
    cursor.writeAddress(false, key, 5 - 4 * flow.clientSide);
    return hosts.registry.find();
  }

  #value(row: number, field: number): number {
    return row === 0 ? 0 : this.#context.table.hosts.registry.values[row * Exchange.fields + field]!;
  }

  #seen(row: number, clientSide: number): number {
    const {sent, received} = this.#probe;
    return this.#value(row, sent + clientSide) + this.#value(row, received + (clientSide ^ 1));
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
    const probe = this.#probe;
    const sent = this.#value(service.row, probe.sent + clientSide);
    const received = this.#value(service.row, probe.received + (clientSide ^ 1));
    const visible = sent >= least && received >= least;
    const vouched = probe.vouched(user);
    const sentOnly = vouched && sent >= least && received === 0;
    const receivedOnly = vouched && received >= least && sent === 0;
    if (!visible && !sentOnly && !receivedOnly) return null;
    // Of the direction that is in question: where only replies pass, that is the requests'.
    const answers = table.pairs.value(pair, Pair.tcp + (receivedOnly ? clientSide : clientSide ^ 1));
    // Where TCP of that direction passes between the two networks, a filter is the likelier reason.
    const certainty: FindingCertainty = answers > 0 ? "note" : "suspected";
    const missing: Missing | null = sentOnly ? "replies" : receivedOnly ? "requests" : null;
    if (certainty === "suspected") for (const id of service.conversations) judgements.accuse(id, "suspected", missing);
    const cursor = conversations.cursor().move(service.exhibit);
    const name = points[point]!.name;
    const server = cursor.server.address;
    const field = server.includes(":") ? "ipv6.addr" : "ip.addr";
    const sentence = visible
      ? `${probe.name} to ${server} works at ${name}, TCP from ${cursor.clientNet} fails: ${counted(service.failed, "attempt")}, none completed`
      : `${probe.name} to ${server} works by the user's word, but only its ${sentOnly ? "requests" : "replies"} pass ${name}: ${missing} take another way, and TCP fails`;
    const evidence = [];
    const frame = (field: number) => this.#value(service.row, field) - 1;
    if (sent > 0)
      evidence.push(
        frameEvidence(
          this.#context,
          frame(probe.firstSent + clientSide),
          probe.rule,
          `${counted(sent, probe.packet)} to ${server}`,
        ),
      );
    if (received > 0) {
      const answers = received === 1 ? `1 ${probe.answer}` : `${received} ${probe.answer.replace(/y$/, "ie")}s`;
      evidence.push(
        frameEvidence(
          this.#context,
          frame(probe.firstReceived + (clientSide ^ 1)),
          probe.rule,
          `${answers} from ${server}`,
        ),
      );
    }
    return {
      detector: probe.detector,
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
          excludedBecause: visible ? `it would hide the ${probe.answer.replace(/y$/, "ie")}s too` : null,
        },
        {
          says: "balancing by ports (ECMP), policy-based forwarding, or a stateful device on a split path",
          excludedBecause: null,
        },
      ],
      displayFilter: `${field}==${cursor.clientNet} && ${field}==${server} && (${probe.protocols} || tcp)`,
      exhibit: service.exhibit,
    };
  }
}
