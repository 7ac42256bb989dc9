import {command} from "./command.ts";
import {Host} from "./host.ts";

const PREFIX = "asymlab-";

/** The version of IP that hosts have; `dual`: both. */
export type Family = 4 | 6 | "dual";

/** One plug: a host and the name its interface has there. */
export type Plug = readonly [Host, string];

/**
 * The machines and cables of one scenario. All of it lives in network namespaces of its own, so
 * nothing of the machine the lab runs on is touched, and taking a namespace away takes its
 * interfaces, routes and rules with it.
 */
export class Network {
  readonly #family: Family;
  readonly #prefix: string;
  #hosts = 0;

  /** `prefix` begins the names of its namespaces: two networks at one time need different ones. */
  constructor(family: Family, prefix = PREFIX) {
    this.#family = family;
    this.#prefix = prefix;
  }

  /**
   * A new host. Reverse-path filtering, redirects and router advertisements are switched off
   * explicitly: each of them either stops an asymmetric route or silently repairs it.
   */
  host(name: string): Host {
    this.#hosts += 1;
    const host = new Host(name, this.#prefix + name, this.#hosts);
    command(["ip", "netns", "add", host.namespace]);
    for (const which of ["all", "default"]) {
      host.sysctl(`net.ipv4.conf.${which}.rp_filter`, 0);
      host.sysctl(`net.ipv4.conf.${which}.send_redirects`, 0);
      host.sysctl(`net.ipv4.conf.${which}.accept_redirects`, 0);
      host.sysctl(`net.ipv4.conf.${which}.arp_ignore`, 1);
      host.sysctl(`net.ipv6.conf.${which}.accept_ra`, 0);
      host.sysctl(`net.ipv6.conf.${which}.accept_redirects`, 0);
      host.sysctl(`net.ipv6.conf.${which}.disable_ipv6`, this.#family === 4 ? 1 : 0);
    }
    host.run(["ip", "link", "set", "lo", "up"]);
    return host;
  }

  /** A cable between two hosts. */
  link(one: Plug, other: Plug): void {
    const end = ([host, name]: Plug): string[] => ["name", name, "address", host.nextMac(), "netns", host.namespace];
    command(["ip", "link", "add", ...end(one), "type", "veth", "peer", ...end(other)]);
    one[0].up(one[1]);
    other[0].up(other[1]);
  }

  /** A switch with a cable to each plug: a real learning bridge in a namespace of its own. */
  segment(name: string, plugs: readonly Plug[]): void {
    const box = this.host(name);
    box.run(["ip", "link", "add", "switch", "type", "bridge", "stp_state", "0", "mcast_snooping", "0"]);
    // A bridge with an address or multicast of its own would talk into the captures.
    box.sysctl("net.ipv6.conf.all.disable_ipv6", 1);
    box.sysctl("net.ipv6.conf.default.disable_ipv6", 1);
    for (const [index, plug] of plugs.entries()) {
      const port = `port${String(index)}`;
      this.link(plug, [box, port]);
      box.run(["ip", "link", "set", port, "master", "switch"]);
    }
    box.run(["ip", "link", "set", "switch", "up"]);
  }

  /** Takes away every namespace of the lab, of this run or of one that was killed. */
  static clear(prefix = PREFIX): void {
    for (const line of command(["ip", "netns", "list"]).split("\n")) {
      const name = line.split(" ")[0] ?? "";
      if (name.startsWith(prefix)) command(["ip", "netns", "delete", name]);
    }
  }
}
