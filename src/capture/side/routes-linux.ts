import {printable} from "../../errors.ts";
import {address as anyAddress} from "../patterns.ts";
import {countOf, type SideKind, type SideReader, type Tell, type Untold} from "./reader.ts";
import type {NextHop, SideRoute} from "./record.ts";

const address = anyAddress.source;
/** What `ip route` prints behind a network; a network alone is no route. */
const words = /(?: via | dev |\bnexthop\b| proto )/;
const table = new RegExp(`^(?:default|${address}(?:/(\\d{1,3}))?)(?= )`);
const looked = new RegExp(`^(?:(?:local|unicast) )?${address}(?: from ${address})?(?= )`);
const answered = /\b(?:src|uid|cache)\b/;

/**
 * `ip route show` and `ip route get ADDRESS from ADDRESS` of Linux (iproute2, ip-route(8)). Several `nexthop` share the load; of routes to
 * one network that of the lowest metric is used. Tables other than main are for rules, and are left out.
 */
export const linuxRoutes: SideKind = {
  name: "routes",
  begins: new RegExp(
    `^(?:(?:local|unicast) )?(?:default|${address}(?:/\\d{1,3})?) (?:from ${address} )?(?:via ${address} )?(?:dev \\S+|proto \\S+|nhid \\d+)`,
  ),
  open: tell => new LinuxRoutesReader(tell),
};

class LinuxRoutesReader implements SideReader {
  readonly #tell: Tell;
  #open: (Untold<SideRoute> & {hops: NextHop[]}) | null = null;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  line(text: string, line: number): boolean {
    if (/^\s+nexthop /.test(text)) {
      if (this.#open !== null && this.#open.hops.length < 64) this.#open.hops.push(hopOf(text));
      return this.#open !== null;
    }
    if (/^\s+cache\b/.test(text)) return true;
    if (!words.test(text)) return false;
    // What a router would do with a packet that comes in is not what the sender does.
    if (/\biif\b/.test(text)) return true;
    const got = looked.exec(text);
    // A line of a table has a prefix, a scope or a protocol; an answer has none, but a source or a user's number.
    if (got !== null && (got[2] !== undefined || answered.test(text)) && !/\b(?:scope|proto)\b/.test(text)) {
      this.close();
      const [, asked, given] = got;
      const from = given ?? new RegExp(`\\bsrc ${address}`).exec(text)?.[1] ?? null;
      const bits = asked!.includes(":") ? 128 : 32;
      this.#tell({
        kind: "route",
        platform: "linux",
        line,
        network: asked!,
        bits,
        hops: [hopOf(text)],
        metric: null,
        asked: asked!,
        from,
      });
      return true;
    }
    const row = table.exec(text);
    if (row === null || / table (?!main\b|default\b)/.test(text)) return false;
    this.close();
    const [, network, prefix] = row;
    const isV6 = network?.includes(":") ?? / via [0-9a-f]*:/.test(text);
    const metric = /\bmetric (\d{1,10})/.exec(text)?.[1];
    this.#open = {
      kind: "route",
      platform: "linux",
      line,
      network: network ?? (isV6 ? "::" : "0.0.0.0"),
      bits:
        network === undefined
          ? 0
          : prefix === undefined
            ? isV6
              ? 128
              : 32
            : Math.min(Number(prefix), isV6 ? 128 : 32),
      hops: / (?:via|dev) /.test(text) ? [hopOf(text)] : [],
      metric: metric === undefined ? 0 : countOf(metric),
      asked: null,
      from: null,
    };
    return true;
  }

  close(): void {
    const route = this.#open;
    this.#open = null;
    if (route !== null && route.hops.length > 0) this.#tell(route);
  }
}

function hopOf(text: string): NextHop {
  const gateway = new RegExp(`\\bvia (?:inet6? )?${address}`).exec(text)?.[1] ?? null;
  const face = /\bdev (\S{1,60})/.exec(text)?.[1];
  return {gateway, interface: face === undefined ? null : printable(face, 60)};
}
