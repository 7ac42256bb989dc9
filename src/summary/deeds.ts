import type {Connections} from "../flow/connection.ts";
import {bit} from "../flow/handshake.ts";
import type {FlowView} from "../flow/view.ts";
import type {Deeds} from "../judge/deeds.ts";

/** Returns what connections show together. What several points saw is one packet: of each kind the point counts that saw most. */
export function deedsOf(conversations: Connections, ids: readonly number[]): Deeds {
  const cursor = conversations.cursor();
  const deeds = {synAcks: 0, clientRepeats: 0, serverRepeats: 0, resets: 0, isAcknowledged: false};
  for (const id of ids) {
    const {flows, flowCount, clientEvents} = cursor.move(id);
    let [synAcks, clientRepeats, serverRepeats, resets] = [0, 0, 0, 0];
    for (let i = 0; i < flowCount; i++) {
      const {client, server}: FlowView = flows[i]!;
      synAcks = Math.max(synAcks, Math.min(server.synAck, server.packets - server.copies));
      clientRepeats = Math.max(clientRepeats, client.repeats);
      serverRepeats = Math.max(serverRepeats, server.repeats);
      resets = Math.max(resets, client.reset);
    }
    deeds.synAcks += synAcks;
    deeds.clientRepeats += clientRepeats;
    deeds.serverRepeats += serverRepeats;
    deeds.resets += resets;
    deeds.isAcknowledged ||= (clientEvents & (bit.acknowledge | bit.carry)) !== 0;
  }
  return deeds;
}
