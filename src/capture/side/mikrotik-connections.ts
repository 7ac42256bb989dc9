import {lineByLine, portNumber, type SideKind} from "./reader.ts";

const end = "([0-9a-fA-F.:]{2,45}?):(\\d{1,5})";
const row = new RegExp(`^\\s*\\d{1,6}\\s+([ESACDFsdf ]{0,12}?)\\s*tcp\\s+${end}\\s+${end}(?:\\s|$)`);

/**
 * `/ip firewall connection print` of RouterOS (MikroTik, RouterOS, Connection tracking): a connection a row, `S` where a reply was seen. The
 * counts of `print stats` have no columns of their own in all versions, and are left alone.
 */
export const mikrotikConnections: SideKind = {
  name: "mikrotik-connections",
  begins: row,
  open: tell =>
    lineByLine((text, line) => {
      const told = row.exec(text);
      if (told === null) return false;
      const [, flags, client, clientPort, server, serverPort] = told;
      const isReplied = flags!.includes("S");
      tell({
        kind: "session",
        platform: "mikrotik",
        ...{line, id: "", translated: null},
        client: {address: client!, port: portNumber(clientPort)},
        server: {address: server!, port: portNumber(serverPort)},
        requests: {packets: null, bytes: null},
        replies: isReplied ? {packets: null, bytes: null} : {packets: 0, bytes: 0},
        ...{enters: null, leaves: null, repliesEnter: null, byPeer: false, isOffloaded: false},
      });
      return true;
    }),
};
