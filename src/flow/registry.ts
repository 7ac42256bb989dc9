/** Seeds every hash of this run, so that a capture cannot be made to collide on purpose. */
export const seed = (Math.random() * 0x1_0000_0000) | 0;

/** Mixes one 32-bit word into a hash (the inner step of MurmurHash3, which spreads every bit). */
export function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51);
  k = (k << 15) | (k >>> 17);
  const h = hash ^ Math.imul(k, 0x1b873593);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

/** Ends a hash: the low bits then depend on all that was mixed in. */
export function finish(hash: number): number {
  let h = hash ^ (hash >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * Gives every distinct key of a few 32-bit words a dense id from 1 on, and keeps a row of numbers for each. Id 0 stands for
 * everything beyond the limit. Write the key into `key`, then call `intern`.
 */
export class Registry {
  readonly key: Int32Array;
  /** Ids are below this. */
  count = 1;
  /** `fields` numbers an id; replaced when it grows, so read it from here each time. */
  values: Float64Array;
  readonly fields: number;
  readonly #words: number;
  readonly #limit: number;
  #keys: Int32Array;
  #index = new Int32Array(64);

  constructor(words: number, fields: number, limit: number) {
    this.#words = words;
    this.fields = fields;
    this.#limit = limit;
    this.key = new Int32Array(words);
    this.#keys = new Int32Array(words * 32);
    this.values = new Float64Array(fields * 32);
  }

  /** Returns the id of the key in `key`, a new one if need be; 0 when no more fit. */
  intern(): number {
    return this.#find(true);
  }

  /** Returns the id of the key in `key`, or 0 if it is not known. */
  find(): number {
    return this.#find(false);
  }

  /** Returns word `word` of the key of `id`. */
  word(id: number, word: number): number {
    return this.#keys[id * this.#words + word]!;
  }

  #hash(keys: Int32Array, at: number): number {
    let hash = seed;
    for (let i = 0; i < this.#words; i++) hash = mix(hash, keys[at + i]!);
    return finish(hash);
  }

  #find(insert: boolean): number {
    const words = this.#words;
    const key = this.key;
    const mask = this.#index.length - 1;
    let slot = this.#hash(key, 0) & mask;
    for (let id: number; (id = this.#index[slot]!) !== 0; slot = (slot + 1) & mask) {
      const at = id * words;
      let i = 0;
      while (i < words && this.#keys[at + i] === key[i]) i++;
      if (i === words) return id;
    }
    if (!insert || this.count > this.#limit) return 0;
    const id = this.count++;
    if ((id + 1) * words > this.#keys.length) this.#grow();
    this.#keys.set(key, id * words);
    this.#index[slot] = id;
    if (this.count * 2 > this.#index.length) this.#rehash();
    return id;
  }

  #grow(): void {
    const keys = new Int32Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
    const values = new Float64Array(this.values.length * 2);
    values.set(this.values);
    this.values = values;
  }

  #rehash(): void {
    const index = new Int32Array(this.#index.length * 2);
    const mask = index.length - 1;
    for (let id = 1; id < this.count; id++) {
      let slot = this.#hash(this.#keys, id * this.#words) & mask;
      while (index[slot] !== 0) slot = (slot + 1) & mask;
      index[slot] = id;
    }
    this.#index = index;
  }
}
