import {martianWords} from "../log-words.ts";
import {packetLog} from "./packet-log.ts";

const line = /\b(martian source ([0-9.]{7,15}) from ([0-9.]{7,15}), on dev (\S{1,60}))/;

/**
 * What Linux logs of a packet whose source is not reached by the interface that it came in by: `martian source TARGET from SOURCE, on dev IF`
 * (with net.ipv4.conf.*.log_martians; Documentation/networking/ip-sysctl.rst). It tells neither protocol nor ports.
 */
export const martianLog = packetLog({
  name: "martian-log",
  begins: line,
  words: martianWords,
  read(text) {
    const told = line.exec(text);
    if (told === null) return null;
    const [, said, target, source, face] = told as unknown as string[];
    return {
      ...{source: source!, target: target!, sourcePort: 0, targetPort: 0},
      ...{protocol: -1, flags: null, face: face!, way: "in", said: said!},
    };
  },
});
