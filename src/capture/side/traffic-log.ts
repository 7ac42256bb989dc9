import {printable} from "../../errors.ts";
import {countOf, lineByLine, portNumber, type SideKind, type Untold} from "./reader.ts";
import type {Count, SideSession} from "./record.ts";

const isAddress = (text: string | undefined): text is string =>
  /^(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:]+)$/.test(text ?? "");

/** Traffic logs of FortiOS: `key=value`, values in quotation marks or not (Fortinet, FortiOS Log Message Reference). */
export const fortigateTrafficLog: SideKind = {
  name: "traffic-log",
  begins: /\btype="?traffic"?\b.*\bsrcip=/,
  open: tell =>
    lineByLine((text, line) => {
      const at = (key: string) =>
        new RegExp(`\\b${key}=(?:"([^"]{0,100})"|(\\S{1,100}))`).exec(text)?.slice(1).find(Boolean);
      // What a rule denied, or has only begun, tells nothing of missing replies.
      if (/^(?:deny|start|block|blocked|drop)$/.test(at("action") ?? "")) return true;
      const [source, target] = [at("srcip"), at("dstip")];
      if (at("proto") !== "6" || !isAddress(source) || !isAddress(target)) return false;
      const count = (packets: string, bytes: string): Count => ({packets: known(at(packets)), bytes: known(at(bytes))});
      const client = {address: source, port: portNumber(at("srcport"))};
      const server = {address: target, port: portNumber(at("dstport"))};
      const [snat, dnat] = [at("transip"), at("tranip")];
      const session: Untold<SideSession> = {
        ...blank,
        platform: "fortios",
        line,
        // `diagnose sys session list` prints the same number in hexadecimal.
        id: hexadecimal(at("sessionid")),
        client,
        server,
        translated:
          isAddress(snat) || isAddress(dnat)
            ? {
                client: isAddress(snat) ? {address: snat, port: portNumber(at("transport"))} : client,
                server: isAddress(dnat) ? {address: dnat, port: portNumber(at("tranport"))} : server,
              }
            : null,
        requests: count("sentpkt", "sentbyte"),
        replies: count("rcvdpkt", "rcvdbyte"),
        enters: faceOf(at("srcintf")),
        leaves: faceOf(at("dstintf")),
      };
      if (session.requests.packets === null && session.requests.bytes === null) return false;
      tell(session);
      return true;
    }),
};

/** Columns of a PAN-OS traffic log, from 0 (Palo Alto Networks, "Traffic log fields"). */
const Column = {
  type: 3,
  subtype: 4,
  source: 7,
  target: 8,
  natSource: 9,
  natTarget: 10,
  enters: 18,
  leaves: 19,
  session: 22,
  sourcePort: 24,
  targetPort: 25,
  natSourcePort: 26,
  natTargetPort: 27,
  protocol: 29,
  bytesSent: 32,
  bytesReceived: 33,
  packetsSent: 44,
  packetsReceived: 45,
} as const;

/** Traffic logs of PAN-OS as it forwards them by syslog: one line with commas, the end of a session. */
export const panTrafficLog: SideKind = {
  name: "traffic-log",
  begins: /,TRAFFIC,(?:end|start|drop|deny),/,
  open: tell =>
    lineByLine((text, line) => {
      const cells = (text.match(/(?:^|,)(?:"[^"]{0,300}"|[^,]{0,300})/g) ?? []).map(cell =>
        cell.replace(/^,?"?|"$/g, ""),
      );
      const at = (name: keyof typeof Column) => cells[Column[name]];
      // What a rule denied, or has only begun, tells nothing of missing replies.
      if (at("subtype") !== "end") return at("type") === "TRAFFIC";
      const [source, target, natSource, natTarget] = [at("source"), at("target"), at("natSource"), at("natTarget")];
      if (at("type") !== "TRAFFIC" || at("protocol") !== "tcp" || !isAddress(source) || !isAddress(target))
        return false;
      const client = {address: source, port: portNumber(at("sourcePort"))};
      const server = {address: target, port: portNumber(at("targetPort"))};
      const isMoved = (address: string | undefined): address is string =>
        isAddress(address) && !/^(?:0\.0\.0\.0|::)$/.test(address);
      const session: Untold<SideSession> = {
        ...blank,
        platform: "pan-os",
        line,
        id: /^\d{1,12}$/.test(at("session") ?? "") ? at("session")! : "",
        client,
        server,
        translated:
          isMoved(natSource) || isMoved(natTarget)
            ? {
                client: isMoved(natSource) ? {address: natSource, port: portNumber(at("natSourcePort"))} : client,
                server: isMoved(natTarget) ? {address: natTarget, port: portNumber(at("natTargetPort"))} : server,
              }
            : null,
        requests: {packets: known(at("packetsSent")), bytes: known(at("bytesSent"))},
        replies: {packets: known(at("packetsReceived")), bytes: known(at("bytesReceived"))},
        enters: faceOf(at("enters")),
        leaves: faceOf(at("leaves")),
      };
      if (session.requests.packets === null) return false;
      tell(session);
      return true;
    }),
};

const blank = {kind: "log", repliesEnter: null, byPeer: false, isOffloaded: false} as const;
const known = (text: string | undefined): number | null => (/^\d{1,15}$/.test(text ?? "") ? countOf(text) : null);
const faceOf = (text: string | undefined): string | null =>
  text === undefined || text === "" ? null : printable(text, 60);

const hexadecimal = (number: string | undefined): string =>
  number === undefined || !/^\d{1,10}$/.test(number) ? "" : Number(number).toString(16).padStart(8, "0");
