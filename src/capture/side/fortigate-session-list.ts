import {printable} from "../../errors.ts";
import {address} from "../patterns.ts";
import type {StatedEnd} from "../statement.ts";
import {countOf, portNumber, type SideKind, type SideReader, type Tell, type Untold} from "./reader.ts";
import type {SideSession} from "./record.ts";

/**
 * `diagnose sys session list` of FortiOS: a block for each session, with what it counts each way, the numbers of its interfaces and its
 * translations (Fortinet, "Troubleshooting tip: FortiGate session table information"). `reflect info` names the second pair of
 * interfaces of an auxiliary session. `diagnose netlink interface list` tells what the interfaces with these numbers are called.
 */
export const fortigateSessionList: SideKind = {
  name: "fortigate-session-list",
  begins: /^session6? info: proto=\d+ /,
  open: tell => new SessionListReader(tell),
};

export const fortigateInterfaceList: SideKind = {
  name: "fortigate-interface-list",
  begins: /^if=\S{1,60} family=\d+ .*?index=\d+/,
  open: tell => ({
    line(text, line) {
      const [, name, index] = /^if=(\S{1,60}) .*?\bindex=(\d{1,10})\b/.exec(text) ?? [];
      if (name !== undefined) tell({kind: "interface", line, index: index!, name: printable(name, 60)});
      return name !== undefined || /^(?:ref=|\s|state=|inet|mac)/.test(text);
    },
    close() {},
  }),
};

const start = /^session6? info: proto=(\d{1,3}) .*$/;
const statistic = /^statistic\(bytes\/packets\/allow_err\): org=(\d+)\/(\d+)\/\d+ reply=(\d+)\/(\d+)\/\d+/;
/** The typing error is FortiOS's own; the pairs are those of requests and of replies, in and out. */
const ways = /\bdev=(\d{1,10})->(\d{1,10})\/(\d{1,10})->(\d{1,10})/;
const end = `${address.source}:(\\d{1,5})`;
const hook = new RegExp(`^hook=\\S+ dir=(org|reply) act=(\\S+) ${end}->${end}(?:\\(${end}\\))?`);
const number = /^(?:misc=|serial=)(?:.*?\bserial=)?([0-9a-f]{1,16})\b/;
const offload = /^npu info: .*?\boffload=(\d+)\/(\d+)/;
const known =
  /^(?:[a-z_]+-shaper=|per_ip_shaper=|class_id=|state=|tx speed|or?gin?->sink|pos\/|misc=|serial=|sdwan_|rpdb|npu_?|vlifid|reflect|dev=|total |no_ofld|ofld|user=|dd_|vwl_|tunnel|src_mac|extra|hook=|statistic|origin-|auth_)/;

interface Block {
  readonly line: number;
  readonly isTcp: boolean;
  id: string;
  client: StatedEnd | null;
  server: StatedEnd | null;
  answers: {client: StatedEnd; server: StatedEnd} | null;
  counts: readonly [number, number, number, number] | null;
  dev: readonly string[] | null;
  reflected: readonly string[] | null;
  isReflect: boolean;
  synced: boolean;
  offloaded: boolean;
}

class SessionListReader implements SideReader {
  readonly #tell: Tell;
  #block: Block | null = null;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  line(text: string, line: number): boolean {
    const begun = start.exec(text);
    if (begun !== null) {
      this.close();
      this.#block = {
        line,
        isTcp: begun[1] === "6",
        id: "",
        client: null,
        server: null,
        answers: null,
        counts: null,
        dev: null,
        reflected: null,
        isReflect: false,
        synced: false,
        offloaded: false,
      };
      return true;
    }
    if (this.#block === null) return /^total session/.test(text);
    if (!known.test(text)) return false;
    this.#take(this.#block, text);
    return true;
  }

  #take(block: Block, text: string): void {
    const counts = statistic.exec(text);
    if (counts !== null) {
      const [bytes, packets, backBytes, back] = counts.slice(1).map(countOf) as [number, number, number, number];
      block.counts = [bytes, packets, backBytes, back];
      return;
    }
    const hooked = hook.exec(text);
    if (hooked !== null) {
      translate(block, hooked);
      return;
    }
    if (text.startsWith("reflect info")) block.isReflect = true;
    const dev = ways.exec(text);
    if (dev !== null) {
      if (block.isReflect) block.reflected ??= dev.slice(1);
      else block.dev ??= dev.slice(1);
    }
    if (text.startsWith("state=")) block.synced = /\bsyn_ses\b/.test(text);
    const forwarded = offload.exec(text);
    if (forwarded !== null && !block.isReflect) block.offloaded = forwarded[1] !== "0" && forwarded[2] !== "0";
    const serial = number.exec(text);
    if (text.startsWith("serial=") && serial !== null) block.id = serial[1]!;
  }

  close(): void {
    const block = this.#block;
    this.#block = null;
    if (block === null || !block.isTcp || block.client === null || block.server === null || block.counts === null)
      return;
    const [bytes, packets, backBytes, back] = block.counts;
    const {dev, reflected, client, server, answers} = block;
    const index = (value: string | undefined) => (value === undefined || value === "0" ? null : value);
    const repliesEnter = index(reflected?.[1]) ?? index(dev?.[2]);
    const leaves = index(dev?.[1]);
    const session: Untold<SideSession> = {
      kind: "session",
      platform: "fortios",
      line: block.line,
      id: block.id,
      client,
      server,
      translated: answers,
      requests: {packets, bytes},
      replies: {packets: back, bytes: backBytes},
      enters: index(dev?.[0]),
      leaves,
      repliesEnter: repliesEnter === leaves ? null : repliesEnter,
      byPeer: block.synced,
      isOffloaded: block.offloaded,
    };
    this.#tell(session);
  }
}

/** Takes a line of translation: requests as the client sends them, or replies as they arrive. */
function translate(block: Block, hooked: RegExpExecArray): void {
  const [, way, , source, sourcePort, target, targetPort, other, otherPort] = hooked;
  const from = {address: source!, port: portNumber(sourcePort)};
  const to = {address: target!, port: portNumber(targetPort)};
  if (way === "org") {
    // A second line of requests is of another place: the first is the client's own.
    block.client ??= from;
    block.server ??= to;
  } else if (block.answers === null && !/^(?:0\.0\.0\.0|::)$/.test(other ?? "::") && otherPort !== undefined)
    block.answers = {client: to, server: from};
}
