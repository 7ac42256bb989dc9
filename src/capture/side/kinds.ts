import {asaConnections, asaTeardowns} from "./asa-connections.ts";
import {conntrack} from "./conntrack.ts";
import {asaDrops, panCounters} from "./counters.ts";
import {fortigateInterfaceList, fortigateSessionList} from "./fortigate-session-list.ts";
import {junosSession} from "./junos-session.ts";
import {mikrotikConnections} from "./mikrotik-connections.ts";
import {panHa} from "./pan-ha.ts";
import {panPacketDiag} from "./pan-packet-diag.ts";
import {panPolicyRoutes} from "./pan-pbf.ts";
import {panSession} from "./pan-session.ts";
import {pfStates} from "./pf-states.ts";
import type {SideKind} from "./reader.ts";
import {iosRoutes} from "./routes-ios.ts";
import {junosRoutes} from "./routes-junos.ts";
import {linuxRoutes} from "./routes-linux.ts";
import {panFibLookup, panRoutes} from "./routes-pan.ts";
import {traceroute} from "./traceroute.ts";
import {fortigateTrafficLog, panTrafficLog} from "./traffic-log.ts";
import {fortiosVersion, panVersion} from "./versions.ts";

/** Every kind of output that is side evidence, in the order in which a line is offered to them. */
export const sideKinds: readonly SideKind[] = [
  fortigateSessionList,
  fortigateInterfaceList,
  panSession,
  panCounters,
  asaDrops,
  panPacketDiag,
  panPolicyRoutes,
  panHa,
  panFibLookup,
  panRoutes,
  junosRoutes,
  traceroute,
  fortigateTrafficLog,
  panTrafficLog,
  conntrack,
  mikrotikConnections,
  asaConnections,
  asaTeardowns,
  junosSession,
  pfStates,
  fortiosVersion,
  panVersion,
  linuxRoutes,
  iosRoutes,
];
