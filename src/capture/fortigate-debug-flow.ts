import {millisecond, type Time} from "../time.ts";
import type {CaptureInfo} from "./format.ts";
import {Direction, Lacks} from "./frames.ts";
import {flagsOf, packetBytes, type ToldPacket} from "./segment.ts";
import type {StatementKind} from "./statement.ts";
import {type LineFormat, type LineReader, quoted, type TextFrames} from "./text.ts";
import {textTime} from "./text-time.ts";

const rawLink = 101;
/** Lines tell whole seconds, or no time: those of one second follow each other so far apart, to keep their order. */
const step = millisecond / 1000;
/** Packets whose further lines are waited for, one a slot and trace id. */
const maximumOpen = 256;

/**
 * `diagnose debug flow` of FortiOS 5 to 7.6: for each packet where it came in, and what the firewall does with it: session, route,
 * translation, drop. The packet that leaves is told by its route; payload lengths are not told.
 */
export const fortigateDebugFlow: LineFormat = {
  name: "fortigate-debug-flow",
  open: capture => new DebugFlowReader(capture),
};

const trace =
  /^(?:.*?[#$>] )?(?:\[([^\]]{1,12})\]\s+)?(?:(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d:\d\d)\s+)?.{0,40}?\bid=\d+\s+(?:pri=\w+\s+)?trace_id=(\d+)\s+(?:func=\S+\s+line=\d+\s+)?msg=["“”](.*?)["“”]?\s*$/;
const packet =
  /received a packet ?\(proto=(\d+), ([0-9a-fA-F.:]+):(\d+)->([0-9a-fA-F.:]+):(\d+)\)(?: tun_id=\S+)? from (\S+?)\.?(?=\s|$)(?:.*?flag \[([^\]]*)\], seq (\d+), ack (\d+), win (\d+))?/;
const route = /^find a route: .*? via (\S+?)(?: err |\s*$| flags )/;
const translation = /^(SNAT|DNAT) ([0-9a-fA-F.:]+?)(?::(\d+))?->([0-9a-fA-F.:]+?)(?::(\d+))?$/;
const sentBy = /^(?:send out via dev-|send to IP via intf-)([^,\s]+)/;
/** What ends a packet, and what it means. */
const verdicts: readonly [RegExp, StatementKind][] = [
  [/outgoing dev changed:\d+->\d+ dir=\w+, ?drop/, "interface-changed"],
  [/reverse path check fail, ?drop/, "reverse-path"],
  [/no session matched/, "no-session"],
  [/^Denied by |check failed.*drop|, ?drop\b/, "dropped"],
];

/** A packet that came in, as far as its lines were read. */
interface Traced extends ToldPacket {
  readonly line: number;
  readonly time: Time;
  readonly frame: number;
  readonly point: number;
  /** Flags are told. */
  readonly isWhole: boolean;
  out: string | null;
  dropped: boolean;
  translated: {source?: [string, number]; target?: [string, number]};
}

class DebugFlowReader implements LineReader {
  readonly #capture: CaptureInfo;
  readonly #open = new Map<string, Traced>();
  #second: Time | null = null;
  #within = 0;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
  }

  line(text: string, number: number, frames: TextFrames): boolean {
    const told = trace.exec(text);
    if (told === null) return false;
    const [, slot = "", date, clock, id, message] = told;
    const key = `${slot} ${id}`;
    const time = this.#time(date, clock, number);
    const came = packet.exec(message!);
    if (came !== null) {
      this.#leave(key, frames);
      this.#enter(key, came, time, number, frames);
      return true;
    }
    const traced = this.#open.get(key);
    if (traced !== undefined) this.#follow(traced, message!, number);
    return true;
  }

  /** A time for the line: its second where it tells one, in order within; else milliseconds by the line. */
  #time(date: string | undefined, clock: string | undefined, number: number): Time {
    if (clock === undefined) return this.#capture.epoch.time(0, 0) + number * millisecond;
    const second = textTime(`${date ?? "1970-01-01"} ${clock}`, this.#capture.epoch)!;
    this.#within = second === this.#second ? this.#within + 1 : 0;
    this.#second = second;
    return second + this.#within * step;
  }

  #enter(key: string, came: RegExpExecArray, time: Time, line: number, frames: TextFrames): void {
    const [, protocol, source, sourcePort, target, targetPort, face, letters, sequence, acknowledgment, window] = came;
    const told: ToldPacket = {
      protocol: Number(protocol),
      source: source!,
      sourcePort: Number(sourcePort),
      target: target!,
      targetPort: Number(targetPort),
      flags: flagsOf(letters ?? ""),
      sequence: Number(sequence ?? 0),
      acknowledgment: Number(acknowledgment ?? 0),
      window: Number(window ?? 0),
      payload: 0,
    };
    const isWhole = letters !== undefined || told.protocol !== 6;
    const frame = frames.nextOrdinal;
    const point = this.#append(told, isWhole, face!, Direction.entering, time, line, frames);
    this.#open.set(key, {
      ...told,
      line,
      time,
      frame,
      point,
      isWhole,
      // What the firewall itself sends did not come in.
      out: null,
      dropped: face === "local",
      translated: {},
    });
    if (this.#open.size > maximumOpen) this.#leave(this.#open.keys().next().value!, frames);
  }

  /** Takes a further line of a packet into account. */
  #follow(traced: Traced, message: string, line: number): void {
    const via = route.exec(message) ?? sentBy.exec(message);
    if (via !== null) traced.out = via[1]!;
    const moved = translation.exec(message);
    if (moved !== null) {
      const [, kind, , , address, port] = moved;
      if (kind === "SNAT") traced.translated.source = [address!, Number(port ?? traced.sourcePort)];
      else traced.translated.target = [address!, Number(port ?? traced.targetPort)];
    }
    const verdict = verdicts.find(([pattern]) => pattern.test(message));
    if (verdict === undefined) return;
    traced.dropped = true;
    if (traced.protocol !== 6) return;
    this.#capture.state({
      kind: verdict[1],
      capture: this.#capture.id,
      line,
      frame: traced.frame,
      point: traced.point,
      time: traced.time,
      source: {address: traced.source, port: traced.sourcePort},
      target: {address: traced.target, port: traced.targetPort},
      flags: traced.isWhole ? traced.flags : -1,
      words: quoted(message),
    });
  }

  /** Hands out the packet that leaves, if one does. */
  #leave(key: string, frames: TextFrames): void {
    const traced = this.#open.get(key);
    if (traced === undefined) return;
    this.#open.delete(key);
    const {out, dropped, translated, time, line} = traced;
    // A route to a virtual domain is one to the firewall itself.
    if (dropped || out === null || out === "root" || out.startsWith("vsys_")) return;
    const [source, sourcePort] = translated.source ?? [traced.source, traced.sourcePort];
    const [target, targetPort] = translated.target ?? [traced.target, traced.targetPort];
    const told = {...traced, source, sourcePort, target, targetPort};
    this.#append(told, traced.isWhole, out, Direction.leaving, time + step / 2, line, frames);
  }

  flush(frames: TextFrames): void {
    for (const key of [...this.#open.keys()]) this.#leave(key, frames);
  }

  /** Appends a frame at an interface; returns the id of its point. */
  #append(
    told: ToldPacket,
    isWhole: boolean,
    face: string,
    direction: number,
    time: Time,
    line: number,
    frames: TextFrames,
  ): number {
    const {points, origin, id} = this.#capture;
    const point = points.intern(origin, id, face, rawLink);
    point.timeBase = this.#second === null ? "none" : "local";
    // A TCP packet without its flags is none that could be judged.
    const made = isWhole ? packetBytes(told) : null;
    const {bytes, wireLength} = made ?? {bytes: new Uint8Array(0), wireLength: 0};
    frames.append({
      bytes,
      wireLength,
      time,
      point: point.id,
      link: rawLink,
      direction,
      lacks: Lacks.payloadLength,
      line,
    });
    return point.id;
  }
}
