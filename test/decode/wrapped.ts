import {concat, ethernet, fields, ipv4, ipv6, linkType} from "../support/bytes.ts";
import * as links from "../support/links.ts";
import * as tags from "../support/tags.ts";
import * as tunnels from "../support/tunnels.ts";

/** A way in which an IP packet is put into a frame; `trailer` bytes come behind it. */
export interface Wrapped {
  readonly name: string;
  readonly link: number;
  readonly wrap: (packet: Uint8Array) => Uint8Array;
  readonly trailer?: number;
}

const inEthernet = (name: string, wrap: (packet: Uint8Array) => Uint8Array, trailer = 0): Wrapped => ({
  name,
  link: linkType.ethernet,
  wrap,
  trailer,
});

/** In an IP packet between two routers. */
const outer = (name: string, wrap: (packet: Uint8Array) => Uint8Array): Wrapped =>
  inEthernet(name, packet => ethernet({}, ipv4({source: "192.0.2.1", target: "192.0.2.2"}, wrap(packet))));

const inner = (packet: Uint8Array): Uint8Array =>
  ethernet({source: "02:00:00:00:00:0a", target: "02:00:00:00:00:0b"}, packet);

const {juniper} = links;
const low = () => tags.f5Trailer([tags.f5Low(true)]);

/** Link types beyond those of every day. */
export const linkTypes: readonly Wrapped[] = [
  {name: "PPP", link: linkType.ppp, wrap: packet => links.ppp({}, packet)},
  {name: "PPP with address and control", link: linkType.ppp, wrap: packet => links.ppp({framed: true}, packet)},
  {name: "PPP with a protocol of one byte", link: linkType.pppHdlc, wrap: packet => links.ppp({short: true}, packet)},
  {name: "Cisco HDLC as PPP", link: linkType.pppHdlc, wrap: packet => links.ciscoHdlc(packet)},
  {name: "Cisco HDLC", link: linkType.ciscoHdlc, wrap: packet => links.ciscoHdlc(packet, 0x8f)},
  {name: "PPPoE", link: linkType.pppoe, wrap: packet => links.pppoe({}, links.ppp({}, packet))},
  {
    name: "PPP with direction",
    link: linkType.directedPpp,
    wrap: packet => links.directedPpp(true, links.ppp({framed: true}, packet)),
  },
  {
    name: "PPP with direction, unframed",
    link: linkType.directedPpp,
    wrap: packet => links.directedPpp(false, links.ppp({}, packet)),
  },
  {name: "pppd", link: linkType.pppd, wrap: packet => links.pppd(true, links.ppp({}, packet))},
  {name: "IEEE 802.11", link: linkType.wireless, wrap: packet => links.wireless({}, packet)},
  {
    name: "IEEE 802.11 with quality of service",
    link: linkType.wireless,
    wrap: packet => links.wireless({toSystem: true, quality: true}, packet),
  },
  {
    name: "IEEE 802.11 of four addresses, high throughput, aggregated",
    link: linkType.wireless,
    wrap: packet =>
      links.wireless({toSystem: true, fromSystem: true, quality: true, order: true, aggregate: true}, packet),
  },
  {name: "radiotap", link: linkType.radiotap, wrap: packet => links.radiotap({}, links.wireless({}, packet))},
  {
    name: "radiotap with aligned payload",
    link: linkType.radiotap,
    wrap: packet =>
      links.radiotap(
        {time: true, flags: 0x20, words: 2},
        links.wireless({fromSystem: true, quality: true, aligned: true}, packet),
      ),
  },
  {name: "PPI", link: linkType.ppi, wrap: packet => links.ppi(linkType.wireless, links.wireless({}, packet))},
  {name: "PPI of Ethernet", link: linkType.ppi, wrap: packet => links.ppi(linkType.ethernet, ethernet({}, packet))},
  {name: "pflog", link: linkType.pflog, wrap: packet => links.pflog({}, packet)},
  {name: "pflog of OpenBSD", link: linkType.pflog, wrap: packet => links.pflog({length: 100}, packet)},
  {name: "BSD enc", link: linkType.enc, wrap: packet => links.enc(packet)},
  {name: "NFLOG", link: linkType.nflog, wrap: packet => links.nflog({inside: 2, prefix: "dropped: "}, packet)},
  {
    name: "NFLOG, big-endian",
    link: linkType.nflog,
    wrap: packet => links.nflog({order: "big", inside: 2, outside: 3}, packet),
  },
  {name: "PKTAP", link: linkType.pktap, wrap: packet => links.pktap({}, ethernet({}, packet))},
  {
    name: "PKTAP, version 2, of raw IP",
    link: linkType.user2,
    wrap: packet => links.pktap({version: 2, link: linkType.raw12}, packet),
  },
  {name: "IPNET", link: linkType.ipnet, wrap: packet => links.ipnet(0, 2, packet)},
  {name: "Juniper Ethernet", link: linkType.juniperEthernet, wrap: packet => juniper({}, ethernet({}, packet))},
  {
    name: "Juniper Ethernet with extensions",
    link: linkType.juniperEthernet,
    wrap: packet => juniper({extensions: fields([2, 0x0301], [1, 1], [2, 0x0601], [1, 14])}, ethernet({}, packet)),
  },
  {
    name: "Juniper without link header",
    link: linkType.juniperEthernet,
    wrap: packet => juniper({bare: true}, packet),
  },
  {name: "Juniper PPP", link: linkType.juniperPpp, wrap: packet => juniper({}, links.ppp({}, packet))},
  {
    name: "Juniper Cisco HDLC",
    link: linkType.juniperCiscoHdlc,
    wrap: packet => juniper({}, links.ciscoHdlc(packet)),
  },
  {name: "Juniper PPPoE", link: linkType.juniperPppoe, wrap: packet => juniper({}, ethernet({}, packet))},
  ...[linkType.juniperGgsn, linkType.juniperServices, linkType.juniperMonitor].map(link => ({
    name: `Juniper ${link}`,
    link,
    wrap: (packet: Uint8Array) => juniper({cookie: 8}, packet),
  })),
  {name: "MPLS", link: linkType.mpls, wrap: packet => tunnels.mpls([16], packet)},
  {name: "Broadcom tag", link: linkType.broadcom, wrap: packet => tags.broadcom(false, 1, ethernet({}, packet))},
  {
    name: "Broadcom tag before the frame",
    link: linkType.broadcomPrepended,
    wrap: packet => tags.broadcomPrepended(true, 1, ethernet({}, packet)),
  },
  {name: "DSA tag", link: linkType.marvell, wrap: packet => tags.marvell({}, ethernet({}, packet))},
  {
    name: "DSA tag with EtherType",
    link: linkType.ethernetMarvell,
    wrap: packet => tags.ethernetMarvell({}, ethernet({vlans: [5]}, packet)),
  },
  {name: "FDDI", link: linkType.fddi, wrap: packet => links.fddi(packet)},
  {name: "IP over InfiniBand", link: linkType.infiniband, wrap: packet => links.infiniband(packet)},
  {name: "ARCNET", link: linkType.arcnet, wrap: packet => links.arcnet(240, packet)},
  {name: "ARCNET, split", link: linkType.arcnet, wrap: packet => links.arcnet(212, packet, 1)},
];

/** Encapsulations. */
export const encapsulations: readonly Wrapped[] = [
  inEthernet("MPLS in Ethernet", packet => ethernet({vlans: [7]}, tunnels.mpls([100, 200, 3], packet))),
  inEthernet("an Ethernet pseudowire", packet => ethernet({}, tunnels.mpls([100], inner(packet), true))),
  inEthernet("an Ethernet pseudowire without control word", packet =>
    ethernet({}, tunnels.mpls([100], ethernet({source: "72:00:00:00:00:01", target: "a2:00:00:00:00:01"}, packet))),
  ),
  inEthernet("PPPoE in Ethernet", packet => ethernet({vlans: [7]}, links.pppoe({}, links.ppp({}, packet)))),
  inEthernet("PPPoE with MPLS", packet => ethernet({}, links.pppoe({}, links.ppp({}, tunnels.mpls([9], packet))))),
  inEthernet("Arista's time stamp", packet => ethernet({}, tags.aristaTime(1, packet))),
  inEthernet("Arista's shorter time stamp", packet => ethernet({}, tags.aristaTime(2, packet))),
  inEthernet("a time stamp behind", packet => concat(ethernet({}, packet), tags.stampTrailer()), 16),
  inEthernet("F5's trailer", packet => concat(ethernet({vlans: [7]}, packet), low()), low().length),
  outer("IP in IPv4", packet => packet),
  inEthernet("IP in IPv6", packet => ethernet({}, ipv6({source: "2001:db8::a", target: "2001:db8::b"}, packet))),
  outer("GRE", packet => tunnels.gre({}, packet)),
  outer("GRE with all it may have", packet => tunnels.gre({checksum: true, key: 77, sequence: 1}, packet)),
  outer("GRE with Ethernet", packet => tunnels.gre({key: 77}, inner(packet))),
  outer("GRE with MPLS", packet => tunnels.gre({}, tunnels.mpls([77], packet))),
  outer("PPTP", packet =>
    tunnels.gre({version: 1, key: 5, sequence: 1, acknowledgment: 1}, links.ppp({framed: true}, packet)),
  ),
  outer("ERSPAN type I", packet => tunnels.erspan1(inner(packet))),
  outer("ERSPAN type II", packet => tunnels.erspan2({}, inner(packet))),
  outer("ERSPAN type III", packet => tunnels.erspan3({}, inner(packet))),
  outer("ERSPAN type III with platform", packet => tunnels.erspan3({platform: true}, inner(packet))),
  outer("ERSPAN type III of a packet", packet => tunnels.erspan3({kind: 2}, packet)),
  outer("VXLAN", packet => tunnels.vxlan({}, inner(packet))),
  outer("VXLAN with group policy", packet => tunnels.vxlan({flags: 0x88}, inner(packet))),
  outer("VXLAN on the old port", packet => tunnels.vxlan({port: 8472}, inner(packet))),
  outer("VXLAN of Azure", packet => tunnels.vxlan({port: 10_801, network: 801}, inner(packet))),
  outer("GENEVE", packet => tunnels.geneve({}, inner(packet))),
  outer("GENEVE of AWS", packet => tunnels.geneve({options: tunnels.gatewayOptions([1, 2])}, packet)),
  outer("GTP-U", packet => tunnels.gtp({}, packet)),
  outer("GTP-U with a sequence number", packet => tunnels.gtp({sequence: true}, packet)),
  outer("GTP-U with extensions", packet => tunnels.gtp({extensions: [2, 6]}, packet)),
  outer("L2TP", packet => tunnels.l2tp({}, links.ppp({framed: true}, packet))),
  outer("L2TP with all it may have", packet =>
    tunnels.l2tp({length: true, sequence: true, offset: 2}, links.ppp({}, packet)),
  ),
  outer("Ethernet in IP", packet => tunnels.etherIp(inner(packet))),
  outer("MPLS in IP", packet => tunnels.mpls([16], packet)),
  outer("an authentication header around IP", packet => tunnels.authenticated(packet)),
];

export const wrapped: readonly Wrapped[] = [...linkTypes, ...encapsulations];
