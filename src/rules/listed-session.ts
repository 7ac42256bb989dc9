import type {Count, SideSession} from "../capture/side/record.ts";
import {canonicalAddress, endpointText} from "../flow/address.ts";
import type {Way} from "../flow/way.ts";
import type {Alternative, Evidence} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";
import type {Subject} from "../judge/hosts.ts";
import {countedOf, grownBy, type LoneSession, loneSessions, mayBeSyns, tupleOf} from "../listings/lone.ts";
import {networkAddress} from "../listings/side.ts";
import {areTwoDevices} from "../listings/two-devices.ts";
import {countText, platformNames, sessionText} from "../listings/words.ts";
import {counted, grouped} from "../words.ts";
import {type Beside, rule} from "./rule.ts";

/** Sessions quoted in one finding. */
const maximumQuoted = 4;

/**
 * What devices list of sessions. `kind`: each of two devices has a half (`halves`), one direction is counted (`half`), or both are
 * (`whole`). `packets`, `bytes`: of the direction that is there, of the session that counts most; null where they are not told.
 * `maySyns`: whether repeated SYNs alone come to so much. `grown`: what came of it between two readings. `listed`: sessions of these devices
 * in all.
 */
export interface ListedFacts {
  readonly kind: "halves" | "half" | "whole";
  readonly device: string;
  readonly packets: number | null;
  readonly bytes: number | null;
  readonly maySyns: boolean;
  readonly grown: {readonly packets: number | null; readonly bytes: number | null} | null;
  readonly listed: number;
}

/** S12: listings of sessions alone, without a packet of any: a device counts one direction of them. Suspected at most. */
export const listedSession = rule<ListedFacts, object>({
  name: "listed-session",
  question: "What do devices count of sessions, where no capture is given?",
  reads: [],
  leads: 15,
  most: 200,
  start(context) {
    const {conversations, side} = context;
    if (conversations.count > 0 || side.sessions.all.length === 0) return null;
    return {beside: () => listedOf(context, loneSessions(side.sessions.all))};
  },
  words({kind, device, packets, bytes, maySyns, grown, listed, connections, clients, servers}, {missing}) {
    const which = `${counted(connections, "session")} of ${clients} with ${servers}`;
    if (kind === "whole")
      return `${device} counts both directions of ${counted(listed, "session")} that ${listed === 1 ? "is" : "are"} listed`;
    if (kind === "halves") return `Two devices have one direction each of ${which}: replies reach the other one`;
    const there = missing === "replies" ? "requests" : "replies";
    const more =
      grown === null ? "" : `; between two listings ${there} grew by ${countText(grown)}, ${missing} by none`;
    return (
      `${device} counts ${countText({packets, bytes})} of ${there} and none of ${missing}` +
      `${connections === 1 ? ` of the session of ${clients} with ${servers}` : `, at most, of each of ${which}`}${more}; ${meaning(maySyns, missing)}`
    );
  },
  headline({kind, device, packets, bytes, maySyns, grown, listed, connections, clients, servers}, {missing}) {
    if (kind === "halves") return `Two devices have one direction each of ${counted(connections, "session")}`;
    const from = missing === "replies" ? "the client" : "the server";
    const of = connections > 1 ? ` in ${grouped(connections)} of ${counted(listed, "session")}` : "";
    const grew = grown === null ? [] : [`${countText(grown)} more between two listings`];
    return [
      `${device} counts ${countText({packets, bytes})} from ${from}, none back${of}`,
      `${clients} with ${servers}`,
      ...grew,
      meaning(maySyns, missing),
    ];
  },
});

/** Returns what it means that one direction is counted. */
export function meaning(maySyns: boolean, missing: Way | null): string {
  if (missing === "requests") return "the requests take another way, or the session is older than its entry";
  return maySyns
    ? "SYNs alone may come to that: a server that does not answer looks the same"
    : "SYNs alone do not come to that: the client was answered by another path";
}

function* listedOf(context: Context, all: readonly LoneSession[]): Iterable<Beside<ListedFacts>> {
  const told = new Set<LoneSession>();
  const halves = pairsOf(all);
  for (const one of halves) told.add(one);
  if (halves.length > 0)
    yield draftOf(context, halves, {kind: "halves", missing: null, listed: all.length, isMost: true});
  const groups = new Map<string, LoneSession[]>();
  for (const one of all) {
    if (told.has(one) || (one.shape !== "requests" && one.shape !== "replies")) continue;
    const key = `${one.session.device} ${one.shape} ${mayBeSyns(countedOf(one.session, one.shape))}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  for (const own of groups.values()) {
    const {session, shape} = own[0]!;
    const listed = all.filter(one => one.session.device === session.device && one.shape !== "none");
    // Where most are answered, some dead hosts are no wonder.
    const isMost = own.length * 2 >= listed.length || !mayBeSyns(countedOf(session, "requests"));
    const missing = shape === "requests" ? "replies" : "requests";
    yield draftOf(context, own, {kind: "half", missing, listed: listed.length, isMost});
  }
  const whole = all.filter(({shape}) => shape === "both");
  if (groups.size === 0 && halves.length === 0 && whole.length > 0)
    yield draftOf(context, whole, {kind: "whole", missing: null, listed: whole.length, isMost: false});
}

/** Sessions of one tuple of which one device has the requests, another the replies. */
function pairsOf(all: readonly LoneSession[]): LoneSession[] {
  const byTuple = new Map<string, LoneSession[]>();
  for (const one of all) {
    const key = tupleOf(one.session);
    byTuple.set(key, [...(byTuple.get(key) ?? []), one]);
  }
  return [...byTuple.values()].flatMap(same => {
    const one = same.find(({shape}) => shape === "requests");
    const other = same.find(
      ({session, shape}) =>
        one !== undefined &&
        (shape === "replies" || isTurned(session, one.session)) &&
        areTwoDevices(session, one.session),
    );
    return one === undefined || other === undefined ? [] : [one, other];
  });
}

/** Who saw the replies alone takes the server for who opened it. */
const isTurned = (one: SideSession, other: SideSession): boolean =>
  canonicalAddress(one.client.address) === canonicalAddress(other.server.address) &&
  one.client.port === other.server.port;

interface Drafted {
  readonly kind: ListedFacts["kind"];
  readonly missing: Way | null;
  readonly listed: number;
  /** Whether it is so of most sessions of the device, or cannot be otherwise. */
  readonly isMost: boolean;
}

function draftOf(
  context: Context,
  own: readonly LoneSession[],
  {kind, missing, listed, isMost}: Drafted,
): Beside<ListedFacts> {
  const {side, epoch} = context;
  const way = missing === "requests" ? "replies" : "requests";
  const size = ({session}: LoneSession) => countedOf(session, way).bytes ?? countedOf(session, way).packets ?? 0;
  const shown = own.toSorted((a, b) => size(b) - size(a));
  const [first] = shown;
  const {session} = first!;
  const {packets, bytes}: Count = countedOf(session, way);
  const field = session.client.address.includes(":") ? "ipv6.addr" : "ip.addr";
  return {
    listed: {certainty: kind === "whole" || !isMost ? "note" : "suspected", hosts: subjectOf(session)},
    missing,
    points: [],
    facts: {
      ...{kind, packets, bytes, listed},
      device: kind === "halves" ? "two devices" : `The ${platformNames[session.platform]} device`,
      maySyns: mayBeSyns({packets, bytes}),
      grown: kind === "half" ? grownBy(first!, way) : null,
      connections: kind === "halves" ? own.length / 2 : own.length,
      ...{clients: hostsOf(own, "client"), servers: hostsOf(own, "server")},
    },
    since: epoch.time(0, 0),
    filter: `${field}==${session.client.address} && ${field}==${session.server.address} && tcp.port==${session.server.port}`,
    evidence: shown.slice(0, maximumQuoted).map(
      (one): Evidence => ({
        capture: one.session.capture,
        frame: null,
        line: one.session.line,
        rule: "S12",
        says: sessionText(side, one.session, one.before),
      }),
    ),
    alternatives: kind === "half" ? alternativesOf(own, missing!) : [],
  };
}

function alternativesOf(own: readonly LoneSession[], missing: Way): Alternative[] {
  const [first] = own;
  const maySyns = mayBeSyns(countedOf(first!.session, "requests"));
  return [
    ...(missing === "replies"
      ? [
          {
            says: "the server does not answer at all",
            excludedBecause: maySyns ? null : "the client sends more than SYNs: it was answered",
          },
        ]
      : []),
    {
      says: "hardware forwards the other direction, and its packets are not counted, or later",
      excludedBecause: own.some(({session}) => session.isOffloaded) ? null : "no session is said to be offloaded",
    },
  ];
}

function subjectOf({client, server, translated}: SideSession): Subject {
  const v6 = client.address.includes(":");
  const net = (address: string) => `${networkAddress(address, v6 ? 64 : 24)}/${v6 ? 64 : 24}`;
  const [from, to] = [canonicalAddress(client.address), canonicalAddress(server.address)];
  return {
    ...{client: from, server: to, port: server.port, v6},
    clientNet: net(from),
    serverNet: net(to),
    translated: translated === null ? null : {client: translated.client.address, server: translated.server.address},
  };
}

/** The end that all have in common, with its port where there is one session; else how many hosts there are. */
function hostsOf(own: readonly LoneSession[], end: "client" | "server"): string {
  const ends = new Set(
    own.map(({session}) => endpointText({...session[end], address: canonicalAddress(session[end].address)})),
  );
  if (ends.size === 1) return [...ends][0]!;
  const hosts = new Set(own.map(({session}) => session[end].address));
  return hosts.size === 1 ? [...hosts][0]! : counted(hosts.size, "host");
}
