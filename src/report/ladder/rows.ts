import {after, Flag} from "../../decode/packet.ts";
import type {LadderRung} from "../../flow/ladder.ts";
import type {ConnectionRecord, FlowRecord} from "../../judge/analysis.ts";
import {counted, grouped} from "../../words.ts";
import type {Ending} from "./endings.ts";
import type {Sighting} from "./sightings.ts";

/** A row of the proof. `side` 0 = from the client. */
export type Row =
  | {
      readonly kind: "seen";
      readonly side: number;
      readonly label: string;
      /** What it is in one word, where there is no room for more. */
      readonly brief: string;
      readonly remark: string;
      /** The remark is what a device says of this packet. */
      readonly stated: boolean;
      readonly rung: LadderRung;
    }
  /** Not seen, but a packet that was seen can exist only because of it. */
  | {readonly kind: "missing"; readonly side: number; readonly label: string; readonly remark: string}
  /** Not seen, and nothing proves that it exists. */
  | {readonly kind: "expected"; readonly side: number; readonly label: string; readonly remark: string}
  | {readonly kind: "gap"; readonly label: string};

/** A segment, and what to say of it. */
interface Told {
  readonly rung: LadderRung;
  readonly remark: string;
}

export const rowsAtMost = 8;

/** What devices say of packets, by the frame's ordinal. */
export type Statements = ReadonlyMap<number, string>;

/** Returns the rows of a connection as one point saw it. */
export function ladderRows(flow: FlowRecord, limit = rowsAtMost, statements: Statements = new Map()): Row[] {
  const rows = new Rows(flow.ladder, statements);
  for (const rung of flow.ladder) rows.add({rung, remark: ""});
  return rows.finish([flow], limit);
}

/** Most letters of a remark. */
const remarkLength = 36;

/**
 * Returns the rows of a connection as several points saw it. A packet is proven to be missing only where no point saw its direction. `also`
 * remarks on a segment that is otherwise not remarked upon.
 */
export function sightedRows(
  {flows}: ConnectionRecord,
  sightings: readonly Sighting[],
  endings: readonly Ending[],
  limit: number,
  statements: Statements,
  also: (rung: LadderRung) => string = () => "",
): Row[] {
  const isUnseen = (side: number) =>
    flows.every(flow => (side === 0 ? flow.requests.packets : flow.replies.packets) === 0);
  const rungs = sightings.map(({rung}) => ({
    ...rung,
    round: rung.round && (flows.length === 1 || isUnseen(rung.side ^ 1)),
  }));
  const rows = new Rows(rungs, statements);
  for (const rung of rungs) rows.add({rung, remark: also(rung)});
  const kept = new Set(sightings.filter((_, i) => typeof endings[i] === "object").map(({rung}) => rung.frame));
  return rows.finish(flows, limit).map(row => {
    if (row.kind !== "seen" || row.stated || !kept.has(row.rung.frame)) return row;
    const remark = row.remark === "" ? "not forwarded" : `${row.remark}, not forwarded`;
    return remark.length > remarkLength ? row : {...row, remark};
  });
}

/** Builds the rows: one for each segment, and before it one for what it proves to be missing. */
export class Rows {
  readonly #rows: Row[] = [];
  /** Of each side: the number that its relative numbers count from, its last acknowledgment, its sequence end. */
  readonly #base: [number | null, number | null] = [null, null];
  readonly #acknowledged: [number | null, number | null] = [null, null];
  readonly #sentTo: [number | null, number | null] = [null, null];
  readonly #opened: [boolean, boolean] = [false, false];
  readonly #sent = new Map<string, number>();
  readonly #silent: boolean;
  readonly #statements: Statements;
  /** Segments of the ladder are missing in between, so that sequence ends are not known any more. */
  #afterGap = false;

  constructor(ladder: readonly LadderRung[], statements: Statements) {
    this.#statements = statements;
    // Only SYNs, and nothing came back: not even a proof.
    this.#silent =
      ladder.length > 0 && ladder.every(({flags, side}) => side === 0 && (flags & (Flag.syn | Flag.ack)) === Flag.syn);
  }

  add({rung, remark}: Told): void {
    const {side, flags} = rung;
    if (rung.afterGap) {
      this.#rows.push({kind: "gap", label: ""});
      this.#afterGap = true;
    }
    if ((flags & Flag.reset) === 0) this.#number(rung);
    const proven = rung.round ? this.#proves(rung) : null;
    if (proven !== null && proven.missing !== null)
      this.#rows.push({kind: "missing", side: side ^ 1, ...proven.missing});
    const stated = this.#statements.get(rung.frame);
    const again = this.#again(rung);
    this.#rows.push({
      kind: "seen",
      side,
      label: this.#label(rung),
      brief: rung.payload > 0 ? counted(rung.payload, "byte") : flagsText(rung.flags),
      remark: stated ?? (remark || (proven?.remark ?? again)),
      stated: stated !== undefined,
      rung,
    });
    if ((flags & Flag.reset) === 0) this.#advance(rung);
    if (this.#silent && this.#rows.length === 1)
      this.#rows.push({kind: "expected", side: 1, label: "SYN-ACK or RST", remark: "expected, not seen here"});
  }

  /** Settles what relative numbers count from: as Wireshark, 0 is the SYN's, and of what began before the capture the first is 1. */
  #number({side, flags, sequence, acknowledgment}: LadderRung): void {
    if (flags & Flag.syn) this.#base[side] = sequence;
    this.#base[side] ??= sequence - 1;
    if (flags & Flag.ack) this.#base[side ^ 1] ??= acknowledgment - 1;
  }

  #relative(side: number, number: number): number {
    return (number - (this.#base[side] ?? 0)) >>> 0;
  }

  /** Returns the packet that this one can exist only because of, and what to remark; evidence.md lists the ways to tell. */
  #proves({side, flags, acknowledgment}: LadderRung): {
    missing: {label: string; remark: string} | null;
    remark: string;
  } {
    const other = side ^ 1;
    if (flags & Flag.syn)
      return {missing: {label: "SYN", remark: "must exist: answered below"}, remark: "answers the unseen SYN"};
    const before = this.#acknowledged[side];
    if (before === null && this.#opened[side] && side === 0 && this.#sentTo[other] === null)
      return {missing: {label: "SYN-ACK", remark: "must exist: acked below"}, remark: "acks the unseen SYN-ACK"};
    const relative = grouped(this.#relative(other, acknowledgment));
    const seenTo = this.#sentTo[other];
    const known = [before, seenTo].filter(end => end !== null);
    const unseen = known.length === 0 ? 0 : Math.min(...known.map(end => (acknowledgment - end) | 0));
    if (unseen <= 0) return {missing: null, remark: "answers an unseen packet"};
    // What was sent in a gap of the ladder may have been seen, so how much of it was not is unknown.
    if (this.#afterGap && seenTo !== null)
      return {missing: {label: "data", remark: `acked ${relative}, never seen`}, remark: ""};
    const label = unseen === 1 ? "FIN or 1 byte" : `at least ${grouped(unseen)} bytes`;
    return {missing: {label, remark: `acked ${relative}, never seen`}, remark: ""};
  }

  #label(rung: LadderRung): string {
    const {side, flags, payload} = rung;
    const name = flagsText(flags);
    if (flags & Flag.reset) return name;
    const ack = `ack ${grouped(this.#relative(side ^ 1, rung.acknowledgment))}`;
    const acks = (flags & Flag.ack) !== 0 && (payload === 0 || this.#acknowledged[side] !== rung.acknowledgment);
    if (flags & Flag.syn)
      return `${name} seq ${grouped(this.#relative(side, rung.sequence))}${flags & Flag.ack ? ` ${ack}` : ""}`;
    const bytes = payload === 0 ? "" : ` ${counted(payload, "byte")}${payload === 0xffff ? " or more" : ""}`;
    const isFirstCarry = payload > 0 && this.#acknowledged[side] === null;
    return `${name}${bytes}${acks && !isFirstCarry ? `${bytes === "" ? "" : ","} ${ack}` : ""}`;
  }

  #again({side, flags, sequence, payload}: LadderRung): string {
    if (payload === 0 && (flags & (Flag.syn | Flag.fin)) === 0) return "";
    const key = `${side} ${flags & (Flag.syn | Flag.fin)} ${sequence} ${payload}`;
    const times = this.#sent.get(key) ?? 0;
    this.#sent.set(key, times + 1);
    return times === 0 ? "" : `sent again (${times})`;
  }

  #advance({side, flags, sequence, acknowledgment, payload}: LadderRung): void {
    if (flags & Flag.syn) this.#opened[side] = true;
    if (flags & Flag.ack) this.#acknowledged[side] = acknowledgment;
    const end = (sequence + payload + (flags & Flag.syn ? 1 : 0) + (flags & Flag.fin ? 1 : 0)) >>> 0;
    const before = this.#sentTo[side];
    if (before === null || after(end, before)) this.#sentTo[side] = end;
  }

  /** Returns so many rows at most; a gap row counts what is not drawn, at the point that saw most. */
  finish(flows: readonly FlowRecord[], limit: number): Row[] {
    // Several points have a gap each: one of them counts for all.
    const first = this.#rows.findIndex(({kind}) => kind === "gap");
    const all = this.#rows.filter(({kind}, i) => kind !== "gap" || i === first);
    // The later proof is worth more than plain packets before the gap.
    for (let gap = all.findIndex(row => row.kind === "gap"); all.length > limit && isPlain(all, gap - 1); gap--)
      all.splice(gap - 1, 1);
    const rows = all.slice(0, limit);
    const hasGap = rows.some(row => row.kind === "gap");
    const isCut = all.length > rows.length;
    if (!hasGap && rows.length === limit && (isCut || this.#rest(rows, flows) !== null)) rows.pop();
    // What must exist stays out where the packet that proves it does; a gap at the end is told anew.
    while (rows.at(-1)?.kind === "missing" || rows.at(-1)?.kind === "gap") rows.pop();
    const rest = this.#rest(rows, flows);
    const at = rows.findIndex(row => row.kind === "gap");
    if (rest === null) return rows.filter(row => row.kind !== "gap");
    if (at < 0) return [...rows, {kind: "gap", label: `··· ${rest} ···`}];
    return rows.with(at, {kind: "gap", label: `··· ${rest}, here and below ···`});
  }

  /** Returns the counts of what is not drawn, or null if nothing is left. */
  #rest(rows: readonly Row[], flows: readonly FlowRecord[]): string | null {
    const left = [0, 1].map(side => {
      const packets = flows
        .map(flow => (side === 0 ? flow.requests : flow.replies))
        .map(one => one.packets - one.copies);
      return Math.max(0, Math.max(...packets) - rows.filter(row => row.kind === "seen" && row.side === side).length);
    });
    if (left[0] === 0 && left[1] === 0) return null;
    const [client, server] = left as [number, number];
    const parts: [number, string][] = [
      [client, "from the client"],
      [server, "from the server"],
    ];
    const [[most, whose], [least, others]] = (client === 0 ? parts.reverse() : parts) as [
      [number, string],
      [number, string],
    ];
    if (least > 0) return `${grouped(most)} more ${whose}, ${grouped(least)} ${others}`;
    return `${counted(most, "more packet")} ${whose}`;
  }
}

const bits: readonly (readonly [number, string])[] = [
  [Flag.syn, "SYN"],
  [Flag.fin, "FIN"],
  [Flag.reset, "RST"],
  [Flag.push, "PSH"],
  [Flag.urgent, "URG"],
  [Flag.ack, "ACK"],
];

const flagsText = (flags: number): string =>
  bits
    .filter(([bit]) => flags & bit)
    .map(([, word]) => word)
    .join("-") || "no flags";

/** Whether the row is a packet that neither proves anything nor stands below what it proves. */
function isPlain(rows: readonly Row[], at: number): boolean {
  const row = rows[at];
  return row?.kind === "seen" && row.remark === "" && !row.rung.round && rows[at - 1]?.kind === "seen";
}
