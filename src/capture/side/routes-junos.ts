import {printable} from "../../errors.ts";
import {address as anyAddress} from "../patterns.ts";
import type {SideKind, Tell} from "./reader.ts";
import type {NextHop} from "./record.ts";

const address = anyAddress.source;
const entry = new RegExp(`^${address}/(\\d{1,3})\\s+(?:([*+-]?)\\[[\\w-]+/\\d+\\].*)?$`);
const hop = new RegExp(`^\\s+(>?)\\s+(?:to ${address} )?via (\\S{1,60}?)(?:,.*)?$`);

/** `show route` of Junos: below each network its routes; that with a star is active, and its next hop in use has a `>`. */
export const junosRoutes: SideKind = {
  name: "routes",
  begins: /^\S{1,60}\.(?:inet6?|0)\S*: \d+ destinations, \d+ routes/,
  open: tell => new JunosRoutes(tell),
};

class JunosRoutes {
  readonly #tell: Tell;
  #network: {readonly text: string; readonly bits: number; readonly line: number} | null = null;
  #isActive = false;
  #hops: NextHop[] = [];

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  line(text: string, line: number): boolean {
    const begun = entry.exec(text);
    if (begun !== null) {
      this.close();
      const [, network, bits, mark] = begun;
      if (Number(bits) > (network!.includes(":") ? 128 : 32)) return true;
      this.#network = {text: network!, bits: Number(bits), line};
      this.#isActive = mark === "*" || mark === "+";
      return true;
    }
    const other = /^\s+([*+-]?)\[[\w-]+\/\d+\]/.exec(text);
    if (other !== null) {
      this.#isActive = other[1] === "*" || other[1] === "+";
      return true;
    }
    const way = hop.exec(text);
    if (way === null) return /destinations, \d+ routes|^\+ = Active/.test(text);
    if (this.#isActive && way[1] === ">" && this.#hops.length < 64)
      this.#hops.push({gateway: way[2] ?? null, interface: printable(way[3]!, 60)});
    return true;
  }

  close(): void {
    const network = this.#network;
    const hops = this.#hops;
    this.#network = null;
    this.#hops = [];
    if (network === null || hops.length === 0) return;
    const {text, bits, line} = network;
    this.#tell({
      kind: "route",
      platform: "junos",
      line,
      network: text,
      bits,
      hops,
      metric: null,
      asked: null,
      from: null,
    });
  }
}
