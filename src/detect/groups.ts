import {endpointText} from "../flow/address.ts";
import type {Conversations} from "../flow/conversation.ts";
import type {Cursor} from "../flow/cursor.ts";
import {Registry} from "../flow/registry.ts";
import type {Time} from "../time.ts";
import type {Group} from "./analysis.ts";
import type {Judgements} from "./judgements.ts";

const limit = 100_000;
/** Groups in the report, those with one-way conversations first. */
const maximumListed = 10_000;

const Field = {conversations: 0, oneWay: 1, replies: 2, requests: 3, since: 4, exhibit: 5, fields: 6} as const;

/** Conversations by client network (/24, /64) and service. */
export class Groups {
  readonly #conversations: Conversations;
  /** Key: client network, server, port, width. */
  readonly #registry = new Registry(9, Field.fields, limit);

  constructor(conversations: Conversations) {
    this.#conversations = conversations;
  }

  /** Counts a conversation; `since` is when it showed to be asymmetric, if it did. */
  add(cursor: Cursor, judgements: Judgements, since: Time): void {
    const {key} = this.#registry;
    const {width} = cursor;
    cursor.writeAddress(true, key, 0);
    key[2] = width === 4 ? key[3]! & ~0xff : 0;
    cursor.writeAddress(false, key, 3);
    key[7] = cursor.serverPort;
    key[8] = width;
    const row = this.#registry.intern() * Field.fields;
    const {values} = this.#registry;
    values[row + Field.exhibit] = cursor.id;
    values[row + Field.conversations]!++;
    if (judgements.certainty(cursor.id) === null) return;
    const missing = judgements.missing(cursor.id);
    if (values[row + Field.oneWay] === 0 || since < values[row + Field.since]!) values[row + Field.since] = since;
    values[row + Field.oneWay]!++;
    if (missing !== null) values[row + Field[missing]]!++;
  }

  /** Returns the groups, those with most one-way conversations first. */
  list(): Group[] {
    const {values, count} = this.#registry;
    const ids = Array.from({length: count - 1}, (_, i) => (i + 1) * Field.fields);
    ids.sort(
      (a, b) =>
        values[b + Field.oneWay]! - values[a + Field.oneWay]! ||
        values[b + Field.conversations]! - values[a + Field.conversations]!,
    );
    const cursor = this.#conversations.cursor();
    return ids.slice(0, maximumListed).map(row => {
      cursor.move(values[row + Field.exhibit]!);
      const replies = values[row + Field.replies]!;
      const requests = values[row + Field.requests]!;
      return {
        client: cursor.clientNet,
        server: endpointText(cursor.server),
        conversations: values[row + Field.conversations]!,
        oneWay: values[row + Field.oneWay]!,
        missing: replies === 0 && requests === 0 ? null : replies >= requests ? "replies" : "requests",
        since: values[row + Field.oneWay] === 0 ? null : values[row + Field.since]!,
      };
    });
  }
}
