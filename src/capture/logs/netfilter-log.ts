import {netfilterWords} from "../log-words.ts";
import {flagsNamed, packetLog} from "./packet-log.ts";

/** What the kernel logs for targets LOG, TRACE and statement log (iptables-extensions(8), nft(8)): UFW, firewalld, routers. */
export const netfilterLog = packetLog({
  name: "netfilter-log",
  begins: /\bIN=\S{0,30} OUT=\S{0,30} /,
  words: netfilterWords,
  read(text) {
    const told = /\bIN=(\S{0,30}) OUT=(\S{0,30}) /.exec(text);
    const at = (key: string) => new RegExp(`\\b${key}=(\\S{1,60})`).exec(text)?.[1];
    const [source, target, protocol] = [at("SRC"), at("DST"), at("PROTO")];
    if (told === null || source === undefined || target === undefined || protocol === undefined) return null;
    const [enters, leaves] = [told[1]!, told[2]!];
    const isTcp = protocol === "TCP";
    // Behind RES stand the flags.
    const flags = isTcp ? flagsNamed(/\bRES=\S+ (.*?)(?:URGP|$)/.exec(text)?.[1] ?? "") : null;
    const numbered = (key: string) => (/^\d{1,10}$/.test(at(key) ?? "") ? Number(at(key)) >>> 0 : null);
    const prefix = text
      .slice(0, told.index)
      .replace(/^.*?\b(?:kernel: ?|nft\S*: )/, "")
      .replace(/^\[\s*\d+\.\d+\]\s*/, "");
    return {
      ...{source, target},
      sourcePort: (numbered("SPT") ?? 0) & 0xffff,
      targetPort: (numbered("DPT") ?? 0) & 0xffff,
      protocol: protocols[protocol] ?? Number(protocol) & 0xff,
      flags,
      sequence: numbered("SEQ"),
      acknowledgment: numbered("ACK"),
      window: (numbered("WINDOW") ?? 0) & 0xffff,
      hops: (numbered("TTL") ?? 0) & 0xff,
      identification: (numbered("ID") ?? 0) & 0xffff,
      face: enters || leaves || null,
      way: enters === "" ? "out" : "in",
      said: prefix.trim(),
    };
  },
});

const protocols: Readonly<Record<string, number>> = {TCP: 6, UDP: 17, ICMP: 1, ICMPv6: 58};
