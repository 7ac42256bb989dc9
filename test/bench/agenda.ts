/**
 * What happens next: a binary heap of things by the time they are due.
 *
 * Up to 20,000 connections wait at once and several million frames pass, so
 * neither sorting nor scanning the list would do.
 */
export class Agenda<Item> {
  readonly #times: number[] = [];
  readonly #items: Item[] = [];

  get size(): number {
    return this.#times.length;
  }

  add(time: number, item: Item): void {
    const times = this.#times;
    const items = this.#items;
    let hole = times.length;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentTime = times[parent]!;
      if (parentTime <= time) break;
      times[hole] = parentTime;
      items[hole] = items[parent]!;
      hole = parent;
    }
    times[hole] = time;
    items[hole] = item;
  }

  /** Takes out what is due first; the agenda must not be empty. */
  take(): {time: number; item: Item} {
    const times = this.#times;
    const items = this.#items;
    const first = {time: times[0]!, item: items[0]!};
    const time = times.pop()!;
    const item = items.pop()!;
    const size = times.length;
    if (size === 0) return first;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= size) break;
      if (child + 1 < size && times[child + 1]! < times[child]!) child += 1;
      if (times[child]! >= time) break;
      times[hole] = times[child]!;
      items[hole] = items[child]!;
      hole = child;
    }
    times[hole] = time;
    items[hole] = item;
    return first;
  }
}
