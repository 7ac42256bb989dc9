import {Exchange} from "../flow/hosts.ts";
import {tcpFails} from "./tcp-fails.ts";

/** UDP is answered between two hosts, and every TCP attempt of the client's network to that server fails. */
export const udpOkTcpFails = tcpFails({
  detector: "udp-ok-tcp-fails",
  question: "Where is UDP answered while TCP fails?",
  rule: "UDP",
  sent: Exchange.datagrams,
  received: Exchange.datagrams,
  firstSent: Exchange.firstDatagram,
  firstReceived: Exchange.firstDatagram,
  name: "UDP",
  packet: "datagram",
  answer: "datagram",
  protocols: "udp",
  vouched: () => false,
});
