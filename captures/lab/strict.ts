import type {Host} from "./host.ts";

/** Stateful for TCP, without state for ping: what makes "ping works, TCP fails". */
const rules = (more: string): string => `table inet firewall {
  chain forward {
    type filter hook forward priority filter; policy drop;
    icmp type { echo-request, echo-reply } accept
    icmpv6 type { echo-request, echo-reply } accept
    ${more}
    ct state invalid drop
    ct state established,related accept
    ct state new tcp flags & (fin | syn | rst | ack) == syn accept
  }
}`;

/**
 * Makes a router a stateful firewall that drops what belongs to no session of its own. `more`: rules
 * that let further packets pass without any.
 */
export function makeStrict(firewall: Host, more = ""): void {
  firewall.rules(rules(more));
  // Without this, Linux takes a connection up from its middle, and asymmetric ones would work.
  firewall.sysctl("net.netfilter.nf_conntrack_tcp_loose", 0);
  firewall.sysctl("net.netfilter.nf_conntrack_tcp_be_liberal", 0);
}
