import type {CapturePoint} from "../capture/points.ts";
import type {FilterRule, SideFilter} from "../capture/side/record.ts";
import {canonicalAddress, type Endpoint} from "../flow/address.ts";
import type {Connections} from "../flow/connection.ts";
import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import {contains, parseNetwork} from "../flow/network.ts";
import type {FlowView} from "../flow/view.ts";
import type {Way} from "../flow/way.ts";
import type {Sessions} from "./sessions.ts";

/** Connections that are asked whether a filter is the one that the capture ran with. */
const maximumAsked = 20_000;

/** Guard G0: the filters that captures ran with, as the devices tell. What a filter does not take is missing in the capture alone. */
export class Filters {
  readonly #filters: readonly SideFilter[];
  readonly #points: readonly CapturePoint[];
  readonly #original: (address: string) => string;
  readonly #sessions: Sessions;
  /** Filters by point that the capture itself refutes: it holds what they do not take. */
  readonly #refuted = new Set<string>();

  constructor(
    filters: readonly SideFilter[],
    points: readonly CapturePoint[],
    sessions: Sessions,
    original: (address: string) => string,
  ) {
    this.#filters = filters;
    this.#sessions = sessions;
    this.#points = points;
    this.#original = original;
  }

  get isEmpty(): boolean {
    return this.#filters.length === 0;
  }

  /** Finds filters that the captures refute: a listing of another time, or a device that marks whole sessions. */
  check(conversations: Connections): void {
    if (this.isEmpty) return;
    const cursor = conversations.cursor();
    for (let id = 0; id < Math.min(conversations.count, maximumAsked); id++) {
      cursor.move(id);
      for (let i = 0; i < cursor.flowCount; i++) {
        const flow = cursor.flows[i]!;
        for (const filter of this.#at(flow.point))
          if (
            (isAlive(flow.client) && !this.#takes(filter, cursor, flow, "requests")) ||
            (isAlive(flow.server) && !this.#takes(filter, cursor, flow, "replies"))
          )
            this.#refuted.add(`${this.#filters.indexOf(filter)} ${flow.point}`);
      }
    }
  }

  /** Returns the captures whose filters are of no device that packets are of. */
  unplaced(): number[] {
    const places = this.#points.filter(({packets}) => packets > 0).map(({id}) => id);
    const placed = new Set(places.flatMap(point => this.#at(point)));
    return this.#filters.filter(filter => !placed.has(filter)).map(({capture}) => capture);
  }

  /** Returns the filter that lets a direction of a flow not pass into the capture, null where none tells. */
  excluding(cursor: Cursor, flow: FlowView, missing: Way): SideFilter | null {
    if (this.isEmpty) return null;
    return this.#heeded(flow.point).find(filter => !this.#takes(filter, cursor, flow, missing)) ?? null;
  }

  /** Returns the filter of a point that takes both directions of a flow, null where none tells. */
  admitting(cursor: Cursor, flow: FlowView): SideFilter | null {
    const filters = this.#heeded(flow.point);
    const all = filters.every(
      filter => this.#takes(filter, cursor, flow, "requests") && this.#takes(filter, cursor, flow, "replies"),
    );
    return all ? (filters[0] ?? null) : null;
  }

  #heeded(point: number): SideFilter[] {
    return this.#at(point).filter(filter => !this.#refuted.has(`${this.#filters.indexOf(filter)} ${point}`));
  }

  /** The filters that a point was captured with: those of its device, or of its own transcript. */
  #at(id: number): readonly SideFilter[] {
    if (this.isEmpty) return this.#filters;
    const point = this.#points[id]!;
    return this.#filters.filter(({platform, device, capture, point: own}) => {
      if (platform === "libpcap") return own === id;
      if (point.captures.includes(capture)) return true;
      if (platform === "fortios") return false;
      if (device.startsWith("name:")) return device === `name:${point.device ?? point.name}`;
      // Nobody said of which device it is: of the one that has stages, or of the only one.
      const staged = this.#points.some(({stage, packets}) => stage !== null && packets > 0);
      return staged
        ? point.stage !== null
        : new Set(this.#points.filter(one => one.packets > 0).map(one => one.box)).size === 1;
    });
  }

  #takes({rules}: SideFilter, cursor: Cursor, flow: FlowView, direction: Way): boolean {
    if (rules.length === 0) return true;
    const ends: (readonly [Endpoint, Endpoint])[] = [flow, ...cursor.flows.slice(0, cursor.flowCount)].map(one => [
      cursor.endpointOf(one, true),
      cursor.endpointOf(one, false),
    ]);
    // Answers to a translated address need a rule of their own.
    for (const {session} of this.#sessions.of(cursor))
      if (session.translated !== null) ends.push([session.translated.client, session.translated.server]);
    return rules.some(rule =>
      ends.some(([client, server]) =>
        direction === "requests" ? this.#matches(rule, client, server) : this.#matches(rule, server, client),
      ),
    );
  }

  #matches(rule: FilterRule, from: Endpoint, to: Endpoint): boolean {
    const {source, sourcePort, target, targetPort} = rule;
    return (
      (sourcePort === null || sourcePort === from.port) &&
      (targetPort === null || targetPort === to.port) &&
      this.#isIn(source, from.address) &&
      this.#isIn(target, to.address)
    );
  }

  #isIn(network: string | null, address: string): boolean {
    if (network === null) return true;
    const original = this.#original(address);
    if (canonicalAddress(network) === original) return true;
    const wide = parseNetwork(network);
    const one = parseNetwork(original);
    return wide !== null && one !== null && contains(wide, one.width, ...one.words);
  }
}
