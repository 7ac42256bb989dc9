import {endpointText} from "../flow/address.ts";
import type {Connections} from "../flow/connection.ts";
import type {Group} from "../judge/analysis.ts";
import type {Judgements} from "../judge/judgements.ts";
import type {Ledger} from "../judge/ledger.ts";
import type {Time} from "../time/time.ts";

/** Groups in the report, those with one-way connections first. */
const maximumListed = 10_000;

const Field = {conversations: 0, oneWay: 1, replies: 2, requests: 3, since: 4, example: 5, fields: 6} as const;

/** Connections by client network (/24, /64) and service. */
export class Groups {
  readonly #conversations: Connections;
  readonly #judgements: Judgements;
  readonly #ledger: Ledger;
  readonly #values: Float64Array;

  constructor(conversations: Connections, judgements: Judgements, ledger: Ledger) {
    this.#conversations = conversations;
    this.#judgements = judgements;
    this.#ledger = ledger;
    this.#values = new Float64Array(ledger.groups * Field.fields);
  }

  /** Counts connection `id`; `since` is when it showed to be asymmetric, if it did. */
  add(id: number, since: Time): void {
    const values = this.#values;
    const row = this.#ledger.group(id) * Field.fields;
    values[row + Field.example] = id;
    values[row + Field.conversations]!++;
    if (this.#judgements.certainty(id) === null) return;
    const missing = this.#judgements.missing(id);
    if (values[row + Field.oneWay] === 0 || since < values[row + Field.since]!) values[row + Field.since] = since;
    values[row + Field.oneWay]!++;
    if (missing !== null) values[row + Field[missing]]!++;
  }

  /** Returns the groups, those with most one-way connections first. */
  list(): Group[] {
    const values = this.#values;
    const ids = Array.from({length: this.#ledger.groups - 1}, (_, i) => (i + 1) * Field.fields);
    ids.sort(
      (a, b) =>
        values[b + Field.oneWay]! - values[a + Field.oneWay]! ||
        values[b + Field.conversations]! - values[a + Field.conversations]!,
    );
    const cursor = this.#conversations.cursor();
    return ids.slice(0, maximumListed).map(row => {
      cursor.move(values[row + Field.example]!);
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
