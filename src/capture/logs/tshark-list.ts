import {flagsNamed, packetLog} from "./packet-log.ts";

/** A row of a packet list of tshark or Wireshark: number, time, addresses, protocol, length, then what is told of TCP. */
const row =
  /^\s*\d{1,9}\s+((?:\d{4}-\d\d-\d\d\s)?(?:\d\d:\d\d:\d\d|\d{1,10})\.\d{1,9})\s{1,40}([0-9a-fA-F.:]{2,45})\s{1,40}(?:→|->)?\s{0,9}([0-9a-fA-F.:]{2,45})\s{1,40}(\S{1,20})\s{1,40}(\d{1,6})\s+(.*)$/;
const ports = /(?:^|\s)(\d{1,5})\s*(?:→|->|>)\s*(\d{1,5})\s+\[([A-Z, ]{2,40})\]/;

/** What tshark prints, and Wireshark copies of its packet list, one line a packet; sequence numbers count from 0 (tshark(1)). */
export const tsharkList = packetLog({
  name: "tshark-list",
  begins: row,
  words: [],
  timeOf: text => row.exec(text)?.[1] ?? null,
  read(text) {
    const told = row.exec(text);
    if (told === null) return null;
    const [, , source, target, protocol, , info] = told as unknown as string[];
    const segment = ports.exec(info!);
    if (segment === null) return null;
    const number = (key: string) => {
      const digits = new RegExp(`\\b${key}=(\\d{1,10})`).exec(info!)?.[1];
      return digits === undefined ? null : Number(digits) >>> 0;
    };
    const [value, echo] = [number("TSval"), number("TSecr")];
    if (protocol === "UDP") return null;
    return {
      ...{source: source!, target: target!, protocol: 6, face: null, said: ""},
      sourcePort: Number(segment[1]) & 0xffff,
      targetPort: Number(segment[2]) & 0xffff,
      flags: flagsNamed(segment[3]!),
      sequence: number("Seq"),
      acknowledgment: number("Ack"),
      window: (number("Win") ?? 0) & 0xffff,
      payload: number("Len") === null ? null : Math.min(number("Len")!, 0xffff),
      ...(value === null ? {} : {stamps: [value, echo ?? 0]}),
    };
  },
});
