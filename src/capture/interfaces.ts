import {readdirSync, readFileSync} from "node:fs";
import {networkInterfaces} from "node:os";
import type {Cap, Device} from "cap";

/** The package cap cannot be used here: it is an optional dependency, which is built where libpcap's headers are. */
export class CapMissing extends Error {
  constructor(reason: string) {
    super(
      `the package cap cannot be loaded (${reason}); install libpcap's headers and build it, ` +
        "`apt-get install -y libpcap-dev g++ make python3` and `npm install cap`, " +
        "or do without it: `dumpcap -i eth1 -i eth2 -w - | asymcap live -`",
    );
    this.name = "CapMissing";
  }
}

/** Loads the package cap; throws {@link CapMissing} where it is absent, or was built for another machine. */
export async function loadCap(): Promise<typeof Cap> {
  try {
    const module = (await import("cap")) as {Cap?: typeof Cap; default?: {Cap?: typeof Cap}};
    const cap = module.Cap ?? module.default?.Cap;
    if (cap === undefined) throw new Error("it exports no Cap");
    return cap;
  } catch (error) {
    throw new CapMissing((error as Error).message.split("\n")[0]!);
  }
}

/** What can be sniffed on. */
export interface NetworkInterface {
  readonly name: string;
  readonly addresses: readonly string[];
  /** As tcpdump calls link types: EN10MB, RAW …; null where the system does not tell. */
  readonly linkType: string | null;
}

/** Interfaces that `live` can open, in libpcap's order; pseudo devices other than `any` are left out. Without the package cap those of the system. */
export async function listInterfaces(): Promise<NetworkInterface[]> {
  const cap = await loadCap().catch(error => {
    if (error instanceof CapMissing) return null;
    throw error;
  });
  if (cap === null)
    return Object.entries(networkInterfaces()).map(([name, addresses = []]) => ({
      name,
      addresses: addresses.map(({address}) => address),
      linkType: linkTypeOf(name),
    }));
  return cap
    .deviceList()
    .filter(device => device.name === "any" || isNetwork(device))
    .map(({name, addresses}) => ({
      name,
      addresses: [...addresses].flatMap(address => (address?.addr === undefined ? [] : [address.addr])),
      linkType: name === "any" ? "LINUX_SLL" : linkTypeOf(name),
    }));
}

const folder = "/sys/class/net";

function isNetwork({name}: Device): boolean {
  try {
    return readdirSync(folder).includes(name);
  } catch {
    // No Linux: what has addresses is an interface.
    return networkInterfaces()[name] !== undefined;
  }
}

/** Link-layer types of Linux (linux/if_arp.h, ARPHRD_…) and the link type that libpcap gives them (pcap-linux.c, map_arphrd_to_dlt). */
const linkTypes: Readonly<Record<string, string>> = {
  1: "EN10MB",
  512: "RAW",
  768: "RAW",
  769: "RAW",
  772: "EN10MB",
  776: "RAW",
  778: "RAW",
  801: "IEEE802_11",
  803: "IEEE802_11_RADIO",
  823: "RAW",
  824: "NETLINK",
  65534: "RAW",
};

function linkTypeOf(name: string): string | null {
  try {
    return linkTypes[readFileSync(`${folder}/${name}/type`, "utf8").trim()] ?? null;
  } catch {
    return null;
  }
}
