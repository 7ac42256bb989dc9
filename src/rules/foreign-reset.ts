import type {Connections} from "../flow/connection.ts";
import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import {Registry} from "../flow/registry.ts";
import type {SideView} from "../flow/side-view.ts";
import {travelled} from "../flow/ttl.ts";
import type {FlowView} from "../flow/view.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import type {Time} from "../time/time.ts";
import {counted} from "../words.ts";
import type {Groups} from "./groups.ts";
import {rule} from "./rule.ts";

/** Hosts whose usual TTL is known, each at a point. */
const limit = 20_000;
/** Distances differ by one on two ways of nearly the same length. */
const leastStep = 2;
/** In place of the usual TTL of a host that has several. */
const several = -1;

interface Mark {
  readonly point: number;
  readonly address: string;
  readonly ttl: number;
  readonly usualTtl: number;
  /** When the first reset came. */
  since: Time;
  readonly frame: number;
}

/** The host in whose name the resets come; the TTL or hop limit that they arrive with, and that of its own packets. */
interface Facts {
  readonly address: string;
  readonly ttl: number;
  readonly usualTtl: number;
}

/** S5: resets in a host's name that have not come as far as the host's other packets: a device in between sent them. */
export const foreignReset = rule<Facts, Mark>({
  name: "foreign-reset",
  question: "Do resets come from a device in between?",
  reads: ["reset", "events", "copies", "first", "resetFrame", "hasSeveralTtls", "highestTtl"],
  leads: null,
  most: 200,
  start(context) {
    const {conversations} = context;
    /** Connections in which a side sent nothing but resets. */
    const candidates: number[] = [];
    return {
      see(cursor) {
        for (let i = 0; i < cursor.flowCount; i++) {
          const {client, server} = cursor.flows[i]!;
          if (!onlyResets(client) && !onlyResets(server)) continue;
          candidates.push(cursor.id);
          return;
        }
      },
      settle(groups) {
        if (candidates.length === 0) return groups;
        const usual = usualTtls(conversations);
        const cursor = conversations.cursor();
        for (const id of candidates) addForeign(cursor.move(id), usual, groups);
        return groups;
      },
      judge({mark: {point, address, ttl, usualTtl, since, frame}, first}) {
        const says = `${connectionText(conversations.cursor().move(first))}: a reset with hop count ${ttl}`;
        return {
          certainty: "note",
          points: [point],
          facts: {address, ttl, usualTtl},
          since,
          evidence: [frameEvidence(context, frame, "S5", says)],
          alternatives: [
            {says: "the host's resets start with another hop count than its other packets", excludedBecause: null},
          ],
        };
      },
    };
  },
  words: ({address, ttl, usualTtl, connections}, {points: [point]}) =>
    `Resets in the name of ${address} come to ${point} with hop count ${ttl}, its own packets with ` +
    `${usualTtl}: a device in between sends them; ${counted(connections, "connection")}`,
});

/** Adds a connection whose resets have not the TTL that the host's other packets have. */
function addForeign(cursor: Cursor, usual: Registry, groups: Groups<Mark>): void {
  eachSide(cursor, (flow, isClient, side) => {
    if (!onlyResets(side)) return;
    const {point} = flow;
    writeKey(usual, cursor, isClient, point);
    const row = usual.find();
    const usualTtl = row === 0 ? 0 : usual.values[row]!;
    const ttl = side.highestTtl;
    // A host may begin its resets with another TTL than its other packets: what tells is how far they have come.
    if (usualTtl <= 0 || Math.abs(travelled(ttl) - travelled(usualTtl)) < leastStep) return;
    const {address} = cursor.endpointOf(flow, isClient);
    const open = () => ({point, address, ttl, usualTtl, since: Number.POSITIVE_INFINITY, frame: side.resetFrame});
    const {mark} = groups.add(cursor, `${point} ${address} ${ttl}`, point, open);
    mark.since = Math.min(mark.since, side.first);
  });
}

/** The TTL of each host's packets that are no resets, at each point; {@link several} where it has more than one. */
function usualTtls(conversations: Connections): Registry {
  const usual = new Registry(6, 1, limit);
  const cursor = conversations.cursor();
  for (let id = 0; id < conversations.count; id++)
    eachSide(cursor.move(id), ({point}, isClient, side) => {
      if (!isAlive(side) || side.reset > 0 || side.copies > 0) return;
      writeKey(usual, cursor, isClient, point);
      const row = usual.intern();
      const known = usual.values[row]!;
      const isOther = side.hasSeveralTtls || (known !== 0 && known !== side.highestTtl);
      usual.values[row] = isOther ? several : side.highestTtl;
    });
  return usual;
}

const onlyResets = (side: SideView): boolean => side.reset > 0 && !isAlive(side);

function eachSide(cursor: Cursor, visit: (flow: FlowView, isClient: boolean, side: SideView) => void): void {
  for (let i = 0; i < cursor.flowCount; i++) {
    const flow = cursor.flows[i]!;
    visit(flow, true, flow.client);
    visit(flow, false, flow.server);
  }
}

function writeKey({key}: Registry, cursor: Cursor, client: boolean, point: number): void {
  cursor.writeAddress(client, key, 0);
  key[4] = cursor.width;
  key[5] = point;
}
