import type {Cursor} from "../flow/cursor.ts";
import {isAlive} from "../flow/hidden.ts";
import {Registry} from "../flow/registry.ts";
import type {Finding} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";

const limit = 100_000;
/** Unanswered connections that are looked at. */
const maximumRead = 10_000;

/** SYNs that one device received and sent nowhere, while it forwards those of other clients to the same service. */
interface Swallowed {
  readonly device: string;
  readonly conversations: readonly number[];
  readonly syns: number;
  /** Connections of other clients with these services that passed the device. */
  readonly passing: number;
}

/** Returns what the device that swallowed most of unanswered connections did; it needs several capture points. */
export function swallowedBy(context: Context, unanswered: readonly Finding[]): Swallowed {
  let most: Swallowed = {device: "", conversations: [], syns: 0, passing: 0};
  const {devices, points} = context;
  for (let device = 0; device < devices.count; device++) {
    if (points.filter(point => devices.of(point.id) === device).length < 2) continue;
    const swallowed = swallowedAt(context, device, unanswered);
    if (swallowed.conversations.length > most.conversations.length) most = swallowed;
  }
  return most;
}

function swallowedAt(context: Context, device: number, unanswered: readonly Finding[]): Swallowed {
  const {conversations, devices, judgements} = context;
  const cursor = conversations.cursor();
  const services = new Services();
  const stuck = unanswered
    .flatMap(finding => finding.conversations.slice(0, maximumRead))
    .filter(id => entersOnly(context, device, cursor.move(id)));
  for (const id of stuck) services.ask(cursor.move(id));
  let passing = 0;
  /** Where what passes enters the device. */
  const entries = new Set<number>();
  if (stuck.length > 0)
    for (let id = 0; id < conversations.count; id++) {
      const outcome = judgements.outcome(id);
      if (outcome !== "complete" && outcome !== "joined") continue;
      if (!services.knows(cursor.move(id))) continue;
      const seen = cursor.flows
        .slice(0, cursor.flowCount)
        .filter(flow => devices.of(flow.point) === device && isAlive(flow.client));
      if (seen.length < 2 || !services.pass(cursor)) continue;
      passing++;
      const most = Math.max(...seen.map(flow => flow.client.highestTtl));
      for (const flow of seen) if (flow.client.highestTtl === most) entries.add(flow.point);
    }
  // A client that another connection lets through is not refused for its address.
  const own = stuck.filter(
    id =>
      services.passesOthersOnly(cursor.move(id)) &&
      cursor.flows.slice(0, cursor.flowCount).some(flow => entries.has(flow.point)),
  );
  let syns = 0;
  for (const id of own)
    syns += Math.max(
      ...cursor
        .move(id)
        .flows.slice(0, cursor.flowCount)
        .map(flow => flow.client.opens),
    );
  return {device: devices.name(device), conversations: own, syns, passing};
}

/** Whether a connection's SYN was seen at one side of the device, while all its other points were watched. */
function entersOnly({devices, points, table}: Context, device: number, cursor: Cursor): boolean {
  const entered = cursor.flows.slice(0, cursor.flowCount).filter(flow => devices.of(flow.point) === device);
  // What the drop stage holds was received, and does not leave.
  const places = new Set(entered.filter(flow => points[flow.point]!.stage !== "drop").map(flow => flow.point));
  if (places.size !== 1 || entered.some(flow => flow.client.leaving > 0)) return false;
  const {first} = cursor;
  return points.every(
    ({id, stage}) =>
      devices.of(id) !== device ||
      places.has(id) ||
      stage === "drop" ||
      (table.periods.began(id) < first && first < table.periods.ended(id)),
  );
}

/** Services that were asked in vain, and who asked: numbers, as there may be many. */
class Services {
  /** Server, port; and client too. Values: connections that passed. */
  readonly #asked = new Registry(6, 1, limit);
  readonly #askers = new Registry(10, 1, limit);

  ask(cursor: Cursor): void {
    this.#write(cursor);
    this.#asked.intern();
    this.#askers.intern();
  }

  /** Whether the connection's service was asked in vain. */
  knows(cursor: Cursor): boolean {
    this.#write(cursor);
    return this.#asked.find() !== 0;
  }

  /** Counts a connection that passes; returns whether others asked its service in vain, and its client never. */
  pass(cursor: Cursor): boolean {
    this.#write(cursor);
    const service = this.#asked.find();
    if (service === 0) return false;
    const asker = this.#askers.find();
    if (asker === 0) {
      this.#asked.values[service]!++;
      return true;
    }
    this.#askers.values[asker]!++;
    return false;
  }

  /** Whether the connection's service lets others through, and never its client. */
  passesOthersOnly(cursor: Cursor): boolean {
    this.#write(cursor);
    return this.#asked.values[this.#asked.find()]! > 0 && this.#askers.values[this.#askers.find()] === 0;
  }

  #write(cursor: Cursor): void {
    cursor.writeAddress(false, this.#asked.key, 0);
    this.#asked.key[4] = cursor.serverPort;
    this.#asked.key[5] = cursor.width;
    const {key} = this.#askers;
    cursor.writeAddress(true, key, 0);
    cursor.writeAddress(false, key, 4);
    key[8] = cursor.serverPort;
    key[9] = cursor.width;
  }
}
