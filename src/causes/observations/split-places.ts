import {isAlive} from "../../flow/hidden.ts";
import type {Finding} from "../../judge/analysis.ts";
import type {Context} from "../../judge/context.ts";

/** Connections that are looked at: they share their points, and nearly always their networks. */
const maximumRead = 1000;

/** How the two places stand to each other that requests and replies of connections pass. */
export interface SplitPlaces {
  /** Points of the requests, and of the replies, ascending. */
  readonly requestsAt: readonly number[];
  readonly repliesAt: readonly number[];
  /** Packets of the direction that each place lacks, of other connections between the same networks. */
  readonly repliesThere: number;
  readonly requestsThere: number;
  /** Whether the addresses differ between the points. */
  readonly translated: boolean;
  /** Whether some pass the one device first and the other back, and others the other way round. */
  readonly bothOrders: boolean;
  /** Whether the replies were seen to leave the second device as well; null where only what enters it was captured. */
  readonly replyPasses: boolean | null;
  /** Whether both devices bear virtual MAC addresses, or the packets come to both with one time to live: a pair side by side. */
  readonly sameDistance: boolean | null;
}

/** Returns how the places of connections stand to each other whose requests and replies pass different points. */
export function splitPlaces(
  {conversations, pools, points, devices}: Context,
  findings: readonly Finding[],
): SplitPlaces {
  const cursor = conversations.cursor();
  const requestsAt = new Set<number>();
  const repliesAt = new Set<number>();
  const orders = new Set<string>();
  const ttls = {requests: new Set<number>(), replies: new Set<number>()};
  let [repliesThere, requestsThere, leaving, entering] = [0, 0, 0, 0];
  let translated = false;
  let several = 0;
  for (const id of findings.flatMap(finding => finding.conversations.slice(0, maximumRead))) {
    cursor.move(id);
    const {address} = cursor.client;
    const [asked, answered] = [new Set<number>(), new Set<number>()];
    for (const flow of cursor.flows.slice(0, cursor.flowCount)) {
      if (cursor.endpointOf(flow, true).address !== address) translated = true;
      if (isAlive(flow.client)) {
        requestsAt.add(flow.point);
        asked.add(devices.of(flow.point));
        ttls.requests.add(flow.client.highestTtl);
        repliesThere = Math.max(repliesThere, pools.witnesses(flow.pair, flow.clientSide ^ 1));
      }
      if (isAlive(flow.server)) {
        repliesAt.add(flow.point);
        answered.add(devices.of(flow.point));
        ttls.replies.add(flow.server.highestTtl);
        requestsThere = Math.max(requestsThere, pools.witnesses(flow.pair, flow.clientSide));
        leaving += flow.server.leaving;
        entering += flow.server.entering;
      }
    }
    if ([...answered].some(device => pointsSeen(cursor.flows.slice(0, cursor.flowCount), device) > 1)) several++;
    orders.add(`${[...asked].sort()}>${[...answered].sort()}`);
  }
  function pointsSeen(
    flows: readonly {readonly point: number; readonly server: {readonly packets: number}}[],
    device: number,
  ) {
    return flows.filter(flow => devices.of(flow.point) === device && flow.server.packets > 0).length;
  }
  const turned = (order: string) => order.split(">").reverse().join(">");
  const whole = [...repliesAt].some(
    id => points.filter(point => devices.of(point.id) === devices.of(id) && point.packets > 0).length > 1,
  );
  return {
    requestsAt: [...requestsAt].sort((a, b) => a - b),
    repliesAt: [...repliesAt].sort((a, b) => a - b),
    ...{repliesThere, requestsThere, translated},
    bothOrders: [...orders].some(order => order !== turned(order) && orders.has(turned(order))),
    replyPasses: leaving > 0 || several > 0 ? true : entering > 0 || whole ? false : null,
    sameDistance: null,
  };
}
