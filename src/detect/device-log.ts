import type {Statement, StatementKind} from "../capture/statement.ts";
import {Flag} from "../decode/packet.ts";
import type {Cursor} from "../flow/conversation.ts";
import {bit} from "../flow/handshake.ts";
import {goesOn} from "../flow/hidden.ts";
import type {Time} from "../time.ts";
import type {FindingCertainty, Missing} from "./analysis.ts";
import type {Context, Detector, Draft, Inspection} from "./detector.ts";
import {conversationText, counted} from "./evidence.ts";
import {Span} from "./span.ts";

const maximumFindings = 200;
/** Statements quoted in one finding. */
const maximumQuoted = 4;

/**
 * P10: the device itself says that a packet came where it has no session, or by the wrong interface. Of a SYN-ACK (or, for the reverse
 * path, a SYN) that is proof; of any other packet expired sessions, half-close timers and reused ports make it say the same.
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
  readonly statements: Statement[];
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

  see(cursor: Cursor): void {
    if (this.#byPacket.size === 0) return;
    for (let i = 0; i < cursor.flowCount; i++) {
      const client = cursor.endpointOf(cursor.flows[i]!, true);
      const server = cursor.endpointOf(cursor.flows[i]!, false);
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        const key = keyOf(from.address, from.port, to.address, to.port);
        for (const statement of this.#byPacket.get(key) ?? []) this.#add(cursor, statement, from === client);
        // A conversation may have several flows of one tuple: each statement counts once.
        this.#byPacket.delete(key);
      }
    }
  }

  #add(cursor: Cursor, statement: Statement, isRequest: boolean): void {
    const sure = certaintyOf(statement, isRequest);
    // The session of a SYN that the device did see may have been refused or removed by it: the requests do not bypass it.
    const certainty =
      statement.kind === "no-session" && sure === "proven" && this.#sawSyn(cursor, statement) ? "suspected" : sure;
    const key = `${statement.kind} ${certainty} ${statement.point}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= maximumFindings) return;
      const {kind, point} = statement;
      group = {kind, certainty, point, conversations: [], statements: [], span: new Span(), since: Infinity, count: 0};
      this.#groups.set(key, group);
    }
    if (group.conversations.at(-1) !== cursor.id) {
      group.conversations.push(cursor.id);
      group.span.add(cursor);
    }
    group.count++;
    if (group.statements.length < maximumQuoted) group.statements.push(statement);
    group.since = Math.min(group.since, statement.time);
  }

  /** Whether the device that speaks saw the SYN of the conversation. */
  #sawSyn(cursor: Cursor, statement: Statement): boolean {
    const {devices} = this.#context;
    for (let i = 0; i < cursor.flowCount; i++) {
      const {point, client} = cursor.flows[i]!;
      if (client.events & bit.open && devices.of(point) === devices.of(statement.point)) return true;
    }
    return false;
  }

  finish(): Draft[] {
    return [...this.#groups.values()].map(group => this.#draft(group));
  }

  #draft(group: Group): Draft {
    const {conversations, judgements, points, captures} = this.#context;
    const {kind, certainty} = group;
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
        `(${counted(group.count, "statement")}): "${group.statements[0]!.words}"`,
      evidence: group.statements.map(statement => ({
        capture: statement.capture,
        frame: statement.frame - captures[statement.capture]!.ordinal + 1,
        line: statement.line,
        rule: "P10",
        says: `${conversationText(cursor.move(group.conversations[0]!))}: "${statement.words}"`,
      })),
      alternatives:
        certainty === "note"
          ? [
              {says: "the session had expired, was half closed, or its ports were used again", excludedBecause: null},
              {says: "the other direction bypasses the device", excludedBecause: null},
            ]
          : [
              ...(certainty === "suspected"
                ? [{says: "a policy or a limit refused the SYN: there never was a session", excludedBecause: null}]
                : []),
              {
                says: "the session had expired",
                excludedBecause: "the packet is part of a handshake: its session would be new",
              },
            ],
      displayFilter: group.span.displayFilter(group.conversations.length === 1),
      exhibit: group.conversations[0]!,
    };
  }
}

function certaintyOf({kind, flags}: Statement, isRequest: boolean): FindingCertainty {
  const opens = flags >= 0 && (flags & Flag.syn) !== 0;
  const isSynAck = opens && (flags & Flag.ack) !== 0;
  if (kind === "no-session") return isSynAck && !isRequest ? "proven" : "note";
  if (kind === "interface-changed") return opens ? "proven" : "note";
  return kind === "reverse-path" && opens ? "proven" : "note";
}

/** Addresses are compared as RFC 5952 writes them. */
const keyOf = (from: string, fromPort: number, to: string, toPort: number): string =>
  `${canonical(from)}:${fromPort}>${canonical(to)}:${toPort}`;

function canonical(address: string): string {
  if (!address.includes(":")) return address;
  const url = `http://[${address}]/`;
  return URL.canParse(url) ? new URL(url).hostname.slice(1, -1) : address.toLowerCase();
}
