import {asaLogWords} from "../log-words.ts";
import {flagsNamed, packetLog} from "./packet-log.ts";

const end = "([0-9a-fA-F.:]{2,45})\\/(\\d{1,5})";
/** Message 106015, 106001: `Deny TCP (no connection) from IP/port to IP/port flags SYN ACK on interface NAME`. */
const flagged = new RegExp(`from ${end} to ${end} flags ([A-Z ]{3,40}?)\\s+on interface (\\S{1,60})`);
/** 106023: `Deny tcp src NAME:IP/port dst NAME:IP/port by access-group "ACL"`. */
const grouped = new RegExp(`Deny (\\w{1,10}) src (\\S{1,60}?):${end}(?:\\(.{0,60}?\\))? dst (\\S{1,60}?):${end}`);
/** 106100: `access-list ACL denied tcp NAME/IP(port) -> NAME/IP(port) hit-cnt 1 …`. */
const listed =
  /access-list \S{1,60} (?:denied|permitted|est-allowed) (\w{1,10}) (\S{1,60}?)\/([0-9a-fA-F.:]{2,45})\((\d{1,5})\)(?:\(.{0,60}?\))? -> (\S{1,60}?)\/([0-9a-fA-F.:]{2,45})\((\d{1,5})\)/;
/** 106021: `Deny TCP reverse path check from IP to IP on interface NAME`. */
const reverse =
  /Deny (\w{1,10}) reverse path check from ([0-9a-fA-F.:]{2,45}) to ([0-9a-fA-F.:]{2,45}) on interface (\S{1,60})/;

/** Denials in the syslog of Cisco ASA and FTD (Cisco, ASA Series Syslog Messages). */
export const asaSyslog = packetLog({
  name: "asa-syslog",
  begins: /%(?:ASA|FTD)-(?:\w{1,20}-)?\d-106(?:001|015|021|023|100): /,
  words: asaLogWords,
  read(text) {
    const said = /%(?:ASA|FTD)-\S{1,40}: (.*)$/.exec(text)?.[1] ?? "";
    const protocolOf = (name: string) => protocols[name.toLowerCase()] ?? 0;
    const number = (digits: string | undefined) => Number(digits ?? 0) & 0xffff;
    const one = flagged.exec(said);
    if (one !== null)
      return {
        ...{source: one[1]!, sourcePort: number(one[2]), target: one[3]!, targetPort: number(one[4])},
        ...{protocol: 6, flags: flagsNamed(one[5]!), face: one[6]!, way: "in", said},
      };
    const two = grouped.exec(said);
    if (two !== null)
      return {
        ...{source: two[3]!, sourcePort: number(two[4]), target: two[6]!, targetPort: number(two[7])},
        ...{protocol: protocolOf(two[1]!), flags: null, face: two[2]!, way: "in", said},
      };
    const three = listed.exec(said);
    if (three !== null)
      return {
        ...{source: three[3]!, sourcePort: number(three[4]), target: three[6]!, targetPort: number(three[7])},
        ...{protocol: protocolOf(three[1]!), flags: null, face: three[2]!, way: "in", said},
      };
    const four = reverse.exec(said);
    if (four === null) return null;
    return {
      ...{source: four[2]!, sourcePort: 0, target: four[3]!, targetPort: 0},
      ...{protocol: protocolOf(four[1]!), flags: null, face: four[4]!, way: "in", said},
    };
  },
});

const protocols: Readonly<Record<string, number>> = {tcp: 6, udp: 17, icmp: 1, icmpv6: 58};
