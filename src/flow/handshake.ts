/** What a segment is, for the handshake; in the order of Zeek's history letters. */
export const events = ["open", "accept", "acknowledge", "carry", "close", "reset"] as const;
type Event = (typeof events)[number];

/** One bit an event; a side's events take six bits, the client's the low six of a machine's input. */
export const bit = Object.fromEntries(events.map((event, i) => [event, 1 << i])) as Record<Event, number>;
export const bitsPerSide = events.length;

/** Zeek's history letters (base/protocols/conn/main.zeek): SYN, SYN-ACK, pure ACK, data, FIN, RST. */
export const letters = "SHADFR";

const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;

/** Flags FIN, SYN, RST, ACK (0x17) and, at 0x20, "has payload" → events. Other bits (ECN, AccECN, URG, PSH) are masked, never compared. */
export const eventsOf = Uint8Array.from({length: 64}, (_, flags) => {
  if (flags & RST) return bit.reset;
  if (flags & SYN) return flags & 0x10 ? bit.accept : bit.open;
  const close = flags & FIN ? bit.close : 0;
  if (flags & 0x20) return bit.carry | close;
  return close || bit.acknowledge;
});

/** What the packets of one connection say of its handshake. */
export const states = [
  "nothing",
  "asked",
  "accepted",
  "answered",
  "established",
  "joined",
  "refused",
  "replyHidden",
  "requestHidden",
  "joinedClient",
  "joinedServer",
  "crossed",
  "resetOnly",
] as const;
export type State = (typeof states)[number];

const goesOn: readonly Event[] = ["acknowledge", "carry", "close"];

/** A row of the machine: a state holds if each side has one event of every `has` list and none of its `lacks` list. The first row that holds decides. */
interface Row {
  readonly state: State;
  readonly client?: {has?: readonly (readonly Event[])[]; lacks?: readonly Event[]};
  readonly server?: {has?: readonly (readonly Event[])[]; lacks?: readonly Event[]};
}

/**
 * The machine. A state depends on which events were seen, not on their order, so that frames a few milliseconds out of order (several
 * interfaces or receive queues) change nothing: step(step(s, a), b) = step(step(s, b), a) holds by construction.
 */
export const machine: readonly Row[] = [
  {state: "established", client: {has: [["open"], goesOn]}, server: {has: [["accept"]]}},
  {state: "answered", client: {has: [["open"]], lacks: goesOn}, server: {has: [["accept"]]}},
  {state: "joined", client: {has: [goesOn]}, server: {has: [["accept", ...goesOn]]}},
  {
    state: "refused",
    client: {has: [["open"]], lacks: goesOn},
    server: {has: [["reset"]], lacks: ["accept", ...goesOn]},
  },
  {state: "crossed", client: {has: [["open"]]}, server: {has: [["open"]]}},
  {state: "replyHidden", client: {has: [["open"], goesOn]}, server: {lacks: ["open", "accept", ...goesOn]}},
  {state: "joined", client: {has: [["open", ...goesOn]]}, server: {has: [goesOn]}},
  {state: "asked", client: {has: [["open"]]}},
  {state: "joinedClient", client: {has: [goesOn]}, server: {lacks: ["accept", ...goesOn]}},
  {state: "requestHidden", client: {lacks: ["open", ...goesOn]}, server: {has: [["accept"], goesOn]}},
  {state: "accepted", server: {has: [["accept"]]}},
  {state: "joinedServer", server: {has: [goesOn]}},
  {state: "resetOnly", client: {has: [["reset"]]}},
  {state: "resetOnly", server: {has: [["reset"]]}},
  {state: "nothing"},
];

function holds(seen: number, side: Row["client"]): boolean {
  const any = (list: readonly Event[]) => list.some(event => seen & bit[event]);
  return (side?.has ?? []).every(any) && !any(side?.lacks ?? []);
}

const sideMask = (1 << bitsPerSide) - 1;

function decide(seen: number): State {
  return machine.find(row => holds(seen & sideMask, row.client) && holds(seen >> bitsPerSide, row.server))!.state;
}

/** Events of both sides → 1 + index of the state, where the machine was asked before: few of the 4,096 occur. */
const decided = new Uint8Array(1 << (2 * bitsPerSide));

/** Returns the state that a connection is in when its client sent the events `client` and its server the events `server`. */
export function stateOf(client: number, server: number): State {
  const seen = client | (server << bitsPerSide);
  if (decided[seen] === 0) decided[seen] = 1 + states.indexOf(decide(seen));
  return states[decided[seen]! - 1]!;
}
