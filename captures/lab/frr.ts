import type {DaemonPlan} from "./daemon.ts";
import type {Host} from "./host.ts";

/** Where Debian puts FRR's daemons. */
const FOLDER = "/usr/lib/frr";

/** The programs that a scenario with a routing protocol needs. */
export const frrPrograms = (protocol: "ospfd" | "bgpd"): readonly string[] =>
  ["zebra", protocol].map(name => `${FOLDER}/${name}`);

/** FRR on a router: zebra, which keeps the kernel's routes, and one protocol. */
export function frr(host: Host, protocol: "ospfd" | "bgpd", configuration: string): readonly DaemonPlan[] {
  const daemon = (name: string, text: string, ...more: readonly string[]): DaemonPlan => ({
    host,
    name,
    user: "frr",
    configuration: () => `hostname ${host.name}\n${text}\n`,
    words: (folder, file) => [
      `${FOLDER}/${name}`,
      ...["--config_file", file, "--pid_file", `${folder}/${name}.pid`, "--vty_socket", folder],
      ...["--socket", `${folder}/zserv`, "--vty_port", "0", "--user", "frr", "--group", "frr", ...more],
    ],
  });
  return [
    daemon("zebra", ""),
    daemon(protocol, configuration, ...(protocol === "bgpd" ? ["--listenon", "0.0.0.0"] : [])),
  ];
}

/** OSPF in one area on all of a router's cables, with the timers of a lab, and told of its stub net. */
export function ospf(id: string, cables: readonly string[], stub?: string): string {
  const face = (name: string, ...more: readonly string[]): string =>
    [`interface ${name}`, "ip ospf area 0", ...more].join("\n ");
  const timers = ["ip ospf network point-to-point", "ip ospf hello-interval 1", "ip ospf dead-interval 4"];
  return [
    ...cables.map(name => face(name, ...timers)),
    ...(stub === undefined ? [] : [face(stub, "ip ospf passive")]),
    `router ospf\n ospf router-id ${id}`,
  ].join("\n");
}

/** A router of an autonomous system. */
export interface BgpPlan {
  readonly as: number;
  readonly id: string;
  readonly networks: readonly string[];
  /** `more`: lines that are said of the neighbour. */
  readonly neighbours: readonly {readonly address: string; readonly as: number; readonly more?: readonly string[]}[];
  /** Route maps and the like. */
  readonly more?: readonly string[];
}

export function bgp({as, id, more = [], neighbours, networks}: BgpPlan): string {
  return [
    ...more,
    `router bgp ${String(as)}`,
    ` bgp router-id ${id}`,
    " no bgp ebgp-requires-policy",
    ...neighbours.flatMap(one => [
      ` neighbor ${one.address} remote-as ${String(one.as)}`,
      ` neighbor ${one.address} timers 3 9`,
      ` neighbor ${one.address} timers connect 1`,
      ` neighbor ${one.address} advertisement-interval 0`,
    ]),
    " address-family ipv4 unicast",
    ...networks.map(net => `  network ${net}`),
    ...neighbours.flatMap(one => (one.more ?? []).map(line => `  neighbor ${one.address} ${line}`)),
    " exit-address-family",
  ].join("\n");
}
