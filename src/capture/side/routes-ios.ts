import {printable} from "../../errors.ts";
import {address as anyAddress} from "../patterns.ts";
import {countOf, type SideKind, type SideReader, type Tell, type Untold} from "./reader.ts";
import type {NextHop, SideRoute} from "./record.ts";

/**
 * Routing tables in the form that Cisco gave them: `get router info routing-table all` and `details ADDRESS` of FortiOS, `show route` of
 * ASA and IOS. Of `details` the lines with a star are used, the others wait (FortiOS, Administration guide, "Routing table").
 */
export const iosRoutes: SideKind = {
  name: "routes",
  begins:
    /^(?:Codes: K - kernel|\s+> - selected route|[A-Z][A-Z0-9*> ]{0,8}\s+(?:\d{1,3}\.){3}\d{1,3}(?:\/\d{1,2}| (?:\d{1,3}\.){3}\d{1,3})|Routing entry for |[A-Z][A-Z0-9*> ]{0,8}\s+[0-9a-f:]*:[0-9a-f:]*\/\d)/,
  open: tell => new IosRoutesReader(tell),
};

const address = anyAddress.source;
const entry = new RegExp(`^[A-Z][A-Z0-9*> ]{0,8}?\\s+${address}(?:/(\\d{1,3})| ((?:\\d{1,3}\\.){3}\\d{1,3}))\\s*(.*)$`);
const detailed = new RegExp(`^Routing entry for ${address}(?:/(\\d{1,3})| ((?:\\d{1,3}\\.){3}\\d{1,3}))`);
const further = /^\s+\[\d+\/\d+\] via /;
const via = new RegExp(`\\[(\\d+)/\\d+\\](?: via| is directly connected,)? ?${address}?(.*)$`);
const starred = new RegExp(`^\\s+\\* (?:vrf \\d+ )?(?:${address}, via|directly connected,) ([^\\s,]{1,60})`);
/** What stands behind a network; ASA may break the line before it. */
const leads = /^(?:$|\[|is directly connected|via )/;
/** What is no interface among the words behind a gateway: ages, metrics, and what an entry is of. */
const noFace = /^(?:\d+[dhwy:]|\[|\d+:\d|tag\b|\d+$|recursive|00:|from\b|table\b)/;

interface Entry {
  readonly line: number;
  readonly network: string;
  readonly bits: number;
  readonly isAsa: boolean;
  hops: NextHop[];
  metric: number | null;
}

class IosRoutesReader implements SideReader {
  readonly #tell: Tell;
  #entry: Entry | null = null;
  #isDatabase = false;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  line(text: string, line: number): boolean {
    if (/^(?:Codes:|\s+[A-Za-z0-9>*]+ - )/.test(text)) {
      if (text.includes("> - selected route")) this.#isDatabase = true;
      return true;
    }
    const begun = detailed.exec(text) ?? entry.exec(text);
    if (begun !== null) {
      this.close();
      const codes = text.slice(0, begun.index + text.indexOf(begun[1]!));
      if (codes.includes(">")) this.#isDatabase = true;
      // `get router info routing-table database` lists routes that wait, too: those in use have a `>`.
      else if (this.#isDatabase && !text.startsWith("Routing entry")) return true;
      const [, network, prefix, mask, rest = ""] = begun;
      const bits = prefix !== undefined ? Number(prefix) : mask !== undefined ? bitsOf(mask) : null;
      if (bits === null || bits > (network!.includes(":") ? 128 : 32) || !leads.test(rest)) return false;
      this.#entry = {line, network: network!, bits, isAsa: mask !== undefined, hops: [], metric: null};
      this.#hop(rest);
      return true;
    }
    if (this.#entry === null) return false;
    const used = starred.exec(text);
    if (used !== null) {
      this.#entry.hops.push({gateway: used[1] ?? null, interface: printable(used[2]!, 60)});
      return true;
    }
    if (further.test(text)) {
      this.#hop(text);
      return true;
    }
    return /^\s+(?:Known via|Routing Descriptor|Route metric|Last update|\* )/.test(text);
  }

  /** Takes what stands behind a network: `[10/0] via 198.51.100.1, port4`, or `is directly connected, port2`. */
  #hop(text: string): void {
    const entry = this.#entry!;
    const connected = /is directly connected, ([^\s,]{1,60})/.exec(text);
    if (connected !== null) {
      entry.hops.push({gateway: null, interface: printable(connected[1]!, 60)});
      return;
    }
    const told = via.exec(text);
    if (told === null || (told[2] === undefined && !text.includes(" via "))) return;
    // A gateway that is no neighbour is reached by way of another.
    const [, recursive] = /\(recursive (?:via |is directly connected, )([^()]*)\)/.exec(told[3]!) ?? [];
    const words = (recursive ?? told[3]!).split(",").map(word => word.trim());
    const face = words.find(word => word !== "" && !noFace.test(word) && !isAddress(word));
    const gateway = recursive === undefined ? told[2] : (words.find(isAddress) ?? told[2]);
    if (entry.hops.length < 64)
      entry.hops.push({gateway: gateway ?? null, interface: face === undefined ? null : printable(face, 60)});
    entry.metric ??= countOf(told[1]);
  }

  close(): void {
    const entry = this.#entry;
    this.#entry = null;
    if (entry === null || entry.hops.length === 0) return;
    const {isAsa, ...rest} = entry;
    const route: Untold<SideRoute> = {
      ...rest,
      kind: "route",
      platform: isAsa ? "asa" : "fortios",
      asked: null,
      from: null,
    };
    this.#tell(route);
  }
}

const isAddress = (text: string): boolean => /^[0-9a-fA-F.:]+$/.test(text) && /[.:]/.test(text);

/** Returns how many leading bits a mask such as 255.255.255.0 has set, null if it is none. */
function bitsOf(mask: string): number | null {
  const bits = mask
    .split(".")
    .map(byte => Number(byte).toString(2).padStart(8, "0"))
    .join("");
  return /^1*0*$/.test(bits) && bits.length === 32 ? bits.lastIndexOf("1") + 1 : null;
}
