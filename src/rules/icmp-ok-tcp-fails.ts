import {Exchange} from "../flow/hosts.ts";
import {tcpFails} from "./tcp-fails.ts";

/** Ping works between two hosts, and every TCP attempt of the client's network to that server fails. */
export const icmpOkTcpFails = tcpFails({
  name: "icmp-ok-tcp-fails",
  question: "Where does ping work while TCP fails?",
  leads: 9,
  fields: {
    sent: Exchange.requests,
    received: Exchange.replies,
    firstSent: Exchange.firstRequest,
    firstReceived: Exchange.firstReply,
  },
  evidence: "ICMP",
  called: "Ping",
  packet: "echo request",
  answer: ["echo reply", "echo replies"],
  works: "Ping is answered",
  isPing: true,
  protocols: "icmp || icmpv6",
  vouched: user => user.pingOk,
});
