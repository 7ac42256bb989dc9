import {type AnalyzeOptions, analyze} from "../../src/analyze.ts";
import type {Analysis, Cause} from "../../src/judge/analysis.ts";
import {parseLadder} from "./ladder.ts";
import {capturesOf} from "./ladder-capture.ts";

/** A capture of which replies are missing, judged with texts of devices beside it. */
export async function* stream(bytes: Uint8Array) {
  yield bytes;
}
export const utf8 = (text: string) => new TextEncoder().encode(text);

/** Connections without replies have the ports from here on. */
export const oneWayPort = 50_000;

export const alone = `# replies bypass the point
client 10.1.0.3:${oneWayPort}     server 10.2.0.4:443     point fw/inside
0.000 > SYN
0.040 < SYN-ACK            unseen
0.041 > ACK
0.042 > PSH-ACK 517
0.081 < PSH-ACK 4321       unseen
0.085 > ACK
0.200 > PSH-ACK 300
0.240 < PSH-ACK 900        unseen
0.245 > ACK
0.400 > PSH-ACK 300
0.440 < PSH-ACK 900        unseen
0.445 > ACK
repeat 3 1
`;
/** Beside it 10.1.0.201 talks with 10.2.0.202:443, both ways. */
export const asymmetric = `${alone}witness\n`;
export const symmetric = asymmetric.replaceAll(/ +unseen/g, "");

/** Judges a ladder with texts beside it; a name before the text is the device's. */
export const judge = (
  ladder: string,
  texts: readonly (string | readonly [device: string, text: string])[],
  options: AnalyzeOptions = {},
): Promise<Analysis> =>
  analyze(capturesOf(parseLadder(ladder), {}).captures, {
    ...options,
    evidence: texts.map((one, i) =>
      typeof one === "string"
        ? {path: `side-${i + 1}.txt`, stream: stream(utf8(one))}
        : {path: `side-${i + 1}.txt`, name: one[0], stream: stream(utf8(one[1]))},
    ),
  });

export const causeOf = (analysis: Analysis, name: string): Cause | undefined =>
  analysis.causes.find(({cause}) => cause === name);
export const first = ({causes}: Analysis) => causes[0]?.cause;
export const bypass = "return-bypasses-firewall";
