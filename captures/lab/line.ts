import type {Place} from "./cast.ts";
import type {Host} from "./host.ts";
import type {Network, Plug} from "./network.ts";

/** The hosts of the two nets, each by its name and the last part of its address. */
export interface LinePlan {
  /** The first three parts of the addresses. */
  readonly clientNet: string;
  readonly serverNet: string;
  readonly clients: Readonly<Record<string, number>>;
  readonly servers: Readonly<Record<string, number>>;
}

/** The machines of a line; capture at the firewall's `outside` (towards the clients) or `inside`. */
export interface Line extends Place {
  readonly firewall: Host;
}

/**
 * Two nets and one firewall between them, which has address 1 in both:
 *
 *     clients — firewall — servers
 */
export function line(network: Network, plan: LinePlan): Line {
  const firewall = network.host("fw");
  firewall.forwards();
  const hosts = new Map<string, {readonly host: Host; readonly address: string}>();
  const sides = [
    [plan.clients, plan.clientNet, "outside"],
    [plan.servers, plan.serverNet, "inside"],
  ] as const;
  for (const [members, net, face] of sides) {
    const plugs: Plug[] = [];
    for (const [name, number] of Object.entries(members)) {
      const host = network.host(name);
      hosts.set(name, {host, address: `${net}.${String(number)}`});
      plugs.push([host, "eth0"]);
    }
    network.segment(`${face}-switch`, [[firewall, face], ...plugs]);
    firewall.address(face, `${net}.1/24`);
    for (const name of Object.keys(members)) {
      const {address, host} = hosts.get(name)!;
      host.address("eth0", `${address}/24`);
      host.route("default", `${net}.1`);
    }
  }
  return {firewall, host: name => hosts.get(name)!.host, address: name => hosts.get(name)!.address};
}
