import type {Connections} from "../flow/connection.ts";
import type {Finding} from "../judge/analysis.ts";
import type {Course, Shown} from "../judge/course.ts";
import type {Judgements} from "../judge/judgements.ts";
import type {Onset} from "../judge/onset.ts";
import type {Time} from "../time/time.ts";

/** How findings go on in time: for what is judged again and again while packets come. */
export class FindingCourse implements Course {
  readonly #conversations: Connections;
  readonly #judgements: Judgements;
  readonly #onset: Onset;

  constructor(conversations: Connections, judgements: Judgements, onset: Onset) {
    this.#conversations = conversations;
    this.#judgements = judgements;
    this.#onset = onset;
  }

  shown(finding: Finding, after: Time, until: Time): Shown | null {
    const cursor = this.#conversations.cursor();
    const pairs = new Set<number>();
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    let conversations = 0;
    for (const id of finding.conversations) {
      const time = this.#onset(cursor.move(id));
      if (time <= after || time > until) continue;
      first = Math.min(first, time);
      last = Math.max(last, time);
      conversations++;
      for (let i = 0; i < cursor.flowCount; i++) {
        const {pair, point} = cursor.flows[i]!;
        if (finding.points.includes(point)) pairs.add(pair);
      }
    }
    return conversations === 0 ? null : {first, last, conversations, pairs};
  }

  healthy(pairs: ReadonlySet<number>): Map<number, Time[]> {
    const begins = new Map<number, Time[]>();
    const cursor = this.#conversations.cursor();
    for (let id = 0; id < this.#conversations.count; id++) {
      const outcome = this.#judgements.outcome(id);
      if ((outcome !== "complete" && outcome !== "joined") || this.#judgements.certainty(id) !== null) continue;
      cursor.move(id);
      for (let i = 0; i < cursor.flowCount; i++) {
        const {pair} = cursor.flows[i]!;
        if (!pairs.has(pair)) continue;
        const list = begins.get(pair);
        if (list === undefined) begins.set(pair, [cursor.first]);
        else list.push(cursor.first);
      }
    }
    return begins;
  }
}
