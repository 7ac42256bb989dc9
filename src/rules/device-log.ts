import type {Statement, StatementKind} from "../capture/statement.ts";
import {Flag} from "../decode/packet.ts";
import {canonicalAddress} from "../flow/address.ts";
import type {Cursor} from "../flow/cursor.ts";
import {bit} from "../flow/handshake.ts";
import {goesOn, isAlive} from "../flow/hidden.ts";
import type {Alternative, FindingCertainty, Missing} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {conversationText} from "../judge/evidence.ts";
import type {Time} from "../time/time.ts";
import {counted} from "../words.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";
import {Span} from "./span.ts";

const maximumFindings = 200;
/** Statements quoted in one finding. */
const maximumQuoted = 4;
/** G7, as in unasked.ts. */
const backscatterNets = 20;

/**
 * P10: the device itself says that a packet came where it has no session, or by the wrong interface. Of a SYN-ACK
 * that is proof; of any other packet expired sessions, half-close timers and reused ports make it say the same.
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
  readonly conversations: number[];
  readonly statements: {readonly statement: Statement; readonly conversation: number}[];
  /** Networks of servers that answer without a session, as far as they matter (G7). */
  readonly networks: Set<string>;
  readonly span: Span;
  since: Time;
  count: number;
}

const says: Record<StatementKind, string> = {
  "no-session": "finds no session for",
  "interface-changed": "drops, as the way back is another interface,",
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
        for (const statement of this.#byPacket.get(key) ?? [])
          this.#add(cursor, statement, from === client, this.#isContradicted(cursor, statement, from === client));
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

  #add(cursor: Cursor, statement: Statement, isRequest: boolean, isContradicted: boolean): void {
    const certainty = isContradicted ? "note" : certaintyOf(statement, isRequest);
    const key = `${statement.kind} ${certainty} ${statement.point}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maximumFindings) return;
      const {kind, point} = statement;
      group = {
        kind,
        certainty,
        point,
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

  finish(): Draft[] {
    return [...this.#groups.values()].map(group => this.#draft(group));
  }

  #draft(group: Group): Draft {
    const {conversations, judgements, points, captures} = this.#context;
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
    const what = certainty === "note" ? "packets" : kind === "reverse-path" ? "SYNs" : "SYN-ACKs";
    const point = points[group.point]!.name;
    return {
      detector: "device-log",
      certainty,
      missing,
      points: [group.point],
      conversations: group.conversations.sort((a, b) => a - b),
      since: group.since,
      sentence:
        `The device says at ${point} that it ${says[kind]} ${what} of ${counted(group.conversations.length, "conversation")} ` +
        `(${counted(group.count, "statement")}): "${group.statements[0]!.statement.words}"`,
      evidence: group.statements.map(({statement, conversation}) => ({
        capture: statement.capture,
        frame: statement.frame - captures[statement.capture]!.ordinal + 1,
        line: statement.line,
        rule: "P10",
        says: `${conversationText(cursor.move(conversation))}: "${statement.words}"`,
      })),
      alternatives: alternativesOf(kind, certainty),
      displayFilter: group.span.displayFilter(group.conversations.length === 1),
      exhibit: group.conversations[0]!,
    };
  }
}

function alternativesOf(kind: StatementKind, certainty: FindingCertainty): Alternative[] {
  if (kind === "reverse-path") return [{says: "somebody sent the SYN in another's name", excludedBecause: null}];
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
  const opens = flags >= 0 && (flags & Flag.syn) !== 0;
  const isSynAck = opens && (flags & Flag.ack) !== 0;
  if (kind === "no-session") return isSynAck && !isRequest ? "proven" : "note";
  if (kind === "interface-changed") return opens ? "proven" : "note";
  // Anybody can send a SYN in another's name: the check may be right.
  return kind === "reverse-path" && opens ? "suspected" : "note";
}

/** Addresses are compared as RFC 5952 writes them. */
const keyOf = (from: string, fromPort: number, to: string, toPort: number): string =>
  `${canonicalAddress(from)}:${fromPort}>${canonicalAddress(to)}:${toPort}`;
