import type {CapturePoint} from "../../capture/points.ts";
import {addressBytes} from "../../capture/segment.ts";
import {networkText} from "../../flow/address.ts";
import type {Connections} from "../../flow/connection.ts";
import type {DisplayFilter, Finding} from "../../judge/analysis.ts";
import {candidatesOf} from "./candidates.ts";
import {type Ends, filterText, matches, type Term} from "./term.ts";

/** Of more flows than this a filter is made without looking what else it selects: that would take longer than judging them. */
const mostFlows = 50_000;
/** Comparisons of a flow with a filter, for all findings together. */
const mostComparisons = 10_000_000;
/** Connections of one finding whose filter is looked for. */
const mostConnections = 5_000;
/** The same where it cannot be told what else the filter selects: beyond that the finding's networks tell as much. */
const mostUnchecked = 100;
/** Captures that a finding has filters for, and as long as a filter is preferred: the line of a terminal. */
const mostCaptures = 16;
const line = 68;

interface Flow extends Ends {
  readonly connection: number;
}

/**
 * Finds, for each finding and capture, a display filter that selects every packet of the finding's connections in that file, with the
 * addresses that they have there, and of no other connection.
 */
class DisplayFilters {
  readonly #conversations: Connections;
  readonly #points: readonly CapturePoint[];
  /** Flows of each set of points that share a capture: by the capture. */
  readonly #flows = new Map<number, readonly Flow[]>();
  readonly #networks = new Map<string, string>();
  #comparisons = 0;
  readonly #isKnown: boolean;

  constructor(conversations: Connections, points: readonly CapturePoint[]) {
    this.#conversations = conversations;
    this.#points = points;
    this.#isKnown = conversations.count <= mostFlows;
  }

  /** Returns the filters of a finding, those first of the captures that it quotes; none where it is about no connection, or about too many. */
  of({conversations: ids, evidence, points}: Pick<Finding, "conversations" | "evidence" | "points">): DisplayFilter[] {
    if (ids.length === 0 || ids.length > (this.#isKnown ? mostConnections : mostUnchecked)) return [];
    const own = new Set(ids);
    const quoted = evidence.map(one => one.capture);
    const shown = this.#points.filter(point => points.includes(point.id)).flatMap(point => point.captures);
    const others = this.#points.flatMap(point => point.captures);
    const captures = [...new Set([...quoted, ...shown, ...others])];
    const filters: DisplayFilter[] = [];
    for (const capture of captures) {
      if (filters.length === mostCaptures) break;
      const found = this.#inCapture(capture, own);
      if (found !== null) filters.push(found);
    }
    return filters;
  }

  #inCapture(capture: number, own: ReadonlySet<number>): DisplayFilter | null {
    const mine = this.#isKnown
      ? this.#flowsOf(capture).filter(flow => own.has(flow.connection))
      : this.#read(capture, own);
    if (mine.length === 0) return null;
    const families = [mine.filter(flow => !flow.client.includes(":")), mine.filter(flow => flow.client.includes(":"))];
    const terms: Term[] = [];
    let others = 0;
    for (const flows of families) {
      if (flows.length === 0) continue;
      const [best, more] = this.#best(capture, flows, own);
      terms.push(...best);
      others += more;
    }
    return {capture, filter: filterText(terms), others};
  }

  /** Returns the best filter, and how many other connections it selects as well. */
  #best(capture: number, mine: readonly Flow[], own: ReadonlySet<number>): [Term[], number] {
    const unique = [
      ...new Map(
        mine.map(flow => [`${flow.client} ${flow.clientPort} ${flow.server} ${flow.serverPort}`, flow]),
      ).values(),
    ];
    const candidates = candidatesOf(unique)
      .map(terms => ({terms, weight: weight(terms)}))
      .sort((a, b) => a.weight - b.weight);
    const all = this.#isKnown ? this.#flowsOf(capture) : [];
    let narrowest: [Term[], number] | null = null;
    for (const {terms} of candidates) {
      this.#comparisons += all.length;
      if (!this.#isKnown || this.#comparisons > mostComparisons) break;
      const others = new Set<number>();
      for (const flow of all) {
        const isShown = terms.length === 1 ? matches(terms[0]!, flow) : terms.some(term => matches(term, flow));
        if (!isShown || own.has(flow.connection)) continue;
        others.add(flow.connection);
        if (others.size === narrowest?.[1]) break;
      }
      if (others.size === 0) return [terms, 0];
      if (narrowest === null || others.size < narrowest[1]) narrowest = [terms, others.size];
    }
    if (narrowest !== null) return narrowest;
    // The last one names the most.
    return [candidates.at(-1)?.terms ?? [everything(unique)], 0];
  }

  /** Flows of a capture, as its points have them. */
  #flowsOf(capture: number): readonly Flow[] {
    const known = this.#flows.get(capture);
    if (known !== undefined) return known;
    const flows = this.#read(capture, null);
    this.#flows.set(capture, flows);
    return flows;
  }

  #read(capture: number, own: ReadonlySet<number> | null): Flow[] {
    const points = new Set(this.#points.filter(point => point.captures.includes(capture)).map(point => point.id));
    const cursor = this.#conversations.cursor();
    const flows: Flow[] = [];
    const add = (id: number) => {
      cursor.move(id);
      for (let i = 0; i < cursor.flowCount; i++) {
        const flow = cursor.flows[i]!;
        if (!points.has(flow.point)) continue;
        const client = cursor.endpointOf(flow, true);
        const server = cursor.endpointOf(flow, false);
        flows.push({
          connection: id,
          client: client.address,
          clientPort: client.port,
          server: server.address,
          serverPort: server.port,
          clientNetwork: this.#networkOf(client.address),
          serverNetwork: this.#networkOf(server.address),
        });
      }
    };
    if (own === null) for (let id = 0; id < this.#conversations.count; id++) add(id);
    else for (const id of own) add(id);
    return flows;
  }

  #networkOf(address: string): string {
    const known = this.#networks.get(address);
    if (known !== undefined) return known;
    const bytes = addressBytes(address)!;
    const view = new DataView(bytes.buffer);
    const network =
      bytes.length === 4
        ? networkText(4, 0, 0, view.getInt32(0))
        : networkText(16, view.getInt32(0), view.getInt32(4), view.getInt32(12));
    this.#networks.set(address, network);
    return network;
  }
}

/** Returns findings with their filters. */
export function withFilters(
  drafts: readonly Omit<Finding, "displayFilters">[],
  conversations: Connections,
  points: readonly CapturePoint[],
): Finding[] {
  const filters = new DisplayFilters(conversations, points);
  return drafts.map(draft => {
    const displayFilters = filters.of(draft);
    return {...draft, displayFilter: displayFilters[0]?.filter ?? draft.displayFilter, displayFilters};
  });
}

/** What fits one line comes first, in the order given; what does not, by its length. */
function weight(terms: readonly Term[]): number {
  const {length} = filterText(terms);
  return length <= line ? 0 : length;
}

const everything = (flows: readonly Ends[]): Term => ({
  hosts: [],
  ports: [new Set(flows.map(flow => flow.serverPort))],
});
