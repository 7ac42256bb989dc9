import type {Host} from "./host.ts";
import type {Network, Plug} from "./network.ts";

/** Which of the two gateways a host of the near net uses towards the far net. */
export type Gateway = "firewall" | "bypass";

/** The hosts of the two nets, each as its name and the last part of its address. */
export interface DetourPlan {
  readonly family: 4 | 6;
  /** The third part of the addresses: 10.<near>.0.0/24 or 2001:db8:<near>::/64. */
  readonly near: number;
  readonly far: number;
  readonly nearHosts: readonly {readonly name: string; readonly number: number; readonly through: Gateway}[];
  readonly farHosts: readonly {readonly name: string; readonly number: number}[];
}

/** The machines of a detour; capture at the firewall's `inside` or `outside`. */
export interface Detour {
  readonly router: Host;
  readonly firewall: Host;
  readonly bypass: Host;
  /** The host of a name in either net. */
  readonly host: (name: string) => Host;
  /** The address of the host of a name. */
  readonly address: (name: string) => string;
}

/** Three clients and three servers: web answers through the firewall, mail and files through the given gateway. */
export function customary(through: Gateway): DetourPlan {
  return {
    family: 4,
    near: 2,
    far: 1,
    nearHosts: [
      {name: "mail", number: 10, through},
      {name: "files", number: 11, through},
      {name: "web", number: 20, through: "firewall"},
    ],
    farHosts: CLIENTS.map((name, index) => ({name, number: 10 + index})),
  };
}

/** The clients of the customary detour. */
export const CLIENTS = ["alice", "bob", "carol"] as const;

/**
 * Two nets and two ways between them:
 *
 *     far net — router — firewall — near net
 *                  \———— bypass ————/
 *
 * The router always goes through the firewall towards the near net. A host of the near net answers
 * through the gateway it is set to: the firewall, or the bypass, and then the firewall sees only the
 * one direction.
 */
export function detour(network: Network, plan: DetourPlan): Detour {
  const six = plan.family === 6;
  const at = (net: string | number, number: number): string =>
    six ? `2001:db8:${String(net)}::${String(number)}` : `10.${String(net)}.0.${String(number)}`;
  const length = six ? "/64" : "/24";
  const whole = (net: number): string => (six ? at(net, 0).slice(0, -1) : at(net, 0)) + length;
  // The cables between the routers have nets of their own.
  const [first, second] = [101, 102];

  const router = network.host("router");
  const firewall = network.host("firewall");
  const bypass = network.host("bypass");
  for (const host of [router, firewall, bypass]) host.forwards();
  const near = plan.nearHosts.map(host => ({...host, host: network.host(host.name), net: plan.near}));
  const far = plan.farHosts.map(host => ({...host, host: network.host(host.name), net: plan.far}));

  network.link([router, "main"], [firewall, "outside"]);
  network.link([router, "second"], [bypass, "outside"]);
  const plugs = (hosts: readonly {readonly host: Host}[]): Plug[] => hosts.map(({host}) => [host, "eth0"]);
  network.segment("far-switch", [[router, "lan"], ...plugs(far)]);
  network.segment("near-switch", [[firewall, "inside"], [bypass, "inside"], ...plugs(near)]);

  router.address("lan", at(plan.far, 1) + length);
  router.address("main", at(first, 1) + length);
  router.address("second", at(second, 1) + length);
  firewall.address("outside", at(first, 2) + length);
  firewall.address("inside", at(plan.near, 1) + length);
  bypass.address("outside", at(second, 2) + length);
  bypass.address("inside", at(plan.near, 254) + length);
  router.route(whole(plan.near), at(first, 2));
  firewall.route(whole(plan.far), at(first, 1));
  bypass.route(whole(plan.far), at(second, 1));
  for (const {host, net, number} of [...near, ...far]) host.address("eth0", at(net, number) + length);
  for (const {host} of far) host.route(whole(plan.near), at(plan.far, 1));
  for (const {host, through} of near) host.route(whole(plan.far), at(plan.near, through === "firewall" ? 1 : 254));

  const find = (name: string): {readonly host: Host; readonly net: number; readonly number: number} => {
    const found = [...near, ...far].find(candidate => candidate.name === name);
    if (found === undefined) throw new Error(`no host is called ${name}`);
    return found;
  };
  return {
    router,
    firewall,
    bypass,
    host: name => find(name).host,
    address: name => at(find(name).net, find(name).number),
  };
}
