import {fortigateLogWords} from "../log-words.ts";
import {packetLog} from "./packet-log.ts";

/** Denials in the traffic log of FortiOS (Fortinet, FortiOS Log Message Reference): what the device did with a packet, whose flags it does not tell. */
export const fortigateLog = packetLog({
  name: "fortigate-log",
  begins: /\baction="?(?:deny|blocked|drop)\b/,
  words: fortigateLogWords,
  timeOf(text) {
    const [date, time] = [/\bdate=(\d{4}-\d\d-\d\d)/, /\btime=(\d\d:\d\d:\d\d)/].map(one => one.exec(text)?.[1]);
    return date === undefined || time === undefined ? null : `${date} ${time}`;
  },
  read(text) {
    if (!/\btype="?traffic"?\s/.test(text)) return null;
    const at = (key: string) =>
      new RegExp(`\\b${key}=(?:"([^"]{0,100})"|(\\S{1,100}))`).exec(text)?.slice(1).find(Boolean);
    const [source, target] = [at("srcip"), at("dstip")];
    if (source === undefined || target === undefined) return null;
    const message = at("msg");
    return {
      ...{
        source,
        target,
        sourcePort: Number(at("srcport") ?? 0) & 0xffff,
        targetPort: Number(at("dstport") ?? 0) & 0xffff,
      },
      protocol: Number(at("proto") ?? 0) & 0xff,
      ...{flags: null, face: at("srcintf") ?? null, way: "in"},
      said: message ?? `action=${at("action")} policyid=${at("policyid") ?? ""}`,
    };
  },
});
