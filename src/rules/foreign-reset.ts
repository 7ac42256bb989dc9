import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import {Registry} from "../flow/registry.ts";
import type {SideView} from "../flow/side-view.ts";
import type {Context} from "../judge/context.ts";
import {conversationText, frameEvidence} from "../judge/evidence.ts";
import type {Time} from "../time/time.ts";
import {counted} from "../words.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";
import {Span} from "./span.ts";

const limit = 20_000;
const maximumFindings = 200;
/** Hop counts differ by one on two ways of nearly the same length. */
const leastStep = 2;

/** S5: resets in a host's name whose hop count is not that of the host's other packets: a device in between sent them. */
export const foreignReset: Detector = {
  name: "foreign-reset",
  question: "Do resets come from a device in between?",
  start: context => new ForeignResetInspection(context),
};

interface Group {
  readonly point: number;
  readonly address: string;
  readonly hops: number;
  readonly usual: number;
  readonly conversations: number[];
  readonly span: Span;
  since: Time;
  readonly frame: number;
}

class ForeignResetInspection implements Inspection {
  readonly #context: Context;
  /** Conversations in which a side sent nothing but resets. */
  readonly #candidates: number[] = [];

  constructor(context: Context) {
    this.#context = context;
  }

  see(cursor: Cursor): void {
    for (let i = 0; i < cursor.flowCount; i++) {
      const {client, server} = cursor.flows[i]!;
      if (!onlyResets(client) && !onlyResets(server)) continue;
      this.#candidates.push(cursor.id);
      return;
    }
  }

  finish(): Draft[] {
    if (this.#candidates.length === 0) return [];
    const usual = this.#usualHops();
    const groups = new Map<string, Group>();
    const cursor = this.#context.conversations.cursor();
    for (const id of this.#candidates) {
      cursor.move(id);
      for (let i = 0; i < cursor.flowCount; i++) {
        const flow = cursor.flows[i]!;
        for (const isClient of [true, false]) {
          const side = isClient ? flow.client : flow.server;
          if (!onlyResets(side)) continue;
          const row = host(usual, cursor, isClient, flow.point, false);
          const hops = row === 0 ? 0 : usual.values[row]!;
          if (hops === 0 || Math.abs(side.mostHops - hops) < leastStep) continue;
          const {address} = cursor.endpointOf(flow, isClient);
          const key = `${flow.point} ${address} ${side.mostHops}`;
          let group = groups.get(key);
          if (group === undefined) {
            if (groups.size >= maximumFindings) continue;
            group = {
              point: flow.point,
              address,
              hops: side.mostHops,
              usual: hops,
              conversations: [],
              span: new Span(),
              since: Number.POSITIVE_INFINITY,
              frame: side.resetFrame,
            };
            groups.set(key, group);
          }
          group.conversations.push(id);
          group.span.add(cursor);
          group.since = Math.min(group.since, side.first);
        }
      }
    }
    return [...groups.values()].map(group => this.#draft(group));
  }

  /** The hop count of each host's packets that are no resets, at each point; NaN where there are several. */
  #usualHops(): Registry {
    const {conversations} = this.#context;
    const usual = new Registry(6, 1, limit);
    const cursor = conversations.cursor();
    for (let id = 0; id < conversations.count; id++) {
      cursor.move(id);
      for (let i = 0; i < cursor.flowCount; i++) {
        const {client, server, point} = cursor.flows[i]!;
        for (const isClient of [true, false]) {
          const side = isClient ? client : server;
          if (!isAlive(side) || side.reset > 0 || side.copies > 0) continue;
          const row = host(usual, cursor, isClient, point, true);
          const known = usual.values[row]!;
          usual.values[row] =
            side.hasSeveralHops || (known !== 0 && known !== side.mostHops) ? Number.NaN : side.mostHops;
        }
      }
    }
    return usual;
  }

  #draft(group: Group): Draft {
    const {conversations, points} = this.#context;
    const cursor = conversations.cursor().move(group.conversations[0]!);
    return {
      detector: "foreign-reset",
      certainty: "note",
      missing: null,
      points: [group.point],
      conversations: group.conversations,
      since: group.since,
      sentence:
        `Resets in the name of ${group.address} come to ${points[group.point]!.name} with hop count ${group.hops}, its own packets with ` +
        `${group.usual}: a device in between sends them; ${counted(group.conversations.length, "conversation")}`,
      evidence: [
        frameEvidence(
          this.#context,
          group.frame,
          "S5",
          `${conversationText(cursor)}: a reset with hop count ${group.hops}`,
        ),
      ],
      alternatives: [
        {says: "the host's resets start with another hop count than its other packets", excludedBecause: null},
      ],
      displayFilter: `${group.span.displayFilter(group.conversations.length === 1)} && tcp.flags.reset==1`,
      exhibit: group.conversations[0]!,
    };
  }
}

const onlyResets = (side: SideView): boolean => side.reset > 0 && !isAlive(side);

function host(registry: Registry, cursor: Cursor, client: boolean, point: number, insert: boolean): number {
  cursor.writeAddress(client, registry.key, 0);
  registry.key[4] = cursor.width;
  registry.key[5] = point;
  return insert ? registry.intern() : registry.find();
}
