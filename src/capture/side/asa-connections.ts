import {printable} from "../../errors.ts";
import {lineByLine, portNumber, type SideKind} from "./reader.ts";

const line =
  /^\s*TCP (\S{1,48}?):?\s+([0-9a-fA-F.:]{2,45}):(\d{1,5})(?: ?\(.{0,60}?\))?,? +(\S{1,48}?):?\s+([0-9a-fA-F.:]{2,45}):(\d{1,5})(?: ?\(.{0,60}?\))?,.*?\bflags ([A-Za-z]{1,24})/;

/**
 * `show conn` of Cisco ASA and FTD (Cisco, document 113602, "ASA TCP Connection Flags"): bytes count both directions together, so that the
 * flags tell: s, S: no SYN of the outside, of the inside yet; B: the outside opened it.
 */
export const asaConnections: SideKind = {
  name: "asa-connections",
  begins: line,
  open: tell =>
    lineByLine((text, number) => {
      const told = line.exec(text);
      if (told === null) return false;
      const [, outside, outer, outerPort, inside, inner, innerPort, flags] = told as unknown as string[];
      const [out, own] = [
        {address: outer!, port: portNumber(outerPort)},
        {address: inner!, port: portNumber(innerPort)},
      ];
      const isInbound = flags!.includes("B");
      const isUnreplied = flags!.includes(isInbound ? "S" : "s");
      tell({
        kind: "session",
        platform: "asa",
        line: number,
        id: "",
        client: isInbound ? out : own,
        server: isInbound ? own : out,
        translated: null,
        requests: {packets: null, bytes: null},
        replies: isUnreplied ? {packets: 0, bytes: 0} : {packets: null, bytes: null},
        enters: printable(isInbound ? outside! : inside!, 60),
        leaves: printable(isInbound ? inside! : outside!, 60),
        repliesEnter: null,
        byPeer: false,
        isOffloaded: /[oO]ffload/.test(text),
      });
      return true;
    }),
};

const built =
  /%(?:ASA|FTD)-\S{0,24}30201[34]: (?:(?:Built (inbound|outbound)|Teardown) TCP connection (\d{1,12}) for (\S{1,48}?):([0-9a-fA-F.:]{2,45})\/(\d{1,5}).*? to (\S{1,48}?):([0-9a-fA-F.:]{2,45})\/(\d{1,5}))(.*)$/;
/** Connections whose direction is remembered. */
const limit = 4096;

/**
 * Messages 302013 and 302014 of Cisco ASA and FTD (ASA Series Syslog Messages): `SYN Timeout` ends a connection of which no answer to the
 * SYN came. Bytes count both directions, and of other ends tell nothing.
 */
export const asaTeardowns: SideKind = {
  name: "asa-teardowns",
  begins: built,
  open(tell) {
    const inbound = new Map<string, boolean>();
    return lineByLine((text, number) => {
      const told = built.exec(text);
      if (told === null) return false;
      const [, way, id, outside, outer, outerPort, inside, inner, innerPort, rest] = told as unknown as string[];
      if (way !== undefined) {
        if (inbound.size >= limit) inbound.delete(inbound.keys().next().value!);
        inbound.set(id!, way === "inbound");
        return true;
      }
      if (!/\bSYN Timeout/.test(rest!)) return true;
      const [out, own] = [
        {address: outer!, port: portNumber(outerPort)},
        {address: inner!, port: portNumber(innerPort)},
      ];
      // Where the message of its begin is not given, the higher port is the client's.
      const isInbound = inbound.get(id!) ?? out.port > own.port;
      tell({
        kind: "log",
        platform: "asa",
        line: number,
        id: id!,
        client: isInbound ? out : own,
        server: isInbound ? own : out,
        translated: null,
        requests: {packets: null, bytes: null},
        replies: {packets: 0, bytes: 0},
        enters: printable(isInbound ? outside! : inside!, 60),
        leaves: printable(isInbound ? inside! : outside!, 60),
        repliesEnter: null,
        byPeer: false,
        isOffloaded: false,
      });
      return true;
    });
  },
};
