import {PassThrough} from "node:stream";
import {captureByProgram} from "../capture/dumpcap.ts";
import {CapIsMissing, SniffError, type Sniffer, type SniffOrder, sniff, type User} from "../capture/sniffer.ts";
import {printable} from "../errors.ts";
import type {LiveSource} from "../live.ts";
import {type Io, usage} from "./io.ts";
import {become} from "./privileges.ts";

/** What `live` reads, and how it is ended. */
export interface Opened {
  readonly sources: readonly LiveSource[];
  /** Ends the streams; what was handed on before is still read. */
  end(): void;
}

/** SYN, FIN and RST of TCP over IPv4 and (without extension headers) IPv6, and ICMP: pcap-filter(7). */
const handshakes =
  "(tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0) or icmp or icmp6 or (ip6[6] == 6 and ip6[53] & 7 != 0)";

/**
 * Returns what is asked of libpcap, and what is where the link type knows no VLANs. `vlan` moves the offsets of all that stands behind it, so
 * that it comes last.
 */
export function kernelFilters(filter: string | undefined, handshakesOnly: boolean): string[] {
  if (!handshakesOnly) return [filter ?? ""];
  const wanted = filter === undefined ? `(${handshakes})` : `((${filter}) and (${handshakes}))`;
  return [`${wanted} or (vlan and ${wanted})`, wanted];
}

/**
 * Opens interfaces, or standard input where `-` is named, then takes on the rights of `user`. Throws a UsageError that says what cannot be
 * opened and what to do.
 */
export async function openSources(
  names: readonly string[],
  filters: readonly string[],
  user: User | null,
  io: Io,
): Promise<Opened> {
  if (names.includes("-")) {
    if (names.length > 1)
      throw usage("standard input cannot be read beside interfaces; `dumpcap -i A -i B -w - |` has several");
    if (user !== null) become(user);
    return standardInput(io);
  }
  if (new Set(names).size < names.length) throw usage("an interface is named twice");
  const opening = await Promise.allSettled(names.map(name => openOne({interface: name, filters, user})));
  const sniffers: Sniffer[] = opening.flatMap(one => (one.status === "fulfilled" ? [one.value] : []));
  const failed = opening.find(one => one.status === "rejected");
  if (failed !== undefined) {
    for (const sniffer of sniffers) sniffer.stop();
    if (failed.reason instanceof SniffError) throw usage(failed.reason.message);
    throw failed.reason;
  }
  const others = new Set(sniffers.flatMap(({by}) => by ?? []));
  for (const by of others)
    io.stderr.write(`asymcap: the package cap cannot be loaded: ${by} captures; \`asymcap doctor\` says more\n`);
  if (user !== null) become(user);
  for (const sniffer of sniffers) sniffer.begin();
  return {
    sources: sniffers.map(sniffer => ({
      name: printable(sniffer.interface),
      // All interfaces are of this device.
      argument: {path: "live", name: null, stream: sniffer.stream},
      passed: sniffer.passed,
      failure: sniffer.failure,
    })),
    end() {
      for (const sniffer of sniffers) sniffer.stop();
    },
  };
}

/** By the package cap, or where that is missing by dumpcap or tcpdump. */
async function openOne(order: SniffOrder): Promise<Sniffer> {
  try {
    return await sniff(order);
  } catch (error) {
    if (!(error instanceof CapIsMissing)) throw error;
    return await captureByProgram(order, error.message);
  }
}

function standardInput(io: Io): Opened {
  // Ending this stream ends the reading; what writes to standard input need not end.
  const stream = new PassThrough({highWaterMark: 1024 * 1024});
  io.stdin.pipe(stream);
  return {
    sources: [{name: "-", argument: {path: "-", name: null, stream}}],
    end() {
      io.stdin.unpipe(stream);
      stream.end();
      (io.stdin as NodeJS.ReadableStream & {destroy?(): void}).destroy?.();
    },
  };
}
