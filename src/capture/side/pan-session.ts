import {printable} from "../../errors.ts";
import {countOf, portNumber, type SideKind, type SideReader, type Tell} from "./reader.ts";
import type {Count} from "./record.ts";

/**
 * `show session id` of PAN-OS: both flows of one session, then rows of keys and values (Palo Alto Networks, PAN-OS CLI Quick Start).
 * The state of both flows moves together, so that only the counts tell whether replies come; packets are layer 7's.
 */
export const panSession: SideKind = {
  name: "pan-os-session",
  begins: /^\s*(?:Session\s+\d{1,12}|c2s flow:)$/,
  open: tell => new PanSessionReader(tell),
};

const row = /^\s*([A-Za-z][^:]{0,60}?)\s*:\s+(\S.*)$/;
const ends = /^\s*(source|dst|proto):\s+([0-9a-fA-F.:]{1,45})/;
const ports = /^\s*sport:\s+(\d{1,5})\s+dport:\s+(\d{1,5})/;

interface Flow {
  source: string;
  target: string;
  sourcePort: number;
  targetPort: number;
  protocol: string;
}

class PanSessionReader implements SideReader {
  readonly #tell: Tell;
  #line = 0;
  #id = "";
  #flows: Flow[] = [];
  #rows = new Map<string, string>();

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  line(text: string, line: number): boolean {
    const begun = /^\s*Session\s+(\d{1,12})$/.exec(text);
    if (begun !== null) {
      this.close();
      this.#line = line;
      this.#id = begun[1]!;
      return true;
    }
    if (/^\s*[cs]2[cs] flow:/.test(text)) {
      if (this.#flows.length === 2) this.close();
      if (this.#line === 0) this.#line = line;
      this.#flows.push({source: "", target: "", sourcePort: 0, targetPort: 0, protocol: ""});
      return true;
    }
    const flow = this.#flows.at(-1);
    const port = ports.exec(text);
    if (port !== null && flow !== undefined) {
      flow.sourcePort = portNumber(port[1]);
      flow.targetPort = portNumber(port[2]);
      return true;
    }
    const told = ends.exec(text);
    if (told !== null && flow !== undefined && this.#rows.size === 0) {
      if (told[1] === "source") flow.source = told[2]!;
      else if (told[1] === "dst") flow.target = told[2]!;
      else flow.protocol = told[2]!;
      return true;
    }
    const pair = row.exec(text);
    if (pair === null) return false;
    if (this.#flows.length === 2 && this.#rows.size < 100 && !/^(?:state|src user|dst user|qos|pbf)/.test(pair[1]!))
      this.#rows.set(pair[1]!.toLowerCase(), pair[2]!.trim());
    return true;
  }

  close(): void {
    const [request, reply] = this.#flows;
    const rows = this.#rows;
    const [line, id] = [this.#line, this.#id];
    this.#flows = [];
    this.#rows = new Map();
    this.#line = 0;
    this.#id = "";
    if (request === undefined || request.protocol !== "6" || request.source === "" || request.target === "") return;
    if (!rows.has("total byte count(c2s)") || !rows.has("total byte count(s2c)")) return;
    const face = (key: string) => (rows.has(key) ? printable(rows.get(key)!, 60) : null);
    const isTranslated =
      reply !== undefined &&
      reply.source !== "" &&
      (reply.source !== request.target ||
        reply.target !== request.source ||
        reply.sourcePort !== request.targetPort ||
        reply.targetPort !== request.sourcePort);
    this.#tell({
      kind: "session",
      platform: "pan-os",
      line,
      id,
      client: {address: request.source, port: request.sourcePort},
      server: {address: request.target, port: request.targetPort},
      translated: isTranslated
        ? {
            client: {address: reply.target, port: reply.targetPort},
            server: {address: reply.source, port: reply.sourcePort},
          }
        : null,
      requests: countOfWay(rows, "c2s"),
      replies: countOfWay(rows, "s2c"),
      enters: face("ingress interface"),
      leaves: face("egress interface"),
      repliesEnter: null,
      byPeer: /^true/i.test(rows.get("session updated by ha peer") ?? rows.get("session sync'ed from ha peer") ?? ""),
      isOffloaded: /^completed/i.test(rows.get("layer7 processing") ?? ""),
    });
  }
}

function countOfWay(rows: ReadonlyMap<string, string>, way: "c2s" | "s2c"): Count {
  const packets = rows.get(`layer7 packet count(${way})`);
  return {
    packets: packets === undefined ? null : countOf(packets),
    bytes: countOf(rows.get(`total byte count(${way})`)),
  };
}
