import type {Cursor} from "../flow/cursor.ts";
import type {Time} from "../time/time.ts";
import type {Draft} from "./detector.ts";
import {Span} from "./span.ts";

/** The conversations that one finding is about: which, between whom, and since when. */
export class Cluster {
  readonly conversations: number[] = [];
  readonly span = new Span();
  /** Time of the first packet of all. */
  since: Time = Number.POSITIVE_INFINITY;

  /** Takes a conversation in; one that was the last taken in already is not counted again. */
  add(cursor: Cursor): void {
    if (this.conversations.at(-1) !== cursor.id) this.conversations.push(cursor.id);
    this.span.add(cursor);
    this.since = Math.min(this.since, cursor.first);
  }

  get count(): number {
    return this.conversations.length;
  }

  /** Number of the first conversation. */
  get first(): number {
    return this.conversations[0]!;
  }

  /** What a finding says of its conversations, with a display filter that is narrowed by `more`. */
  draft(more = ""): Pick<Draft, "conversations" | "since" | "displayFilter" | "exhibit"> {
    const {conversations, since} = this;
    return {conversations, since, displayFilter: this.span.displayFilter(this.count === 1) + more, exhibit: this.first};
  }
}
