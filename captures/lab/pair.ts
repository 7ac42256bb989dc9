import type {Place} from "./cast.ts";
import type {DaemonPlan} from "./daemon.ts";
import type {Host} from "./host.ts";
import type {Network, Plug} from "./network.ts";

/** Clients of the virtual gateway, and dora, whose gateway is fw-a itself. */
export const CLIENTS = ["alice", "bob", "carol"] as const;
/** Servers of the virtual gateway, and ledger, whose gateway is fw-a itself. */
export const SERVERS = ["web", "mail"] as const;
const NUMBERS = {alice: 21, bob: 22, carol: 23, dora: 24, web: 31, mail: 32, ledger: 33} as const;
const OWN: readonly string[] = ["dora", "ledger"];
/** The first three parts of the addresses. */
const NETS = {inside: "172.20.10", outside: "172.20.20", sync: "172.20.30"} as const;
/** The last parts of the firewalls' own addresses; the virtual one has 1. */
const FIREWALLS = {a: 2, b: 3} as const;
type Which = keyof typeof FIREWALLS;

/** The machines of a pair; capture at a firewall's `inside` (towards the clients) or `outside`. */
export interface Pair extends Place {
  readonly firewalls: Readonly<Record<Which, Host>>;
  readonly keepalived: readonly DaemonPlan[];
  readonly conntrackd: readonly DaemonPlan[];
  /** Whether fw-a has the inner virtual address and fw-b the outer one. */
  readonly settled: () => boolean;
}

/**
 * Two firewalls side by side, with a virtual address (VRRP) on each side:
 *
 *     clients ==|== fw-a ==|== servers
 *               |== fw-b ==|
 *
 * The master of the inner address is fw-a, and that of the outer one fw-b, as two VRRP groups that
 * are not tied together become after a flapping link. So the clients' packets pass fw-a, and the
 * servers' fw-b.
 */
export function pair(network: Network): Pair {
  const firewalls = {a: network.host("fw-a"), b: network.host("fw-b")};
  const names = Object.keys(NUMBERS) as (keyof typeof NUMBERS)[];
  const hosts = new Map(names.map(name => [name as string, network.host(name)]));
  const host = (name: string): Host => hosts.get(name)!;
  const isClient = (name: string): boolean => NUMBERS[name as keyof typeof NUMBERS] < 30;
  const netOf = (name: string): string => (isClient(name) ? NETS.inside : NETS.outside);
  const address = (name: string): string => `${netOf(name)}.${String(NUMBERS[name as keyof typeof NUMBERS])}`;
  for (const [face, side] of [["inside", true] as const, ["outside", false] as const]) {
    const plugs = names.filter(name => isClient(name) === side).map((name): Plug => [host(name), "eth0"]);
    network.segment(`${face}-switch`, [[firewalls.a, face], [firewalls.b, face], ...plugs]);
  }
  network.link([firewalls.a, "sync"], [firewalls.b, "sync"]);
  for (const [which, firewall] of Object.entries(firewalls)) {
    firewall.forwards();
    for (const [face, net] of Object.entries(NETS))
      firewall.address(face, `${net}.${String(FIREWALLS[which as Which])}/24`);
  }
  for (const name of names) {
    host(name).address("eth0", `${address(name)}/24`);
    host(name).route("default", `${netOf(name)}.${OWN.includes(name) ? String(FIREWALLS.a) : "1"}`);
  }
  const holds = (which: Which, face: "inside" | "outside"): boolean =>
    firewalls[which].run(["ip", "-4", "address", "show", face]).includes(`${NETS[face]}.1/`);
  return {
    firewalls,
    host,
    address,
    keepalived: [
      keepalived(firewalls.a, {inside: 150, outside: 100}),
      keepalived(firewalls.b, {inside: 100, outside: 150}),
    ],
    conntrackd: [conntrackd(firewalls.a, FIREWALLS.a, FIREWALLS.b), conntrackd(firewalls.b, FIREWALLS.b, FIREWALLS.a)],
    settled: () => holds("a", "inside") && holds("b", "outside") && !holds("a", "outside") && !holds("b", "inside"),
  };
}

/** The programs that a pair needs. */
export const PAIR_PROGRAMS = ["keepalived", "conntrackd"] as const;

function keepalived(host: Host, priorities: Readonly<Record<"inside" | "outside", number>>): DaemonPlan {
  const group = (face: "inside" | "outside", number: number): string => `vrrp_instance ${face} {
  state BACKUP
  interface ${face}
  virtual_router_id ${String(number)}
  priority ${String(priorities[face])}
  advert_int 1
  virtual_ipaddress {
    ${NETS[face]}.1/24 dev ${face}
  }
}`;
  return {
    host,
    name: "keepalived",
    configuration: () => [group("inside", 61), group("outside", 62)].join("\n"),
    words: (folder, file) =>
      `keepalived --dont-fork --log-console --vrrp --use-file ${file} --pid ${folder}/keepalived.pid --vrrp_pid ${folder}/vrrp.pid`.split(
        " ",
      ),
  };
}

/** Each tells the other every change of a session, and puts what it hears into its own kernel at once. */
function conntrackd(host: Host, own: number, other: number): DaemonPlan {
  return {
    host,
    name: "conntrackd",
    configuration: folder => `Sync {
  Mode FTFW {
    DisableExternalCache on
  }
  UDP {
    IPv4_address ${NETS.sync}.${String(own)}
    IPv4_Destination_Address ${NETS.sync}.${String(other)}
    Port 3780
    Interface sync
    Checksum on
  }
}
General {
  HashSize 1024
  HashLimit 8192
  LogFile off
  Syslog off
  LockFile ${folder}/conntrackd.lock
  UNIX {
    Path ${folder}/conntrackd.ctl
  }
  Filter From Userspace {
    Protocol Accept {
      TCP
    }
  }
}`,
    words: (_, file) => ["conntrackd", "-C", file],
  };
}
