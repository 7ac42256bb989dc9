/** A flow as one capture has it: addresses and ports by which Wireshark selects it. */
export interface Ends {
  readonly client: string;
  readonly clientPort: number;
  readonly server: string;
  readonly serverPort: number;
  /** The networks of both, as {@link Hosts} name them. */
  readonly clientNetwork: string;
  readonly serverNetwork: string;
}

/** What one end or the other has to be: an address, or an address of a network. */
export interface Hosts {
  readonly addresses: ReadonlySet<string>;
  /** `10.1.0.0/24` in place of all its addresses. */
  readonly network: string | null;
}

/** A part of a display filter: each of its conditions holds of one end of a flow or of the other. */
export interface Term {
  readonly hosts: readonly Hosts[];
  readonly ports: readonly ReadonlySet<number>[];
}

/** Whether Wireshark shows a flow's packets by a term. */
export function matches({hosts, ports}: Term, ends: Ends): boolean {
  // By index: these are asked of every flow for every filter that might do.
  for (let i = 0; i < hosts.length; i++) {
    const {addresses, network} = hosts[i]!;
    const isThere =
      network === null
        ? addresses.has(ends.client) || addresses.has(ends.server)
        : ends.clientNetwork === network || ends.serverNetwork === network;
    if (!isThere) return false;
  }
  for (let i = 0; i < ports.length; i++)
    if (!ports[i]!.has(ends.clientPort) && !ports[i]!.has(ends.serverPort)) return false;
  return true;
}

/** Returns a term in the language of display filters (wireshark-filter(4)); `tcp` where it names no port. */
export function termText({hosts, ports}: Term): string {
  const parts = [...hosts.map(hostsText), ...ports.map(portsText)];
  if (ports.length === 0) parts.push("tcp");
  return parts.join(" && ");
}

function hostsText({addresses, network}: Hosts): string {
  const [first = ""] = addresses;
  const field = (network ?? first).includes(":") ? "ipv6.addr" : "ip.addr";
  if (network !== null) return `${field}==${network}`;
  return addresses.size === 1 ? `${field}==${first}` : `${field} in {${addressPieces(addresses).join(", ")}}`;
}

function portsText(ports: ReadonlySet<number>): string {
  const all = [...ports].sort((a, b) => a - b);
  return all.length === 1 ? `tcp.port==${all[0]}` : `tcp.port in {${runs(all).join(", ")}}`;
}

/** `40001..40004` in place of four ports in a row. */
function runs(ports: readonly number[]): string[] {
  const texts: string[] = [];
  for (let i = 0; i < ports.length; ) {
    let last = i;
    while (ports[last + 1] === ports[last]! + 1) last++;
    if (last - i >= 2) texts.push(`${ports[i]}..${ports[last]}`);
    else for (let k = i; k <= last; k++) texts.push(String(ports[k]));
    i = last + 1;
  }
  return texts;
}

/** Returns addresses as a set names them: `10.2.0.100..10.2.0.105` in place of six in a row. */
export function addressPieces(addresses: ReadonlySet<string>): string[] {
  const of4 = [...addresses]
    .filter(address => !address.includes(":"))
    .map(address => ({address, number: number4(address)}))
    .sort((a, b) => a.number - b.number);
  const pieces = [...addresses].filter(address => address.includes(":")).sort();
  for (let i = 0; i < of4.length; ) {
    let last = i;
    while (last + 1 < of4.length && of4[last + 1]!.number === of4[last]!.number + 1) last++;
    if (last - i >= 2) pieces.push(`${of4[i]!.address}..${of4[last]!.address}`);
    else pieces.push(...of4.slice(i, last + 1).map(one => one.address));
    i = last + 1;
  }
  return pieces;
}

const number4 = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

/** Returns terms as one filter, which selects what any of them does. */
export const filterText = (terms: readonly Term[]): string =>
  terms.length === 1 ? termText(terms[0]!) : terms.map(term => `(${termText(term)})`).join(" || ");
