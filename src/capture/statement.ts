import {printable} from "../errors.ts";
import type {Time} from "../time/time.ts";

/** What a device says it did, and why: the kinds that matter to asymmetry. */
export type StatementKind =
  /** A packet that opens nothing belongs to no session. */
  | "no-session"
  /** The way back is another interface than the session's. */
  | "interface-changed"
  /** The source is not reached by the interface that the packet came in by. */
  | "reverse-path"
  /** A rule of the device's own denies it: a policy, an access list, a filter. */
  | "denied"
  /** A limit, a check of the packet itself, or anything else dropped it. */
  | "dropped";

/** An end of a connection, as a text names it. */
export interface StatedEnd {
  readonly address: string;
  readonly port: number;
}

/** A sentence of a device about one packet: no packet itself. */
export interface Statement {
  readonly kind: StatementKind;
  /** Index of the capture, and line in it, from 1. */
  readonly capture: number;
  readonly line: number;
  /** Ordinal over all captures of the frame that it is about. */
  readonly frame: number;
  readonly point: number;
  readonly time: Time;
  /** IP protocol of the packet, −1 where it is not told. */
  readonly protocol: number;
  /** Ports are 0 where the protocol has none. */
  readonly source: StatedEnd;
  readonly target: StatedEnd;
  /** TCP flags of the packet, −1 where they are not told. */
  readonly flags: number;
  /** The device's own words, printable. */
  readonly words: string;
  /** Number or name of the rule that it names: of a policy, a chain, an access list. */
  readonly rule?: string;
  /** The packet is addressed to the device itself. */
  readonly isOwn?: boolean;
}

/** Returns a device's words as they may be repeated. */
export const quoted = (words: string): string => printable(words, 200);

/** Statements of one analysis; what is beyond is counted. */
export const mostStatements = 20_000;

/** What devices say, in the order of reading. */
export class Statements {
  readonly list: Statement[] = [];
  /** How many were not kept, by the index of their capture. */
  readonly more = new Map<number, number>();

  /** Replaces every statement. */
  rewrite(change: (statement: Statement) => Statement): void {
    for (const [i, statement] of this.list.entries()) this.list[i] = change(statement);
  }

  add(statement: Statement): void {
    const {capture} = statement;
    if (this.list.length < mostStatements) this.list.push(statement);
    else this.more.set(capture, (this.more.get(capture) ?? 0) + 1);
  }
}
