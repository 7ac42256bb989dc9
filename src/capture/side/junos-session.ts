import {printable} from "../../errors.ts";
import type {StatedEnd} from "../statement.ts";
import {countOf, portNumber, type SideKind} from "./reader.ts";
import type {Count} from "./record.ts";

const head = /^\s*Session ID: (\d{1,12}), .*?(?:Policy name|Timeout|Status)/;
const wing =
  /^\s*(In|Out): ([0-9a-fA-F.:]{2,45})\/(\d{1,5}) --> ([0-9a-fA-F.:]{2,45})\/(\d{1,5});(\w{1,10}),(?:.*?\bIf: ([^\s,]{1,60}))?(?:.*?\bPkts: (\d{1,15}), Bytes: (\d{1,15}))?/;

interface Wing {
  readonly source: StatedEnd;
  readonly target: StatedEnd;
  readonly face: string | null;
  readonly count: Count;
}

/** `show security flow session` of Junos (Juniper, CLI Reference): the wing In as the client sends, the wing Out as its answers come. */
export const junosSession: SideKind = {
  name: "junos-session",
  begins: head,
  open(tell) {
    let id = "";
    let begun = 0;
    let there: Wing | null = null;
    return {
      line(text, number) {
        const session = head.exec(text);
        if (session !== null) {
          [id, begun, there] = [session[1]!, number, null];
          return true;
        }
        const told = wing.exec(text);
        if (told === null || begun === 0)
          return /^\s*Total sessions: \d+|^\s*(?:node\d|-{10,})/.test(text) && begun > 0;
        const [, way, source, sourcePort, target, targetPort, protocol, face, packets, bytes] = told;
        const one: Wing = {
          source: {address: source!, port: portNumber(sourcePort)},
          target: {address: target!, port: portNumber(targetPort)},
          face: face === undefined ? null : printable(face, 60),
          count: {
            packets: packets === undefined ? null : countOf(packets),
            bytes: bytes === undefined ? null : countOf(bytes),
          },
        };
        if (protocol !== "tcp") return true;
        if (way === "In") there = one;
        else if (there !== null) {
          const isMoved = [
            [one.source, there.target],
            [one.target, there.source],
          ].some(([a, b]) => a!.address !== b!.address || a!.port !== b!.port);
          tell({
            kind: "session",
            platform: "junos",
            line: begun,
            id,
            client: there.source,
            server: there.target,
            translated: isMoved ? {client: one.target, server: one.source} : null,
            requests: there.count,
            replies: one.count,
            enters: there.face,
            leaves: one.face,
            repliesEnter: null,
            byPeer: false,
            isOffloaded: false,
          });
          there = null;
        }
        return true;
      },
      close() {},
    };
  },
};
