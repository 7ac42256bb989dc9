import {isAlive} from "../flow/hidden.ts";
import type {Finding} from "../judge/analysis.ts";
import type {Context} from "../judge/context.ts";

/** Conversations of a finding that are looked at: they share their points, and nearly always their networks. */
const maximumRead = 1000;

/** What the two places of a split path see besides it. */
interface SplitShape {
  /** Where the requests pass, and the replies. */
  readonly requestsAt: readonly number[];
  readonly repliesAt: readonly number[];
  /** Packets of the direction that each place lacks, of other conversations between the same networks. */
  readonly repliesThere: number;
  readonly requestsThere: number;
  /**
   * `peers`: both places carry both directions of these networks, as the members of a cluster or of balanced paths do.
   * `replies-elsewhere`: the place of the replies never carries a request, so it is no peer but another way back;
   * `requests-elsewhere`: the mirror of it. `unknown`: neither place sees the direction that it lacks at all.
   */
  readonly shape: "peers" | "replies-elsewhere" | "requests-elsewhere" | "unknown";
  /** Whether the addresses differ between the points. */
  readonly translated: boolean;
}

/** Returns what the places of a `split-path` finding see besides it: what tells peers from a way around. */
export function splitShape({conversations, pools}: Context, finding: Finding): SplitShape {
  const cursor = conversations.cursor();
  const requestsAt = new Set<number>();
  const repliesAt = new Set<number>();
  let repliesThere = 0;
  let requestsThere = 0;
  let translated = false;
  for (const id of finding.conversations.slice(0, maximumRead)) {
    cursor.move(id);
    const {address} = cursor.client;
    for (const flow of cursor.flows.slice(0, cursor.flowCount)) {
      if (cursor.endpointOf(flow, true).address !== address) translated = true;
      if (isAlive(flow.client)) {
        requestsAt.add(flow.point);
        repliesThere = Math.max(repliesThere, pools.witnesses(flow.pair, flow.clientSide ^ 1));
      }
      if (isAlive(flow.server)) {
        repliesAt.add(flow.point);
        requestsThere = Math.max(requestsThere, pools.witnesses(flow.pair, flow.clientSide));
      }
    }
  }
  const shape =
    repliesThere > 0
      ? requestsThere > 0
        ? "peers"
        : "replies-elsewhere"
      : requestsThere > 0
        ? "requests-elsewhere"
        : "unknown";
  return {requestsAt: [...requestsAt], repliesAt: [...repliesAt], repliesThere, requestsThere, shape, translated};
}
