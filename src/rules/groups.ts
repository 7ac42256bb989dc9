import type {Cursor} from "../flow/cursor.ts";
import type {Time} from "../time/time.ts";
import {Span} from "./span.ts";

/** The connections that one finding is about: which, between whom, since when, and what the rule keeps of them. */
export class Group<Mark extends object> {
  readonly mark: Mark;
  /** Numbers of the connections, ascending where they were added in order. */
  readonly connections: number[] = [];
  readonly span = new Span();
  /** Time of the first packet of all. */
  since: Time = Number.POSITIVE_INFINITY;
  /** Whether it holds what is beyond the bound, of several keys. */
  readonly isRest: boolean;

  constructor(mark: Mark, isRest = false) {
    this.mark = mark;
    this.isRest = isRest;
  }

  /** Takes a connection in; one that was the last taken in already is not counted again. */
  add(cursor: Cursor): void {
    if (this.connections.at(-1) !== cursor.id) this.connections.push(cursor.id);
    this.span.add(cursor);
    this.since = Math.min(this.since, cursor.first);
  }

  /** Takes the connections of other groups in; what the rule keeps of them is its own matter. */
  join(others: Iterable<Group<Mark>>): void {
    for (const other of others) {
      for (const id of other.connections) this.connections.push(id);
      this.span.widen(other.span);
      this.since = Math.min(this.since, other.since);
    }
    this.connections.sort((a, b) => a - b);
  }

  get count(): number {
    return this.connections.length;
  }

  /** Number of the first connection. */
  get first(): number {
    return this.connections[0]!;
  }
}

/** Returns a group of connections given by their numbers, in any order. */
export function groupOf<Mark extends object>(
  ids: readonly number[],
  cursor: Cursor,
  mark: Mark,
  isRest = false,
): Group<Mark> {
  const group = new Group(mark, isRest);
  for (const id of ids.toSorted((a, b) => a - b)) group.add(cursor.move(id));
  return group;
}

/** Returns so many groups as they are, and those beyond as one for each key, for which what the rule keeps of its first stands. */
export function bounded<Mark extends object>(
  groups: readonly Group<Mark>[],
  most: number,
  cursor: Cursor,
  restKey: (mark: Mark) => string,
): Group<Mark>[] {
  const rest = new Map<string, Group<Mark>[]>();
  for (const group of groups.slice(most)) {
    const key = restKey(group.mark);
    const known = rest.get(key);
    if (known === undefined) rest.set(key, [group]);
    else known.push(group);
  }
  const joined = [...rest.values()].map(all =>
    groupOf(
      all.flatMap(({connections}) => connections),
      cursor,
      all[0]!.mark,
      true,
    ),
  );
  return [...groups.slice(0, most), ...joined];
}

/** The groups of one rule, by key: bounded, and nothing is lost. */
export class Groups<Mark extends object> {
  readonly #byKey = new Map<string | number, Group<Mark>>();
  readonly #rest = new Map<string | number, Group<Mark>>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /**
   * Returns the group of a key with the connection in it; `open` makes what the rule keeps of a new one. Once there are as many groups as
   * are told apart, what is new goes by `restKey` into groups of the rest: one a capture point, so that these are few.
   */
  add(cursor: Cursor, key: string | number, restKey: string | number, open: () => Mark): Group<Mark> {
    const group = this.at(key, restKey, open);
    group.add(cursor);
    return group;
  }

  /** Returns the group of a key, as {@link add} finds it. */
  at(key: string | number, restKey: string | number, open: () => Mark): Group<Mark> {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const isRest = this.#byKey.size >= this.#most;
    if (isRest) {
      const rest = this.#rest.get(restKey);
      if (rest !== undefined) return rest;
    }
    const group = new Group(open(), isRest);
    if (isRest) this.#rest.set(restKey, group);
    else this.#byKey.set(key, group);
    return group;
  }

  /** How many there are, the rest counted as one for each of its keys. */
  get size(): number {
    return this.#byKey.size + this.#rest.size;
  }

  [Symbol.iterator](): IterableIterator<Group<Mark>> {
    return [...this.#byKey.values(), ...this.#rest.values()][Symbol.iterator]();
  }
}
