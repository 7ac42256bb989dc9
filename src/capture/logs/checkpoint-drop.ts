import {checkpointWords} from "../log-words.ts";
import {packetLog} from "./packet-log.ts";

const line =
  /fw_log_drop_ex: Packet (?:<dir \d, )?(?:proto=)?(\d{1,3})[ ,]+(?:\S{1,20},? )?([0-9a-fA-F.:]{2,45}?):(\d{1,5}) -> ([0-9a-fA-F.:]{2,45}?):(\d{1,5}) dropped by (\S{1,80}) Reason: (.{1,200}?);?\s*$/;

/** `fw ctl zdebug + drop` of Check Point (sk33327 and others): each packet that the firewall drops, with its reason; flags are not told. */
export const checkpointDrop = packetLog({
  name: "checkpoint-drop",
  begins: line,
  words: checkpointWords,
  read(text) {
    const told = line.exec(text);
    if (told === null) return null;
    const [, protocol, source, sourcePort, target, targetPort, , reason] = told as unknown as string[];
    return {
      ...{
        source: source!,
        target: target!,
        sourcePort: Number(sourcePort) & 0xffff,
        targetPort: Number(targetPort) & 0xffff,
      },
      ...{protocol: Number(protocol) & 0xff, flags: null, face: null, said: reason!},
    };
  },
});
