import type {Time} from "../time/time.ts";
import {fortiosWords, wordsOf} from "./device-words.ts";
import {Faces} from "./faces.ts";
import type {CaptureInfo} from "./format.ts";
import {type Passage, Sessions} from "./fortigate-sessions.ts";
import {Direction, Lacks} from "./frames.ts";
import {lineStart, pattern} from "./patterns.ts";
import {flagsOf, type ToldPacket} from "./segment.ts";
import {sightingKey} from "./sightings.ts";
import {quoted} from "./statement.ts";
import type {LineFormat, LineReader} from "./text.ts";
import {rawLink, type TextFrames} from "./text-frames.ts";

/** Packets whose further lines are waited for: several processors' lines stand between each other. */
const maximumOpen = 16;
/** Rows of a narrow terminal that one line may be wrapped to, and its length. */
const maximumRows = 6;
const maximumWrapped = 1024;

/**
 * `diagnose debug flow` of FortiOS 5 to 7.6: for each packet where it came in, and what the firewall does with it: session, route,
 * translation, drop. The packet that leaves is told by its route, or by its session's; payload lengths are not told.
 */
export const fortigateDebugFlow: LineFormat = {
  name: "fortigate-debug-flow",
  begins: /\btrace_id=\d+\s/,
  open: capture => new DebugFlowReader(capture),
};

/** A slot of a chassis, date and time where they are printed, and the number of the trace. */
const start = /(?:\[([^\]]{1,12})\]\s*)?(?:(?:(\d{4}-\d\d-\d\d) )?(\d\d:\d\d:\d\d)\s+)?/;
const number = /(?:.{0,40}?\bid=\s?\d+\s+)?(?:pri=\w+\s+)?trace_id=(\d{1,10})\s+(?:func=\S+\s+)?(?:line=\d+\s+)?/;
/** Quotation marks are those of a typewriter, unless an article was the way; the closing one may be cut off. */
const trace = pattern(lineStart, start, number, /msg=["“”„″](.*?)["“”″]?\s*$/);
const isClosed = /msg=["“”„″].*["“”″]\s*$/;
/** A blank may be lost where a narrow terminal broke the line. */
const end = /([0-9a-fA-F.:]+):(\d{1,5})/;
const packet = pattern(
  /^(?:vd-([^:\s]+)\S* ?)?received ?a ?packet ?\(proto=(\d{1,3}), ?/,
  end,
  /->/,
  end,
  /\) ?(?:tun_id=[0-9a-fA-F.:]+)? ?from ?(\S+?)\.?(?=\s|$|flag ?\[)/,
  /(?:.*?flag ?\[([^\]]*)\], ?seq ?(\d{1,10}), ?ack ?(\d{1,10})(?:, ?win ?(\d{1,6}))?)?/,
);
const newSession = /^allocate a new session-([0-9a-f]+)/;
const knownSession = /^Find an existing session, ?id-([0-9a-f]+), ?(original|reply) direction/;
const route = /^find a route: ?(?:flag=([0-9a-f]+) )?.*?via (\S+?)(?: err |\s*$| flags )/;
const offloading = /^Trying to offloading session from \S+ to ([^,\s]+)/;
const sentBy = /^(?:send out via dev-|send to IP via intf-)([^,\s]+)/;
const translation = /^(SNAT|DNAT) ([0-9a-fA-F.:]+?)(?::(\d{1,5}))?->([0-9a-fA-F.:]+?)(?::(\d{1,5}))?$/;

/** A packet that came in, as far as its lines were read. */
interface Traced {
  readonly told: ToldPacket;
  /** Slot of a chassis, and number of the trace; FortiOS may give it to several packets. */
  readonly slot: string;
  readonly id: string;
  readonly vdom: string;
  readonly line: number;
  readonly time: Time;
  /** Ordinal of its frame; −1 where it came in by no interface. */
  readonly frame: number;
  readonly point: number;
  /** Flags are told. */
  readonly isWhole: boolean;
  /** The way out of its session's packets of this direction. */
  passage: Passage | null;
  own: Passage;
  isDropped: boolean;
  hasLeft: boolean;
}

class DebugFlowReader implements LineReader {
  readonly #capture: CaptureInfo;
  readonly #faces: Faces;
  /** The newest at the end. */
  readonly #open: Traced[] = [];
  readonly #sessions = new Sessions();
  /** A line that a narrow terminal may have wrapped: its first row, all rows read, their number, and that of the line. */
  #wrapped: {readonly first: string; text: string; rows: number; readonly line: number} | null = null;

  constructor(capture: CaptureInfo) {
    this.#capture = capture;
    this.#faces = new Faces(capture);
  }

  line(text: string, number: number, frames: TextFrames): boolean {
    this.pause(frames);
    if (isClosed.test(text)) return this.#take(text, number, frames);
    this.#wrapped = {first: text, text, rows: 1, line: number};
    return true;
  }

  goOn(text: string): boolean {
    const wrapped = this.#wrapped;
    if (wrapped === null || /^\s*(?:0x[0-9a-f]{4}|[\w-]{1,40} ?(?:\([\w-]+\) ?)?[#$>])/i.test(text)) return false;
    if (wrapped.rows >= maximumRows || wrapped.text.length + text.length > maximumWrapped) return false;
    if (isClosed.test(wrapped.text)) return false;
    wrapped.text += text;
    wrapped.rows++;
    return true;
  }

  /** Another line begins: that before is whole. */
  pause(frames: TextFrames): void {
    const wrapped = this.#wrapped;
    if (wrapped === null) return;
    this.#wrapped = null;
    // Without its end, what follows is another matter.
    this.#take(isClosed.test(wrapped.text) ? wrapped.text : wrapped.first, wrapped.line, frames);
  }

  finish(frames: TextFrames): void {
    this.pause(frames);
    this.#leaveAll(frames);
  }

  #take(text: string, number: number, frames: TextFrames): boolean {
    const told = trace.exec(text);
    if (told === null) return false;
    const [, slot = "", date, clock, id, message] = told;
    const came = packet.exec(message!);
    if (came !== null) {
      this.#leaveAll(frames);
      const stamp = date === undefined ? clock : `${date} ${clock}`;
      const time = (stamp === undefined ? null : frames.clock.read(stamp)) ?? frames.clock.next();
      this.#enter(slot, id!, came, time, number, frames);
      return true;
    }
    const traced = this.#open.findLast(one => one.id === id && one.slot === slot);
    if (traced !== undefined) this.#follow(traced, message!, number);
    return true;
  }

  #enter(slot: string, id: string, came: RegExpExecArray, time: Time, line: number, frames: TextFrames): void {
    const [, vdom = "root", protocol, source, sourcePort, target, targetPort, face, letters] = came;
    const told: ToldPacket = {
      protocol: Number(protocol) & 0xff,
      source: source!,
      sourcePort: Number(sourcePort) & 0xffff,
      target: target!,
      targetPort: Number(targetPort) & 0xffff,
      flags: flagsOf(letters ?? ""),
      sequence: Number(came[9] ?? 0),
      acknowledgment: Number(came[10] ?? 0),
      window: Number(came[11] ?? 0),
      payload: 0,
      // The port of a message's target is its type and code.
      icmpType: Number(targetPort) >> 8,
      icmpCode: Number(targetPort) & 0xff,
      icmpEcho: Number(sourcePort) * 0x10000,
    };
    const isWhole = letters !== undefined || told.protocol !== 6;
    // What the firewall itself sends came in by no interface.
    const at = face === "local" ? null : this.#append(told, isWhole, face!, Direction.entering, time, line, frames);
    this.#open.push({
      told,
      slot,
      id,
      vdom,
      line,
      // Where the sniffer told it before, by the sniffer's clock: the trace tells whole seconds.
      time: at?.time ?? time,
      frame: at?.frame ?? -1,
      point: at?.point ?? -1,
      isWhole,
      passage: null,
      own: {out: null, source: null, target: null},
      isDropped: false,
      hasLeft: false,
    });
    if (this.#open.length > maximumOpen) this.#open.shift();
  }

  /** Takes a further line of a packet into account. */
  #follow(traced: Traced, message: string, line: number): void {
    const {own} = traced;
    const session = newSession.exec(message) ?? knownSession.exec(message);
    if (session !== null)
      traced.passage = this.#sessions.passage(
        `${traced.slot} ${session[1]}`,
        session[2] === "reply",
        session[2] === undefined,
      );
    const routed = route.exec(message);
    const via = routed?.[2] ?? (offloading.exec(message) ?? sentBy.exec(message))?.[1];
    if (via !== undefined) {
      // A route to a virtual domain, or one flagged as local, is one to the firewall itself.
      const isLocal =
        via === traced.vdom || via.startsWith("vsys_") || Number.parseInt(routed?.[1] ?? "0", 16) >= 0x80000000;
      own.out = isLocal ? "" : via;
    }
    const moved = translation.exec(message);
    if (moved !== null) {
      const [, kind, , , address, port] = moved;
      if (kind === "SNAT") own.source = [address!, Number(port ?? traced.told.sourcePort) & 0xffff];
      else own.target = [address!, Number(port ?? traced.told.targetPort) & 0xffff];
    }
    const verdict = wordsOf(fortiosWords, message);
    // The first reason is the one: FortiOS 6.2.3 says "no session matched" behind it.
    if (verdict === null || traced.isDropped) return;
    traced.isDropped = true;
    const {told} = traced;
    if (traced.frame < 0) return;
    const hasPorts = told.protocol === 6 || told.protocol === 17;
    this.#capture.state({
      ...verdict,
      capture: this.#capture.id,
      line,
      frame: traced.frame,
      point: traced.point,
      time: traced.time,
      protocol: told.protocol,
      source: {address: told.source, port: hasPorts ? told.sourcePort : 0},
      target: {address: told.target, port: hasPorts ? told.targetPort : 0},
      flags: told.protocol === 6 && traced.isWhole ? told.flags : -1,
      words: quoted(message),
    });
  }

  /** Hands out the packets that leave, as far as their way is told: the next one has come in. */
  #leaveAll(frames: TextFrames): void {
    for (const traced of this.#open) if (!traced.hasLeft && !traced.isDropped) this.#leave(traced, frames);
  }

  #leave(traced: Traced, frames: TextFrames): void {
    const {own, passage, time, line} = traced;
    // Of the packets behind the first the trace tells a session, and no route.
    const out = own.out ?? passage?.out ?? null;
    if (out === null) return;
    traced.hasLeft = true;
    const source = own.source ?? passage?.source ?? null;
    const target = own.target ?? passage?.target ?? null;
    if (passage !== null) Object.assign(passage, {out, source, target});
    if (out === "") return;
    const {told} = traced;
    const sent: ToldPacket =
      source === null && target === null
        ? told
        : {
            ...told,
            source: source?.[0] ?? told.source,
            sourcePort: source?.[1] ?? told.sourcePort,
            target: target?.[0] ?? told.target,
            targetPort: target?.[1] ?? told.targetPort,
          };
    this.#append(sent, traced.isWhole, out, Direction.leaving, time, line, frames);
  }

  /** Appends a frame at an interface, unless a sniffer told it already; returns its ordinal, its time, and the id of its point. */
  #append(
    told: ToldPacket,
    isWhole: boolean,
    face: string,
    direction: number,
    time: Time,
    line: number,
    frames: TextFrames,
  ): {frame: number; time: Time; point: number} {
    const point = this.#faces.of(face, rawLink);
    const frame = frames.nextOrdinal;
    if (isWhole && told.protocol === 6) {
      const before = frames.sightings.tell(1, sightingKey(face, direction, told), time, frame);
      if (before !== null) return {frame: before.ordinal, time: before.time, point: point.id};
    }
    point.timeBase = frames.clock.base;
    const sighted = {time, point: point.id, line, direction, lacks: Lacks.payloadLength | Lacks.time};
    // A TCP packet without its flags is none that could be judged.
    if (isWhole) frames.appendTold(told, sighted);
    else {
      this.#capture.note(
        "this version of FortiOS tells no TCP flags of some packets: they are not judged; run the sniffer beside",
      );
      frames.appendUntold(sighted);
    }
    return {frame, time, point: point.id};
  }
}
