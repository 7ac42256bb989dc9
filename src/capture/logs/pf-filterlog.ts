import {filterlogWords} from "../log-words.ts";
import {flagsOf} from "../segment.ts";
import {packetLog} from "./packet-log.ts";

const begins = /filterlog(?:\[\d{1,8}\])?:? (?:\d{1,8} - \[.{0,80}?\] )?(\d{0,6},.*)$/;

/**
 * `filterlog` of pfSense and OPNsense: values parted by commas (Netgate, "Raw Filter Log Format"): rule, sub-rule, anchor, tracker,
 * interface, reason, action, direction, version, then of IPv4 ten values and of IPv6 seven, then ports, length, flags and numbers.
 */
export const pfFilterlog = packetLog({
  name: "pf-filterlog",
  begins,
  words: filterlogWords,
  read(text) {
    const cells = begins.exec(text)?.[1]?.split(",", 40) ?? [];
    const [rule, , , , face, reason, action, way, version] = cells;
    const at = version === "4" ? 9 : version === "6" ? 9 : -1;
    if (at < 0 || (way !== "in" && way !== "out") || face === undefined) return null;
    // IPv4: tos, ecn, ttl, id, offset, flags, protocol number and name, length, source, target. IPv6: class, label, hops, name, number, length, …
    const isV4 = version === "4";
    const [hops, id, protocol, source, target] = isV4
      ? [cells[11], cells[12], cells[15], cells[18], cells[19]]
      : [cells[11], "0", cells[13], cells[15], cells[16]];
    const rest = cells.slice(isV4 ? 20 : 17);
    if (source === undefined || target === undefined) return null;
    const number = (digits: string | undefined) => (/^\d{1,10}$/.test(digits ?? "") ? Number(digits) >>> 0 : null);
    const isTcp = protocol === "6";
    const hasPorts = isTcp || protocol === "17";
    return {
      ...{source, target},
      sourcePort: hasPorts ? (number(rest[0]) ?? 0) & 0xffff : 0,
      targetPort: hasPorts ? (number(rest[1]) ?? 0) & 0xffff : 0,
      protocol: (number(protocol) ?? 0) & 0xff,
      flags: isTcp ? flagsOf((rest[3] ?? "").replace(/A/g, ".").replace(/C/g, "W")) : null,
      payload: isTcp ? Math.min(number(rest[2]) ?? 0, 0xffff) : null,
      sequence: isTcp ? number(rest[4]?.split(":")[0]) : null,
      acknowledgment: isTcp ? number(rest[5]) : null,
      window: (number(rest[6]) ?? 0) & 0xffff,
      hops: (number(hops) ?? 0) & 0xff,
      identification: (number(id) ?? 0) & 0xffff,
      ...{face, way},
      said: `rule ${rule}(${reason}): ${action} ${way} on ${face}`,
    };
  },
});
