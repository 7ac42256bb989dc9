import {Exchange} from "../flow/hosts.ts";
import {tcpFails} from "./tcp-fails.ts";

/** UDP is answered between two hosts, and every TCP attempt of the client's network to that server fails. */
export const udpOkTcpFails = tcpFails({
  name: "udp-ok-tcp-fails",
  question: "Where is UDP answered while TCP fails?",
  leads: 10,
  fields: {
    sent: Exchange.datagrams,
    received: Exchange.datagrams,
    firstSent: Exchange.firstDatagram,
    firstReceived: Exchange.firstDatagram,
  },
  evidence: "UDP",
  called: "UDP",
  packet: "datagram",
  answer: ["datagram", "datagrams"],
  works: "UDP is answered",
  isPing: false,
  protocols: "udp",
  vouched: () => false,
});
