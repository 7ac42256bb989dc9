import {printable} from "../../errors.ts";
import {address as anyAddress} from "../patterns.ts";
import {countOf, type SideKind} from "./reader.ts";
import type {NextHop} from "./record.ts";

const address = anyAddress.source;
const row = new RegExp(`^\\s*(?:\\d{1,7}\\s+)?${address}/(\\d{1,3})\\s+(${address}|discard|drop)\\s+(.*)$`);

/**
 * `show routing route` and `show routing fib` of PAN-OS: rows of which those flagged active (A), or in the FIB up (u), are used
 * (PAN-OS CLI Quick Start). Several rows of one network share its load (E: ECMP).
 */
export const panRoutes: SideKind = {
  name: "routes",
  begins: /^\s*(?:id\s+)?destination\s+nexthop\s+/,
  open: tell => ({
    line(text, line) {
      const [, network, bits, hop, , rest] = row.exec(text) ?? [];
      if (network === undefined || rest === undefined)
        return /^\s*(?:(?:id\s+)?destination\s+nexthop|-{5}|={5}|total routes|VIRTUAL ROUTER|flags:)/.test(text);
      const words = rest.split(/\s+/);
      const isActive = words.some(word => /^A(?:\?|$|[A-Z])/.test(word) || /^u[a-z]*$/.test(word));
      const face = words.find(word => /^(?:ethernet|ae|tunnel|loopback|vlan)[\d./]/.test(word));
      if (!isActive || Number(bits) > 128) return true;
      const metric = /^\d{1,6}$/.test(words[0]!) && !/^\d{1,7}\s/.test(text.trim()) ? countOf(words[0]) : null;
      const isConnected = words.includes("C") || /^(?:0\.0\.0\.0|::)$/.test(hop!);
      tell({
        kind: "route",
        platform: "pan-os",
        line,
        network,
        bits: Number(bits),
        hops: [
          {
            gateway: isConnected || !/[.:]/.test(hop!) ? null : hop!,
            interface: face === undefined ? null : printable(face, 60),
          },
        ],
        metric,
        asked: null,
        from: null,
      });
      return true;
    },
    close() {},
  }),
};

/** `test routing fib-lookup virtual-router NAME ip ADDRESS` of PAN-OS: how the firewall itself would send a packet there. */
export const panFibLookup: SideKind = {
  name: "routes",
  begins: /^\s*runtime route lookup\s*$/,
  open(tell) {
    let asked: string | null = null;
    let first = 0;
    let hops: NextHop[] = [];
    const close = () => {
      if (asked !== null && hops.length > 0)
        tell({
          kind: "route",
          platform: "pan-os",
          line: first,
          network: asked,
          bits: asked.includes(":") ? 128 : 32,
          hops,
          metric: null,
          asked,
          from: null,
        });
      asked = null;
      hops = [];
    };
    const via = new RegExp(`^\\s*(?:result:\\s*)?(?:via ${address} )?interface (\\S{1,60}?),`);
    return {
      line(text, line) {
        if (/^\s*runtime route lookup/.test(text)) {
          close();
          return true;
        }
        const destination = new RegExp(`^\\s*destination:\\s+${address}\\s*$`).exec(text);
        if (destination !== null) {
          close();
          asked = destination[1]!;
          return true;
        }
        const hop = via.exec(text);
        if (hop === null || asked === null) return /^\s*(?:-{5}|virtual-router:|result:)/.test(text);
        if (hops.length === 0) first = line;
        if (hops.length < 64) hops.push({gateway: hop[1] ?? null, interface: printable(hop[2]!, 60)});
        return true;
      },
      close,
    };
  },
};
