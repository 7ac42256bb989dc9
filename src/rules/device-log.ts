import type {Statement, StatementKind} from "../capture/statement.ts";
import {Flag} from "../decode/packet.ts";
import {canonicalAddress} from "../flow/address.ts";
import type {Cursor} from "../flow/cursor.ts";
import {bit} from "../flow/handshake.ts";
import {alive, goesOn, isAlive} from "../flow/hidden.ts";
import type {Alternative, FindingCertainty, Missing} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {conversationText} from "../judge/evidence.ts";
import {deviceWord} from "../judge/platforms.ts";
import type {Time} from "../time/time.ts";
import {counted} from "../words.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";
import {type Mismatch, mismatchAt} from "./interface-mismatch.ts";
import {Span} from "./span.ts";

const maximumFindings = 200;
/** Statements quoted in one finding. */
const maximumQuoted = 4;
/** G7, as in unasked.ts. */
const backscatterNets = 20;

/** So many packets dropped one after the other, and nothing goes on between or after them: no drop by the way. */
const leastDrops = 2;

/**
 * P10: the device itself says that a packet came where it has no session, or by the wrong interface. Of a SYN-ACK
 * that is proof; of any other packet expired sessions, half-close timers and reused ports make it say the same, unless the packets
 * before it show that replies came by another interface than requests left by.
 */
export const deviceLog: Detector = {
  name: "device-log",
  question: "What does the device itself say?",
  start: context => new DeviceLogInspection(context),
};

interface Group {
  readonly kind: StatementKind;
  readonly certainty: FindingCertainty;
  readonly point: number;
  /** What is dropped, in words. */
  readonly what: string;
  /** Interfaces between which the session changed, as far as the packets show it. */
  readonly between: readonly [from: string, to: string] | null;
  readonly conversations: number[];
  readonly statements: {readonly statement: Statement; readonly conversation: number}[];
  /** Networks of servers that answer without a session, as far as they matter (G7). */
  readonly networks: Set<string>;
  readonly span: Span;
  since: Time;
  count: number;
}

const says: Record<Exclude<StatementKind, "interface-changed">, string> = {
  "no-session": "finds no session for",
  "reverse-path": "drops, as their source is not reached by that interface,",
  dropped: "drops",
};

class DeviceLogInspection implements Inspection {
  readonly #context: Context;
  /** Statements by the addresses and ports of their packet. */
  readonly #byPacket = new Map<string, Statement[]>();
  readonly #groups = new Map<string, Group>();

  constructor(context: Context) {
    this.#context = context;
    for (const statement of context.statements) {
      const key = keyOf(
        statement.source.address,
        statement.source.port,
        statement.target.address,
        statement.target.port,
      );
      const list = this.#byPacket.get(key);
      if (list === undefined) this.#byPacket.set(key, [statement]);
      else list.push(statement);
    }
  }

  asksFor(): boolean {
    return this.#byPacket.size > 0;
  }

  see(cursor: Cursor): void {
    for (let i = 0; i < cursor.flowCount; i++) {
      const client = cursor.endpointOf(cursor.flows[i]!, true);
      const server = cursor.endpointOf(cursor.flows[i]!, false);
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        const key = keyOf(from.address, from.port, to.address, to.port);
        const statements = this.#byPacket.get(key) ?? [];
        for (const statement of statements) this.#add(cursor, statement, from === client);
        if (isStopped(cursor, statements, from === client)) this.#context.judgements.stop(cursor.id);
        // A conversation may have several flows of one tuple: each statement counts once.
        this.#byPacket.delete(key);
      }
    }
  }

  /** Whether the device itself saw the SYN: its session was there, and is gone (refused, half open for too long, or reset). */
  #isContradicted(cursor: Cursor, {kind, point}: Statement, isRequest: boolean): boolean {
    if (kind !== "no-session" || isRequest) return false;
    const {devices} = this.#context;
    for (let i = 0; i < cursor.flowCount; i++) {
      const flow = cursor.flows[i]!;
      if (isAlive(flow.client) && devices.of(flow.point) === devices.of(point)) return true;
    }
    return false;
  }

  /**
   * Returns the interfaces of the device between which the session of a dropped packet changed, as the packets before show: its requests
   * left by one, and replies came in by another (or the other way round, for a reply).
   */
  #mismatch(cursor: Cursor, {kind, point, time, flags}: Statement, isRequest: boolean): Mismatch | null {
    if (kind !== "interface-changed") return null;
    // A SYN-ACK opens the way of the replies: it is of the session of the requests.
    const ofServers = isRequest || opens(flags);
    const mismatch = mismatchAt(this.#context, cursor, this.#context.devices.of(point), ofServers);
    if (mismatch === null || !mismatch.isTold) return null;
    const isBefore =
      mismatch.out.every(flow => flow.client.first <= time) && mismatch.back.every(flow => flow.server.first <= time);
    return isBefore ? mismatch : null;
  }

  #add(cursor: Cursor, statement: Statement, isRequest: boolean): void {
    const {kind, point} = statement;
    const mismatch = this.#mismatch(cursor, statement, isRequest);
    const certainty = this.#isContradicted(cursor, statement, isRequest)
      ? "note"
      : mismatch !== null
        ? "proven"
        : certaintyOf(statement, isRequest);
    const names = (flows: Mismatch["out"]) => flows.map(flow => this.#nameOf(flow.point)).join(" and ");
    const between = mismatch === null ? null : ([names(mismatch.out), names(mismatch.back)] as const);
    const what = whatOf(statement, certainty, isRequest);
    const key = `${kind} ${certainty} ${point} ${what} ${between?.join(" ")}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maximumFindings) return;
      group = {
        kind,
        certainty,
        point,
        what,
        between,
        conversations: [],
        statements: [],
        networks: new Set(),
        span: new Span(),
        since: Infinity,
        count: 0,
      };
      this.#groups.set(key, group);
    }
    if (group.conversations.at(-1) !== cursor.id) {
      group.conversations.push(cursor.id);
      group.span.add(cursor);
    }
    group.count++;
    if (group.statements.length < maximumQuoted) group.statements.push({statement, conversation: cursor.id});
    if (group.networks.size <= backscatterNets) group.networks.add(cursor.serverNet);
    group.since = Math.min(group.since, statement.time);
  }

  #nameOf(point: number): string {
    const {interface: face, name} = this.#context.points[point]!;
    return face ?? name;
  }

  finish(): Draft[] {
    return [...this.#groups.values()].map(group => this.#draft(group));
  }

  #sentence({kind, point, what, between, conversations, statements, count}: Group): string {
    const {points, captures} = this.#context;
    const device = `The ${deviceWord(captures[statements[0]!.statement.capture]!)}`;
    const [where, many] = [points[point]!.name, counted(conversations.length, "conversation")];
    if (kind === "interface-changed") {
      const change = between === null ? "" : ` from ${between[0]} to ${between[1]}`;
      return (
        `${device} drops ${what} at ${where}, as their session's outgoing interface changed${change} ` +
        `(${counted(count, "statement")} of ${many})`
      );
    }
    return `${device} says at ${where} that it ${says[kind]} ${what} of ${many} (${counted(count, "statement")})`;
  }

  #draft(group: Group): Draft {
    const {conversations, judgements, captures} = this.#context;
    const {kind} = group;
    // Answers of so many networks are backscatter of SYNs in these clients' name.
    const backscatter = kind === "no-session" && group.networks.size > backscatterNets;
    const certainty = backscatter ? "note" : group.certainty;
    const cursor = conversations.cursor();
    const lacksRequests = (id: number) => !(cursor.move(id).clientEvents & (bit.open | goesOn));
    // Where the SYN was seen, the session is gone for another reason than that it bypassed the device.
    const missing: Missing | null =
      kind === "no-session" && certainty === "proven" && group.conversations.every(lacksRequests) ? "requests" : null;
    if (certainty !== "note")
      for (const id of group.conversations) judgements.accuse(id, certainty, lacksRequests(id) ? missing : null);
    return {
      detector: "device-log",
      certainty,
      missing,
      points: [group.point],
      conversations: group.conversations.sort((a, b) => a - b),
      since: group.since,
      sentence: `${this.#sentence(group)}: "${group.statements[0]!.statement.words}"`,
      evidence: group.statements.map(({statement, conversation}) => ({
        capture: statement.capture,
        frame: statement.frame - captures[statement.capture]!.ordinal + 1,
        line: statement.line,
        rule: "P10",
        says: `${conversationText(cursor.move(conversation))}: "${statement.words}"`,
      })),
      alternatives: alternativesOf(group, certainty),
      displayFilter: group.span.displayFilter(group.conversations.length === 1),
      exhibit: group.conversations[0]!,
    };
  }
}

/**
 * Whether a conversation fails as a device drops packets of one of its directions: none of them is forwarded after these, and the other
 * side does not go on. One drop may be a shaper's, or of a session that expired; but none that ends the session.
 */
function isStopped(cursor: Cursor, statements: readonly Statement[], isRequest: boolean): boolean {
  const drops = statements.filter(({flags}) => flags >= 0 && !(flags & (Flag.reset | Flag.fin)));
  if (drops.length === 0) return false;
  const {clientEvents, serverEvents} = cursor;
  // Where one side is not seen, nobody knows how it fares; and who has said all misses nothing.
  if (!(clientEvents & alive) || !(serverEvents & alive) || clientEvents & serverEvents & bit.close) return false;
  const last = progress(cursor, isRequest);
  const vain = drops.filter(({time}) => time >= last);
  return vain.length >= leastDrops || vain.some(({kind}) => kind === "interface-changed");
}

/** Returns when a conversation last went on: a packet of the direction left a device, or the other side did more than open it. */
function progress(cursor: Cursor, isRequest: boolean): Time {
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < cursor.flowCount; i++) {
    const {client, server} = cursor.flows[i]!;
    const [own, other] = isRequest ? [client, server] : [server, client];
    if (own.leaving > 0) last = Math.max(last, own.last);
    if (other.events & goesOn) last = Math.max(last, other.last);
  }
  return last;
}

const opens = (flags: number): boolean => flags >= 0 && (flags & Flag.syn) !== 0;

/** Returns what packets a statement is about, in words. */
function whatOf({kind, flags}: Statement, certainty: FindingCertainty, isRequest: boolean): string {
  if (kind === "interface-changed" && !opens(flags)) return isRequest ? "the client's packets" : "the server's packets";
  if (kind === "interface-changed") return isRequest ? "SYNs" : "SYN-ACKs";
  return certainty === "note" ? "packets" : kind === "reverse-path" ? "SYNs" : "SYN-ACKs";
}

function alternativesOf({kind, between}: Group, certainty: FindingCertainty): Alternative[] {
  if (kind === "reverse-path") return [{says: "somebody sent the SYN in another's name", excludedBecause: null}];
  if (between !== null)
    return [
      {
        says: "a route changed in the middle of the conversations",
        excludedBecause: `the packets before show both ways: requests pass ${between[0]}, replies ${between[1]}`,
      },
    ];
  if (certainty === "note" && kind === "interface-changed")
    return [
      {says: "a route changed in the middle of the conversations", excludedBecause: null},
      {says: "replies came in by another interface, unseen here", excludedBecause: null},
    ];
  if (certainty === "note")
    return [
      {says: "the session had expired, was half closed, or its ports were used again", excludedBecause: null},
      {says: "the other direction bypasses the device", excludedBecause: null},
    ];
  return [
    {
      says: "the session had expired",
      excludedBecause: "the packet is part of a handshake: its session would be new",
    },
  ];
}

function certaintyOf({kind, flags}: Statement, isRequest: boolean): FindingCertainty {
  const isOpening = opens(flags);
  const isSynAck = isOpening && (flags & Flag.ack) !== 0;
  if (kind === "no-session") return isSynAck && !isRequest ? "proven" : "note";
  if (kind === "interface-changed") return isOpening ? "proven" : "note";
  // Anybody can send a SYN in another's name: the check may be right.
  return kind === "reverse-path" && isOpening ? "suspected" : "note";
}

/** Addresses are compared as RFC 5952 writes them. */
const keyOf = (from: string, fromPort: number, to: string, toPort: number): string =>
  `${canonicalAddress(from)}:${fromPort}>${canonicalAddress(to)}:${toPort}`;
