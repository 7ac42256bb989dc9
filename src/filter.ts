import {type Packet, Protocol, type Tuple} from "./decode/packet.ts";
import {contains, type Network, parseNetwork} from "./flow/network.ts";

/** Returns whether a packet is to be judged. `packet` is borrowed. */
export type Filter = (packet: Packet) => boolean;

/** What a filter does not understand, and where: `position` is the index of the first character that is to blame. */
export class FilterError extends Error {
  readonly position: number;

  constructor(position: number, problem: string) {
    super(`at character ${position + 1}: ${problem}`);
    this.name = "FilterError";
    this.position = position;
  }
}

/** Nesting has a limit, as the parser calls itself. */
const maximumDepth = 100;

/**
 * Compiles a filter, a subset of libpcap's language (pcap-filter(7)):
 *
 *     filter  = factor {("and" | "or") factor}
 *     factor  = "not" factor | "(" filter ")" | test
 *     test    = "host" ADDRESS | "net" NETWORK/BITS | ["tcp" | "udp"] "port" PORT | ["tcp" | "udp"] "portrange" PORT-PORT
 *             | "tcp" | "udp" | "icmp" | "icmp6" | "ip" | "ip6"
 *
 * `&&`, `||` and `!` are `and`, `or` and `not`; `and` and `or` bind alike, from left to right, as they do there. An ICMP error also has
 * the addresses, ports and protocol of the packet that it quotes, and `icmp` is that of either IP version. Throws a FilterError.
 */
export function parseFilter(text: string): Filter {
  const parser = new Parser(text);
  const filter = parser.filter(0);
  parser.end();
  return filter;
}

interface Token {
  readonly text: string;
  readonly at: number;
}

class Parser {
  readonly #tokens: Token[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = [...text.matchAll(/\(|\)|&&|\|\||!|[^\s()!&|]+|[&|]/g)].map(match => ({
      text: match[0],
      at: match.index,
    }));
    this.#tokens.push({text: "", at: text.length});
  }

  get #token(): Token {
    return this.#tokens[this.#next]!;
  }

  #take(...texts: string[]): boolean {
    if (!texts.includes(this.#token.text)) return false;
    this.#next++;
    return true;
  }

  filter(depth: number): Filter {
    let filter = this.#factor(depth);
    for (;;) {
      if (this.#take("and", "&&")) filter = both(filter, this.#factor(depth));
      else if (this.#take("or", "||")) filter = either(filter, this.#factor(depth));
      else return filter;
    }
  }

  #factor(depth: number): Filter {
    if (depth > maximumDepth) throw new FilterError(this.#token.at, "this is nested too deeply");
    if (this.#take("not", "!")) return negated(this.#factor(depth + 1));
    if (!this.#take("(")) return this.#test();
    const filter = this.filter(depth + 1);
    if (!this.#take(")")) this.#fail('")" is missing');
    return filter;
  }

  #test(): Filter {
    if (this.#take("host")) return ofNetwork(this.#network(false));
    if (this.#take("net")) return ofNetwork(this.#network(true));
    if (this.#take("port")) return this.#port();
    if (this.#take("portrange")) return this.#portRange();
    if (this.#take("icmp")) return isIcmp;
    if (this.#take("icmp6")) return ofProtocol(Protocol.icmp6);
    if (this.#take("ip")) return isOfWidth(4);
    if (this.#take("ip6")) return isOfWidth(16);
    if (this.#take("tcp")) return this.#ported(ofProtocol(Protocol.tcp));
    if (this.#take("udp")) return this.#ported(ofProtocol(Protocol.udp));
    const {text} = this.#token;
    if (text === "src" || text === "dst")
      this.#fail(`"${text}" is not understood: both directions are needed; write "host", "net" or "port" alone`);
    if (parseNetwork(text) !== null) this.#fail(`write "${text.includes("/") ? "net" : "host"} ${text}"`);
    if (/^\d+$/.test(text)) this.#fail(`write "port ${text}"`);
    return this.#fail(
      `${text === "" ? "the filter ends" : `"${text}" stands`} where one of host, net, port, portrange, tcp, udp, icmp, icmp6, ip, ip6, not or ( is expected`,
    );
  }

  /** `tcp port 443` is `tcp and port 443`. */
  #ported(filter: Filter): Filter {
    if (this.#take("port")) return both(filter, this.#port());
    if (this.#take("portrange")) return both(filter, this.#portRange());
    return filter;
  }

  #network(mayHavePrefix: boolean): Network {
    const {text, at} = this.#token;
    const network = parseNetwork(text);
    if (network !== null && (mayHavePrefix || !text.includes("/"))) {
      this.#next++;
      return network;
    }
    const form = mayHavePrefix ? "a network such as 10.1.0.0/16 or 2001:db8::/32" : "an address";
    const hint = network !== null ? `; write "net ${text}"` : /^[a-z]/i.test(text) ? "; names are not looked up" : "";
    throw new FilterError(
      at,
      `${text === "" ? "the filter ends" : `"${text}" stands`} where ${form} is expected${hint}`,
    );
  }

  #port(): Filter {
    const port = this.#number(this.#token.text);
    this.#next++;
    return ofPorts(port, port);
  }

  #portRange(): Filter {
    const [from, to, more] = this.#token.text.split("-");
    if (to === undefined || more !== undefined) this.#fail("a range of ports such as 8000-8080 is expected");
    const filter = ofPorts(this.#number(from!), this.#number(to!));
    this.#next++;
    return filter;
  }

  #number(text: string): number {
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65535)
      this.#fail(`${text === "" ? "the filter ends" : `"${text}" stands`} where a port from 0 to 65535 is expected`);
    return Number(text);
  }

  end(): void {
    const {text} = this.#token;
    if (text === ")") this.#fail('")" has no "(" before it');
    if (text !== "") this.#fail(`"${text}" stands where "and" or "or" is expected`);
  }

  #fail(problem: string): never {
    throw new FilterError(this.#token.at, problem);
  }
}

const both =
  (one: Filter, other: Filter): Filter =>
  packet =>
    one(packet) && other(packet);
const either =
  (one: Filter, other: Filter): Filter =>
  packet =>
    one(packet) || other(packet);
const negated =
  (one: Filter): Filter =>
  packet =>
    !one(packet);

/** Whether the packet is an ICMP error and quotes another; `quoted` of any other packet is what an earlier one left there. */
const quotes = (packet: Packet) => isIcmp(packet) && packet.quoted.width !== 0;

const isIcmp: Filter = packet => packet.protocol === Protocol.icmp || packet.protocol === Protocol.icmp6;

const isOfWidth =
  (width: number): Filter =>
  packet =>
    packet.width === width;

const ofProtocol =
  (protocol: number): Filter =>
  packet =>
    packet.protocol === protocol || (quotes(packet) && packet.quoted.protocol === protocol);

const ofNetwork =
  (network: Network): Filter =>
  packet =>
    touches(network, packet) || (quotes(packet) && touches(network, packet.quoted));

const touches = (network: Network, tuple: Tuple) =>
  contains(network, tuple.width, tuple.source0, tuple.source1, tuple.source2, tuple.source3) ||
  contains(network, tuple.width, tuple.target0, tuple.target1, tuple.target2, tuple.target3);

const ofPorts = (one: number, other: number): Filter => {
  const from = Math.min(one, other);
  const to = Math.max(one, other);
  const uses = (tuple: Tuple) =>
    hasPorts(tuple) &&
    ((tuple.sourcePort >= from && tuple.sourcePort <= to) || (tuple.targetPort >= from && tuple.targetPort <= to));
  return packet => uses(packet) || (quotes(packet) && uses(packet.quoted));
};

const hasPorts = (tuple: Tuple) => tuple.protocol === Protocol.tcp || tuple.protocol === Protocol.udp;
