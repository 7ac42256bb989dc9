import {countOf, lineByLine, portNumber, type SideKind} from "./reader.ts";

const way = /src=(\S{1,45}) dst=(\S{1,45}) sport=(\d{1,5}) dport=(\d{1,5})(?: packets=(\d{1,15}) bytes=(\d{1,15}))?/g;

/** `conntrack -L -p tcp` of Linux, and the events of `-E`: `[UNREPLIED]` where only the requests were seen (conntrack-tools, conntrack(8)). */
export const conntrack: SideKind = {
  name: "conntrack",
  begins:
    /^\s*(?:\[\d+\.\d+\s*\]\s*)?(?:\[(?:NEW|UPDATE|DESTROY)\]\s+)?(?:ipv[46]\s+\d+\s+)?tcp\s+6\s+.*\bsrc=\S+ dst=\S+ sport=\d+ dport=\d+/,
  open: tell =>
    lineByLine((text, line) => {
      const [there, back] = [...text.matchAll(way)];
      if (there === undefined || back === undefined) return false;
      const [client, server, answerer, answered] = [
        {address: there[1]!, port: portNumber(there[3])},
        {address: there[2]!, port: portNumber(there[4])},
        {address: back[1]!, port: portNumber(back[3])},
        {address: back[2]!, port: portNumber(back[4])},
      ];
      const isUnreplied = text.includes("[UNREPLIED]");
      const count = (one: RegExpMatchArray) => ({
        packets: one[5] === undefined ? null : countOf(one[5]),
        bytes: one[6] === undefined ? null : countOf(one[6]),
      });
      const isMoved = answerer.address !== server.address || answered.address !== client.address;
      // What has only begun tells nothing of answers.
      const isNew = /^\s*(?:\[\d+\.\d+\s*\]\s*)?\[NEW\]/.test(text);
      const replies = count(back);
      tell({
        kind: "session",
        platform: "linux",
        line,
        id: "",
        client,
        server,
        translated: isMoved || answered.port !== client.port ? {client: answered, server: answerer} : null,
        requests: isNew ? {packets: 0, bytes: 0} : count(there),
        // Without accounting the mark alone tells.
        replies: isUnreplied ? {packets: 0, bytes: 0} : replies,
        enters: null,
        leaves: null,
        repliesEnter: null,
        byPeer: false,
        isOffloaded: /\[(?:HW_)?OFFLOAD\]/.test(text),
      });
      return true;
    }),
};
