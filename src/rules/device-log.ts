import type {Statement, StatementKind} from "../capture/statement.ts";
import {Flag, Protocol} from "../decode/packet.ts";
import {canonicalAddress} from "../flow/address.ts";
import type {Cursor} from "../flow/cursor.ts";
import {bit} from "../flow/handshake.ts";
import {goesOn, isAlive} from "../flow/hidden.ts";
import type {FindingCertainty} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {isRefused, isStopped} from "../judge/dropped.ts";
import {connectionText} from "../judge/evidence.ts";
import {type Mismatch, mismatchAt} from "../judge/passages.ts";
import {deviceWord} from "../judge/platforms.ts";
import type {Time} from "../time/time.ts";
import {counted} from "../words.ts";
import {besideTcp} from "./device-beside.ts";
import {alternativesOf, claim, type DeviceFacts, opens, reasonText, whatOf} from "./device-says.ts";
import {rule} from "./rule.ts";
import {wayBack} from "./way-back.ts";

/** Statements quoted in one finding. */
const maximumQuoted = 4;
/** G7, as in unasked.ts. */
const backscatterNets = 20;

interface Mark {
  readonly kind: StatementKind;
  readonly certainty: FindingCertainty;
  readonly point: number;
  readonly what: string;
  readonly between: readonly [from: string, to: string] | null;
  readonly isRequest: boolean;
  readonly statements: {readonly statement: Statement; readonly connection: number}[];
  /** Networks of servers that answer without a session, as far as they matter (G7). */
  readonly networks: Set<string>;
  /** Time of the first statement. */
  since: Time;
  count: number;
}

/**
 * P10: the device itself says that a packet came where it has no session, or by the wrong interface. Of a SYN-ACK
 * that is proof; of any other packet expired sessions, half-close timers and reused ports make it say the same, unless the packets
 * before it show that replies came by another interface than requests left by.
 */
export const deviceLog = rule<DeviceFacts, Mark>({
  name: "device-log",
  question: "What does the device itself say?",
  reads: ["events", "entering", "leaving", "last", "first", "packets", "reset"],
  leads: 5,
  most: 200,
  start(context) {
    if (context.statements.length === 0) return null;
    const byPacket = statementsByPacket(context);
    return {
      see(cursor, groups) {
        for (let i = 0; i < cursor.flowCount; i++) {
          const client = cursor.endpointOf(cursor.flows[i]!, true);
          const server = cursor.endpointOf(cursor.flows[i]!, false);
          for (const [from, to] of [
            [client, server],
            [server, client],
          ] as const) {
            const key = keyOf(from.address, from.port, to.address, to.port);
            const statements = byPacket.get(key) ?? [];
            for (const statement of statements) {
              const {mark} = groupOf(context, cursor, statement, from === client, (key, rest, open) =>
                groups.add(cursor, key, rest, open),
              );
              mark.count++;
              if (mark.statements.length < maximumQuoted) mark.statements.push({statement, connection: cursor.id});
              if (mark.networks.size <= backscatterNets) mark.networks.add(cursor.serverNet);
              mark.since = Math.min(mark.since, statement.time);
            }
            if (isStopped(cursor, statements, from === client)) context.judgements.stop(cursor.id);
            if (isRefused(cursor, statements, from === client)) context.judgements.endInDevice(cursor.id);
            // A connection may have several flows of one tuple: each statement counts once.
            byPacket.delete(key);
          }
        }
      },
      judge({mark, connections, span}) {
        const {kind, point, what, between, isRequest, statements, networks, since, count} = mark;
        const {conversations, captures} = context;
        connections.sort((a, b) => a - b);
        // Answers of so many networks are backscatter of SYNs in these clients' name.
        const backscatter = kind === "no-session" && networks.size > backscatterNets;
        const certainty = backscatter ? "note" : mark.certainty;
        const cursor = conversations.cursor();
        const lacksRequests = (id: number) => !(cursor.move(id).clientEvents & (bit.open | goesOn));
        // Where the SYN was seen, the session is gone for another reason than that it bypassed the device.
        const missing =
          kind === "no-session" && certainty !== "note" && connections.every(lacksRequests) ? "requests" : null;
        const first = statements[0]!.statement;
        return {
          certainty,
          missing,
          points: [point],
          facts: {
            ...{kind, what, between, statements: count, words: first.words},
            back: kind === "reverse-path" ? wayBack(context, first, isRequest ? span.clients : span.servers) : null,
            device: deviceWord(captures[first.capture]!),
          },
          since,
          lacks: id => (lacksRequests(id) ? missing : null),
          evidence: statements.map(({statement, connection}) => ({
            capture: statement.capture,
            frame: statement.frame - captures[statement.capture]!.ordinal + 1,
            line: statement.line,
            rule: "P10",
            says: `${connectionText(cursor.move(connection))}: "${statement.words}"`,
            quote: statement.words,
          })),
          alternatives: alternativesOf(mark, certainty),
        };
      },
      beside: () => {
        // A packet whose flags are not told is of no connection: what became of it is told all the same.
        const flagless = [...byPacket.values()].flat().filter(({flags}) => flags < 0);
        return besideTcp(context, flagless);
      },
    };
  },
  words: (facts, {points: [point]}) => {
    if (facts.connections === 0) {
      const hosts = `from ${facts.clients} to ${facts.servers}`;
      const many = counted(facts.statements, "statement");
      return `${claim(facts, point!)} ${hosts} (${many})${reasonText(facts)}: "${facts.words}"`;
    }
    const counts =
      facts.kind === "interface-changed"
        ? `(${counted(facts.statements, "statement")} of ${counted(facts.connections, "connection")})`
        : `of ${counted(facts.connections, "connection")} (${counted(facts.statements, "statement")})`;
    return `${claim(facts, point!)} ${counts}${reasonText(facts)}: "${facts.words}"`;
  },
  headline: (facts, {points: [point]}) =>
    facts.kind === "interface-changed"
      ? claim(facts, point!)
      : `${claim(facts, point!)} of ${counted(facts.connections, "connection")}${reasonText(facts)}`,
});

/** Returns the statements by the addresses and ports of their packet. */
function statementsByPacket({statements}: Context): Map<string, Statement[]> {
  const byPacket = new Map<string, Statement[]>();
  for (const statement of statements) {
    const {protocol, source, target} = statement;
    if (protocol !== Protocol.tcp) continue;
    const key = keyOf(source.address, source.port, target.address, target.port);
    const list = byPacket.get(key);
    if (list === undefined) byPacket.set(key, [statement]);
    else list.push(statement);
  }
  return byPacket;
}

/** Returns the group that a statement about a packet of a connection is of. */
function groupOf<Found>(
  context: Context,
  cursor: Cursor,
  statement: Statement,
  isRequest: boolean,
  find: (key: string, rest: string, open: () => Mark) => Found,
): Found {
  const {kind, point} = statement;
  const mismatch = changed(context, cursor, statement, isRequest);
  const certainty = isContradicted(context, cursor, statement, isRequest)
    ? "note"
    : mismatch !== null
      ? "proven"
      : certaintyOf(statement, isRequest);
  const names = (flows: Mismatch["out"]) =>
    flows.map(flow => context.points[flow.point]!.interface ?? context.points[flow.point]!.name).join(" and ");
  const between = mismatch === null ? null : ([names(mismatch.out), names(mismatch.back)] as const);
  const what = whatOf(statement, certainty, isRequest);
  return find(
    `${kind} ${certainty} ${point} ${what} ${isRequest} ${between?.join(" ")}`,
    `${kind} ${certainty} ${point}`,
    () => ({
      ...{kind, certainty, point, what, between, isRequest, statements: [], networks: new Set(), count: 0},
      since: Number.POSITIVE_INFINITY,
    }),
  );
}

/** Whether the device itself saw the SYN: its session was there, and is gone (refused, half open for too long, or reset). */
function isContradicted({devices}: Context, cursor: Cursor, {kind, point}: Statement, isRequest: boolean): boolean {
  if (kind !== "no-session" || isRequest) return false;
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
function changed(
  context: Context,
  cursor: Cursor,
  {kind, point, time, flags}: Statement,
  isRequest: boolean,
): Mismatch | null {
  if (kind !== "interface-changed") return null;
  // A SYN-ACK opens the way of the replies: it is of the session of the requests.
  const mismatch = mismatchAt(context, cursor, context.devices.of(point), isRequest || opens(flags));
  if (mismatch === null || !mismatch.isTold) return null;
  const isBefore =
    mismatch.out.every(flow => flow.client.first <= time) && mismatch.back.every(flow => flow.server.first <= time);
  return isBefore ? mismatch : null;
}

function certaintyOf({kind, flags}: Statement, isRequest: boolean): FindingCertainty {
  const isOpening = opens(flags);
  const isSynAck = isOpening && (flags & Flag.ack) !== 0;
  // Its SYN may have passed so long ago that the session is gone: half-open ones last 30 s (ASA), and SYN-ACKs are repeated for 31 s.
  if (kind === "no-session") return isSynAck && !isRequest ? "suspected" : "note";
  if (kind === "interface-changed") return isOpening ? "proven" : "note";
  // Anybody can send a SYN in another's name: the check may be right.
  return kind === "reverse-path" && isOpening ? "suspected" : "note";
}

/** Addresses are compared as RFC 5952 writes them. */
const keyOf = (from: string, fromPort: number, to: string, toPort: number): string =>
  `${canonicalAddress(from)}:${fromPort}>${canonicalAddress(to)}:${toPort}`;
