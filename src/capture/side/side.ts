import {printable} from "../../errors.ts";
import type {CaptureInfo} from "../format.ts";
import {typedOn} from "../typed.ts";
import {rulesText} from "./bpf-filter.ts";
import {sideKinds} from "./kinds.ts";
import {PanMistakes} from "./pan-mistakes.ts";
import type {SideKind, SideReader, Untold} from "./reader.ts";
import type {SideRecord} from "./record.ts";

/** A prompt, what it calls the device, and the command behind it. */
const prompt = /^\[?([\w.@-]{1,64})(?::\S{0,80}|\s\S{1,80}\])?\s?(?:\(([\w./-]{1,40})\)\s?)?[#>$](?:\s+(.*))?$/;

/** What says which of a device's routing tables follows: a virtual router, a VRF, or the instance of Junos; inet.0 and inet6.0 are one. */
const heading =
  /^\s*(?:VIRTUAL ROUTER:\s*|virtual-router:\s*|Routing table for VRF=)(\S{1,60})|^(\S{1,60}?)\.?inet6?\.0: \d+ destinations/;

/** What is counted under one word in the note of a capture. */
const words: Readonly<Record<SideRecord["kind"], string>> = {
  session: "session",
  log: "log line",
  counter: "counter",
  filter: "capture filter",
  route: "route",
  traceroute: "traceroute",
  version: "version",
  interface: "interface name",
  "policy-routes": "listing of policy routes",
  ha: "state of a cluster",
};

/** Returns the words that stand for a route's network or a filter's rules. */
function shownOf(record: Untold): {shown?: string} {
  if (record.kind === "route") return {shown: record.bits === 0 ? "default" : `${record.network}/${record.bits}`};
  return record.kind === "filter" ? {shown: rulesText(record.rules)} : {};
}

/** Reads what a text tells beside packets: listings of sessions, counters, routes and the like, wherever they stand in a transcript. */
export class SideText {
  readonly #capture: CaptureInfo;
  readonly #mistakes: PanMistakes;
  readonly #counts = new Map<SideRecord["kind"], number>();
  #active: {readonly kind: SideKind; readonly reader: SideReader} | null = null;
  #host = "";
  #table = "";
  /** Name of the kind that came first; null as long as none did. */
  name: string | null = null;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
    this.#mistakes = new PanMistakes((mistake, line) => capture.tellMistake(mistake, line));
  }

  /** Takes a line that tells no packet; returns whether it is of a kind that is known. */
  line(text: string, number: number): boolean {
    // Bytes of a packet: most lines of a long transcript.
    if (text.startsWith("0x")) return false;
    this.#mistakes.line(text, number);
    const prompted = prompt.exec(text);
    if (prompted !== null) {
      this.#close();
      this.#host = prompted[1]!;
      // FortiOS names the virtual domain in brackets.
      this.#table = prompted[2] ?? "";
      const platform = typedOn(prompted[3] ?? "");
      if (platform !== null) this.#capture.tellTyped(platform);
      return this.#begin(prompted[3] ?? "", number);
    }
    const headed = heading.exec(text);
    if (headed !== null) {
      this.#active?.reader.close();
      this.#table = headed[1] ?? headed[2] ?? "";
    }
    if (this.#active?.reader.line(text, number)) return true;
    return this.#begin(text, number);
  }

  #begin(text: string, number: number): boolean {
    for (const kind of sideKinds) {
      if (!kind.begins.test(text)) continue;
      if (kind !== this.#active?.kind) {
        this.#close();
        this.#active = {kind, reader: kind.open(record => this.#tell(record))};
      }
      if (!this.#active!.reader.line(text, number)) continue;
      this.name ??= kind.name;
      return true;
    }
    return false;
  }

  #tell(record: Untold): void {
    const {id, path, origin} = this.#capture;
    const named = origin.device ?? (origin.namedByUser ? origin.label : null);
    // One name stands for one device, whatever its prompt; else each prompt of a file for its own.
    const device = named === null ? `${path}\n${this.#host}` : `name:${named}`;
    this.#counts.set(record.kind, (this.#counts.get(record.kind) ?? 0) + 1);
    const table = record.kind === "route" ? {table: printable(this.#table, 60)} : {};
    this.#capture.tellSide({...record, ...shownOf(record), ...table, capture: id, device} as SideRecord);
  }

  #close(): void {
    const active = this.#active;
    this.#active = null;
    active?.reader.close();
  }

  /** The text ends: says in a note what was read. */
  finish(): void {
    this.#close();
    this.#mistakes.finish();
    if (this.#counts.size === 0) return;
    const told = [...this.#counts].map(([kind, count]) => `${count} ${words[kind]}${count === 1 ? "" : "s"}`);
    this.#capture.note(`side evidence, no packets: ${told.join(", ")}`);
  }
}
