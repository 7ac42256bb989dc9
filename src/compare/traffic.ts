import type {Analysis, ConnectionRecord, Scene} from "../judge/analysis.ts";
import type {BothWays} from "./comparison.ts";

/** Returns the payload of a connection, as the point saw it that saw most. */
export function bytesOf({flows}: ConnectionRecord): BothWays {
  return {
    requests: flows.reduce((most, flow) => Math.max(most, flow.requests.bytes), 0),
    replies: flows.reduce((most, flow) => Math.max(most, flow.replies.bytes), 0),
  };
}

/** Adds the payload of a connection. */
export function addBytes(sum: {-readonly [K in keyof BothWays]: number}, record: ConnectionRecord): void {
  const {requests, replies} = bytesOf(record);
  sum.requests += requests;
  sum.replies += replies;
}

/** Where some connections passed: packets of each direction at each point, without copies. */
export class Passage {
  readonly #points = new Map<number, {requests: number; replies: number}>();

  add({flows}: ConnectionRecord): void {
    for (const {point, requests, replies} of flows) {
      let count = this.#points.get(point);
      if (count === undefined) {
        count = {requests: 0, replies: 0};
        this.#points.set(point, count);
      }
      count.requests += requests.packets - requests.copies;
      count.replies += replies.packets - replies.copies;
    }
  }

  /** Returns the points in the order of the path; those that the scene lacks stand at its end. */
  list({scene}: Analysis): Scene["points"] {
    const order = scene.points.map(({point}) => point);
    const place = (point: number) => (order.includes(point) ? order.indexOf(point) : order.length + point);
    return [...this.#points]
      .map(([point, counts]) => ({point, ...counts}))
      .sort((a, b) => place(a.point) - place(b.point));
  }
}
