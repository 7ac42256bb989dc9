/** Causes as one would say them; told of the capture point, for nobody said that it is a firewall. */
const words: Readonly<Record<string, string>> = {
  "load-balancer-without-snat": "A load balancer without source NAT: the servers answer the clients directly",
  "ecmp-per-packet": "Packets of one direction are spread over equal routes, one by one (ECMP per packet)",
  failover: "A failover: traffic moved to another device in the middle of conversations",
  "second-default-route": "A new route: one direction of newer conversations takes another gateway",
  "policy-based-forwarding": "Policy-based forwarding (PBF, PBR): some clients' packets are sent another way",
  "ecmp-per-flow": "Equal routes (ECMP): each direction of a conversation picks its own",
  "ha-owner-mismatch": "A pair of firewalls: replies reach the member that has no session",
  "reply-on-other-interface": "Replies come back by another interface than requests leave by",
  "return-bypasses-firewall": "The route from server to client does not pass here",
  "request-bypasses-firewall": "The route from client to server does not pass here",
  "one-sided-capture": "The capture has one direction only: its filter, a SPAN session, one leg of a TAP",
  "insufficient-capture": "The captures do not suffice to tell",
  offload: "Hardware offload hides packets from the capture; the routes may be fine",
  "reverse-path-check": "A reverse-path check drops packets that come by an unexpected interface",
  "state-lost": "A device on the way lost or ended its sessions: what ran then is dropped",
  "mtu-blackhole": "Large segments do not pass, and no ICMP error says so (MTU black hole)",
  "drop-downstream": "Something behind this point loses or drops packets",
  "capture-loss": "The capture lost packets; the network may be fine",
  scan: "A scan: addresses are tried that nobody answers at",
  "server-silent": "The server, or a filter before it, does not answer",
  rejected: "A device on the way rejects the connections",
  "port-closed": "The server refuses: nothing listens at that port",
};

/** Returns a cause in words; one that has none here is told by its name. */
export const causeText = (cause: string): string => words[cause] ?? cause.replaceAll("-", " ");
