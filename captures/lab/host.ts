import {command} from "./command.ts";

/** One machine of the laboratory: a network namespace and what can be said to it. */
export class Host {
  readonly name: string;
  readonly namespace: string;
  readonly #number: number;
  #interfaces = 0;

  constructor(name: string, namespace: string, number: number) {
    this.name = name;
    this.namespace = namespace;
    this.#number = number;
  }

  /** A command line that runs inside this host. `ip netns exec` replaces itself by the program. */
  inside(words: readonly string[]): string[] {
    return ["ip", "netns", "exec", this.namespace, ...words];
  }

  run(words: readonly string[], input = ""): string {
    return command(this.inside(words), input);
  }

  /** A fixed MAC address for its next interface, so that two runs of the lab differ only in their times. */
  nextMac(): string {
    this.#interfaces += 1;
    const [host, face] = [this.#number, this.#interfaces].map(byte => byte.toString(16).padStart(2, "0"));
    return `02:00:00:00:${host}:${face}`;
  }

  /**
   * Brings an interface up with its offloads off: with them on, a capture on the sending side shows
   * segments and checksums that are never on the wire.
   */
  up(name: string): void {
    this.run(["ethtool", "-K", name, "tso", "off", "gso", "off", "gro", "off", "tx", "off"]);
    this.run(["ip", "link", "set", name, "up"]);
  }

  address(name: string, address: string): void {
    const wait = address.includes(":") ? ["nodad"] : [];
    this.run(["ip", "address", "add", address, "dev", name, ...wait]);
  }

  route(net: string, gateway: string, table = "main"): void {
    this.run(["ip", "route", "add", net, "via", gateway, "table", table]);
  }

  sysctl(name: string, value: number): void {
    this.run(["sysctl", "-q", "-w", `${name}=${String(value)}`]);
  }

  /** Makes it a router. */
  forwards(): void {
    this.sysctl("net.ipv4.ip_forward", 1);
    this.sysctl("net.ipv6.conf.all.forwarding", 1);
  }

  /** Loads an nftables ruleset. */
  rules(text: string): void {
    this.run(["nft", "-f", "-"], text);
  }
}
