import type {SideRecord} from "../capture/side/record.ts";
import {isTelling} from "../causes/arguments/counter-voices.ts";
import {canonicalAddress} from "../flow/address.ts";
import type {SideEvidence} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import {says} from "../listings/words.ts";

/** Connections whose hosts are known to the listing, and records that are listed. */
const maximumHosts = 100_000;
const maximumListed = 1000;

/** Returns what side evidence there is of the hosts that were captured, and how many further records there are. */
export function listSide(context: Context): {listed: SideEvidence[]; more: number} {
  const {side, conversations} = context;
  if (side.isEmpty) return {listed: [], more: side.more};
  const pairs = new Set<string>();
  const hosts = new Set<string>();
  const cursor = conversations.cursor();
  for (let id = 0; id < Math.min(conversations.count, maximumHosts); id++) {
    cursor.move(id);
    for (let i = 0; i < cursor.flowCount; i++) {
      const ends = [true, false].map(client => cursor.endpointOf(cursor.flows[i]!, client).address);
      pairs.add(ends.join(" "));
      for (const end of ends) hosts.add(end);
    }
  }
  /** A routing table is asked for some hosts only: most of it is of others. */
  const asked = [...hosts].slice(0, 64);
  const concerns = (record: SideRecord): boolean => {
    switch (record.kind) {
      case "session":
      case "log":
        // Without packets the listing is what is judged.
        if (conversations.count === 0) return true;
        return [record, record.translated].some(
          ends =>
            ends !== null &&
            pairs.has(`${canonicalAddress(ends.client.address)} ${canonicalAddress(ends.server.address)}`),
        );
      case "route":
        return record.asked === null
          ? asked.some(host => side.covers(record, host))
          : hosts.has(canonicalAddress(record.asked));
      case "traceroute":
        return hosts.has(canonicalAddress(record.target));
      case "counter":
        return isTelling(record);
      case "filter":
        // The captures' notes tell of those that pcapng names.
        return record.platform !== "libpcap";
      case "interface":
        return false;
      default:
        return true;
    }
  };
  const about = side.records.filter(concerns);
  return {
    listed: about.slice(0, maximumListed).map(record => ({
      capture: record.capture,
      line: record.line,
      kind: record.kind,
      says: says(side, record),
    })),
    more: side.more + side.records.length - Math.min(about.length, maximumListed),
  };
}
