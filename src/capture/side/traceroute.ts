import {address as anyAddress} from "../patterns.ts";
import type {SideKind} from "./reader.ts";

const address = anyAddress.source;
const head = new RegExp(
  `^\\s*(?:traceroute6? to \\S{1,255} \\(${address}\\)|traceroute6? to ${address}|Tracing (?:the )?route to (?:\\S{1,255} [([])?${address})`,
);
const hop = /^\s{0,3}(\d{1,3})\s+(\S.*)$/;
const found = new RegExp(`(?:^|[\\s([])${address}(?=$|[\\s)\\],])`);
const maximumHops = 255;

/** `traceroute` of Linux, BSD, Junos, FortiOS and PAN-OS, `tracert` of Windows, and that of ASA: the routers on the way. */
export const traceroute: SideKind = {
  name: "traceroute",
  begins: head,
  open(tell) {
    let target: string | null = null;
    let first = 0;
    let hops: (string | null)[] = [];
    const close = () => {
      if (target !== null && hops.length > 0) tell({kind: "traceroute", line: first, target, hops});
      target = null;
      hops = [];
    };
    return {
      line(text, line) {
        const begun = head.exec(text);
        if (begun !== null) {
          close();
          target = begun[1] ?? begun[2] ?? begun[3]!;
          first = line;
          return true;
        }
        const told = hop.exec(text);
        if (told === null || target === null) return false;
        const number = Number(told[1]);
        // A hop of several lines: its first router stands for it.
        if (number !== hops.length + 1 || number > maximumHops) return false;
        hops.push(found.exec(told[2]!)?.[1] ?? null);
        return true;
      },
      close,
    };
  },
};
