import {bit} from "./handshake.ts";
import {Known} from "./record.ts";
import type {SideView} from "./side-view.ts";
import type {FlowView} from "./view.ts";
import type {Way} from "./way.ts";

/** Events of a side that was seen sending more than resets. */
export const alive = 0x3f & ~bit.reset;
/** Events of a side that goes on after the handshake. */
export const goesOn = bit.acknowledge | bit.carry | bit.close;

/** P1 to P4: what shows that a client got packets which this point did not see. */
const acknowledgesUnseen = Known.acceptedUnseen | Known.advancedUnseen | Known.echoAdvanced | Known.sackedUnseen;
/** P5: progress of a server whose client is not seen. Its SYN-ACK alone shows no client: anybody can send a SYN in another's name. */
const progressesUnseen = Known.advancedUnseen | Known.echoAdvanced | Known.sackedUnseen;

/** Whether a side was seen sending more than resets. */
export const isAlive = (side: SideView): boolean => (side.events & alive) !== 0;

/** Returns the direction of which this flow proves that it exists and bypasses its point, or null. */
export function hiddenAt(flow: FlowView): Way | null {
  const {client, server} = flow;
  if ((client.known | server.known) & Known.erratic) return null;
  if (!isAlive(server) && isAlive(client) && client.known & acknowledgesUnseen) return "replies";
  if (!isAlive(client) && isAlive(server) && server.known & progressesUnseen) return "requests";
  return null;
}
