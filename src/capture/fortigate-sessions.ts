/** Sessions whose ways are remembered. */
const limit = 4096;

/** How packets of one direction of a session leave the firewall. */
export interface Passage {
  /** The interface; empty where it is the firewall itself, null where it was not told. */
  out: string | null;
  /** What the source and the target are translated to, null where they are not. */
  source: readonly [address: string, port: number] | null;
  target: readonly [address: string, port: number] | null;
}

/** The sessions of a trace by their numbers: of all packets but the first FortiOS tells a session, and not always the way out. */
export class Sessions {
  readonly #passages = new Map<string, readonly [original: Passage, reply: Passage]>();

  /** Returns the way of one direction of session `id`, which is kept up to date; `isNew` forgets an older session of that number. */
  passage(id: string, isReply: boolean, isNew: boolean): Passage {
    let both = this.#passages.get(id);
    if (both === undefined || isNew) {
      if (this.#passages.size >= limit) this.#passages.delete(this.#passages.keys().next().value!);
      both = [
        {out: null, source: null, target: null},
        {out: null, source: null, target: null},
      ];
      this.#passages.set(id, both);
    }
    return both[isReply ? 1 : 0];
  }
}
