import type {SideCounter} from "../../capture/side/record.ts";
import {groupedBy, type Side} from "../../listings/side.ts";
import {grouped} from "../../words.ts";
import type {SideVoice, Speaker} from "./speaker.ts";

const noSession = ["request-bypasses-firewall", "ha-owner-mismatch"] as const;
const outOfSync = ["return-bypasses-firewall", "ha-owner-mismatch"] as const;

/**
 * Counters that grow where a direction is missing, and which causes they fit. PAN-OS: Palo Alto Networks, knowledge base
 * kA14u0000008VuoCAE and kA14u000000XhFXCA0; ASA: Cisco, show asp drop. All other names are accepted, and speak for nothing.
 */
export const telling: Readonly<Record<string, {readonly causes: readonly string[]; readonly means: string}>> = {
  flow_tcp_non_syn: {causes: noSession, means: "packets that open nothing and belong to no session"},
  flow_tcp_non_syn_drop: {causes: noSession, means: "packets dropped as they belong to no session"},
  tcp_drop_out_of_wnd: {
    causes: outOfSync,
    means: "segments outside the window: of their session one direction is unseen",
  },
  tcp_out_of_sync: {causes: outOfSync, means: "sessions of which a part is unseen"},
  tcp_drop_packet: {causes: outOfSync, means: "segments that reassembly dropped"},
  "tcp-not-syn": {causes: noSession, means: "packets dropped as they belong to no session"},
  "tcp-seq-past-win": {
    causes: outOfSync,
    means: "segments beyond the window: of their connection one direction is unseen",
  },
  "tcp-invalid-ack": {causes: outOfSync, means: "acknowledgments of what was not seen"},
  "tcp-3whs-failed": {causes: outOfSync, means: "handshakes that were not seen whole"},
  "rpf-violated": {causes: ["reverse-path-check"], means: "packets whose source is reached by another interface"},
};

/** Whether a counter is one of those that tell of a missing direction. */
export const isTelling = ({name}: SideCounter): boolean => Object.hasOwn(telling, name);

/** What counters say of a device as a whole: they never name a connection, so that no cause begins with them. */
export const counterVoices: Speaker = ({context}) => {
  const {side} = context;
  const counters = side.counters.filter(isTelling);
  return groupedBy(
    counters,
    ({device, name, isDelta, isOfFilter}) => `${device}\n${name}\n${isDelta}\n${isOfFilter}`,
  ).flatMap(readings => voicesOf(side, readings));
};

/** The voices of one counter, of which there may be several readings. */
function voicesOf(side: Side, readings: readonly SideCounter[]): SideVoice[] {
  const last = readings.at(-1)!;
  const told = telling[last.name]!;
  const isGrowth = readings.length > 1 && !last.isDelta;
  const grown = isGrowth ? last.value - readings[0]!.value : last.value;
  // A listing that was cleared in between tells only what it holds.
  const count = grown < 0 ? last.value : grown;
  const how = isGrowth && grown >= 0 ? `grew by ${grouped(count)} between two listings` : `counts ${grouped(count)}`;
  const whose = last.isOfFilter ? "of the capture's filter" : "of the whole device, not only of these connections";
  const says = `${side.where(last)}: ${last.name} ${how} (${told.means}; ${whose})`;
  if (count === 0 && !isGrowth && !last.isDelta) return [];
  return told.causes.map(cause => ({cause, says, speaksFor: count > 0, introduces: null}));
}

/** Returns for each capture with a listing of drops only what it hides: a counter that is not in it may count all the same. */
export function hiddenCounters(counters: readonly SideCounter[]): Map<number, string> {
  const captures = new Set(counters.filter(({dropsOnly}) => dropsOnly).map(({capture}) => capture));
  return new Map(
    [...captures].map(capture => [
      capture,
      "counters of severity drop only: flow_tcp_non_syn, tcp_drop_out_of_wnd, tcp_out_of_sync and tcp_drop_packet are " +
        "of severity info and warn, so that their absence says nothing; list them without `severity drop`",
    ]),
  );
}
