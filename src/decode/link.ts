import {arcnet} from "./arcnet.ts";
import {cooked, cooked2} from "./cooked.ts";
import {broadcom, broadcomPrepended, marvell} from "./dsa.ts";
import {ethernet} from "./ethernet.ts";
import {fddi} from "./fddi.ts";
import {infiniband} from "./infiniband.ts";
import {ipnet} from "./ipnet.ts";
import {juniper} from "./juniper.ts";
import {mpls} from "./mpls.ts";
import {nflog} from "./nflog.ts";
import type {Packet} from "./packet.ts";
import {enc, pflog} from "./pf.ts";
import {pktap} from "./pktap.ts";
import {ppi} from "./ppi.ts";
import {ciscoHdlc, directedPpp, hdlc, ppp, pppoe} from "./ppp.ts";
import {loop, nullLink, raw} from "./raw.ts";
import {radiotap, wireless} from "./wireless.ts";

/**
 * Returns the index of the IP header that the bytes view[start, end) of a frame lead to, or a negative Skip. Writes
 * MACs, VLAN and, where a header tells, the direction and the point into `packet`. `interfaces` is asked where a header
 * names an interface.
 */
export type Network = (view: DataView, start: number, end: number, packet: Packet, interfaces: Interfaces) => number;

/** A link type: says where the IP header of a frame starts. */
export interface Link {
  readonly name: string;
  readonly network: Network;
}

/** Turns what a frame says of its interface into a capture point beside `point`, the frame's own. */
export interface Interfaces {
  /** The interface's index on the capturing host. */
  ofIndex(point: number, index: number): number;
  /** The interface's name: at most `length` bytes, up to the first NUL. */
  ofName(point: number, view: DataView, at: number, length: number): number;
  /** The 64-bit id of an AWS network interface. */
  ofEni(point: number, view: DataView, at: number): number;
}

/** The link type of a frame within a frame. */
const linkOf = (number: number): Link | undefined => links.get(number);

/**
 * LINKTYPE_ number (tcpdump.org/linktypes.html) → decoder. 12 and 14 are what BSDs write for raw IP, 149 is what old
 * releases of macOS write for PKTAP.
 */
export const links: ReadonlyMap<number, Link> = new Map([
  [0, nullLink],
  [1, ethernet],
  [9, {name: "PPP", network: hdlc}],
  [10, fddi],
  [12, raw],
  [14, raw],
  [50, {name: "PPP in HDLC framing", network: hdlc}],
  [51, {name: "PPPoE", network: pppoe}],
  [101, raw],
  [104, {name: "Cisco HDLC", network: ciscoHdlc}],
  [105, wireless],
  [108, loop],
  [109, enc],
  [113, cooked],
  [117, pflog],
  [127, radiotap],
  [129, arcnet],
  [133, juniper("Juniper GGSN", 8, raw.network)],
  [136, juniper("Juniper services", 8, raw.network)],
  [149, pktap(linkOf)],
  [164, juniper("Juniper monitor", 8, raw.network)],
  [166, directedPpp],
  [167, juniper("Juniper PPPoE", 0, ethernet.network)],
  [178, juniper("Juniper Ethernet", 0, ethernet.network)],
  [179, juniper("Juniper PPP", 0, ppp)],
  [181, juniper("Juniper Cisco HDLC", 0, ciscoHdlc)],
  [192, ppi(linkOf)],
  [204, directedPpp],
  [219, {name: "MPLS", network: mpls}],
  [226, ipnet],
  [228, raw],
  [229, raw],
  [239, nflog],
  [242, infiniband],
  [258, pktap(linkOf)],
  [276, cooked2],
  [281, broadcom],
  [282, broadcomPrepended],
  [284, marvell],
  // The tag of 285 begins with an EtherType of its own.
  [285, ethernet],
]);
