import {mikrotikWords} from "../log-words.ts";
import {flagsNamed, packetLog} from "./packet-log.ts";

const line =
  /firewall,\w{1,10} (.{0,80}?)\b(input|forward|output|prerouting|postrouting|\S{1,40}): in:(\S{1,60}) out:(\S{1,60}),.*?proto (\w{1,10})(?: \(([A-Z,]{0,40})\))?, ([0-9a-fA-F.:]{2,45}?):(\d{1,5})->([0-9a-fA-F.:]{2,45}?):(\d{1,5})/;

/** What a firewall rule with `log=yes` of RouterOS logs (MikroTik, RouterOS, Firewall: Filter). The prefix is the administrator's. */
export const mikrotikLog = packetLog({
  name: "mikrotik-log",
  begins: line,
  words: mikrotikWords,
  read(text) {
    const told = line.exec(text);
    if (told === null) return null;
    const [, prefix, , enters, leaves, protocol, flags, source, sourcePort, target, targetPort] =
      told as unknown as string[];
    const isIn = enters !== "(none)" && enters !== "(unknown";
    return {
      ...{
        source: source!,
        target: target!,
        sourcePort: Number(sourcePort) & 0xffff,
        targetPort: Number(targetPort) & 0xffff,
      },
      protocol: protocol === "TCP" ? 6 : protocol === "UDP" ? 17 : 0,
      flags: protocol === "TCP" && flags !== undefined ? flagsNamed(flags.replaceAll(",", " ")) : null,
      face: isIn ? enters! : leaves!,
      way: isIn ? "in" : "out",
      said: prefix!.trim(),
    };
  },
});
