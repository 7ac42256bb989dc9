import {addressText} from "../flow/address.ts";
import type {Cursor} from "../flow/cursor.ts";
import {Redirect, RedirectKey} from "../flow/redirects.ts";
import {Registry} from "../flow/registry.ts";
import type {Context} from "../judge/context.ts";
import {frameEvidence} from "../judge/evidence.ts";
import {grouped} from "../words.ts";
import type {Detector, Draft, Inspection} from "./detector.ts";

const maximumFindings = 100;
/** Pairs of hosts that redirects are about. */
const limit = 4096;

/** P11: a router on the way says which gateway is the better one. */
export const icmpRedirect: Detector = {
  name: "icmp-redirect",
  question: "Does a router say that there is a better gateway?",
  start: context => new RedirectInspection(context),
};

class RedirectInspection implements Inspection {
  readonly #context: Context;
  /** Pairs of hosts, in the order of the redirected packets; and for each the redirects, and the conversations. */
  readonly #pairs = new Registry(9, 0, limit);
  readonly #redirects: number[][] = [];
  readonly #conversations: number[][] = [];

  constructor(context: Context) {
    this.#context = context;
    const {registry} = context.table.redirects;
    for (let id = 1; id < registry.count; id++) {
      const {key} = this.#pairs;
      key[0] = registry.word(id, RedirectKey.meta) & 0xff;
      for (let i = 0; i < 8; i++) key[1 + i] = registry.word(id, RedirectKey.source + i);
      const pair = this.#pairs.intern();
      this.#redirects[pair] ??= [];
      this.#redirects[pair].push(id);
      this.#conversations[pair] ??= [];
    }
  }

  asksFor(): boolean {
    return this.#pairs.count > 1;
  }

  see(cursor: Cursor): void {
    const {key} = this.#pairs;
    key[0] = cursor.width;
    for (const client of [true, false]) {
      cursor.writeAddress(client, key, 1);
      cursor.writeAddress(!client, key, 5);
      const pair = this.#pairs.find();
      if (pair !== 0) this.#conversations[pair]!.push(cursor.id);
    }
  }

  finish(): Draft[] {
    const drafts: Draft[] = [];
    for (let pair = 1; pair < this.#pairs.count; pair++)
      if (this.#conversations[pair]!.length > 0)
        for (const id of this.#redirects[pair]!)
          if (drafts.length < maximumFindings) drafts.push(this.#draft(pair, id));
    return drafts;
  }

  #draft(pair: number, id: number): Draft {
    const {registry} = this.#context.table.redirects;
    const meta = registry.word(id, RedirectKey.meta);
    const address = (at: number) => {
      const [a, b, c, d] = [0, 1, 2, 3].map(i => registry.word(id, at + i)) as [number, number, number, number];
      return addressText(meta & 0xff, a, b, c, d);
    };
    const value = (field: number) => registry.values[id * Redirect.fields + field]!;
    const router = address(RedirectKey.router);
    const gateway = address(RedirectKey.gateway);
    const source = address(RedirectKey.source);
    const target = address(RedirectKey.target);
    const conversations = this.#conversations[pair]!;
    const field = (meta & 0xff) === 4 ? "ip" : "ipv6";
    const times = value(Redirect.count) === 1 ? "once" : `${grouped(value(Redirect.count))} times`;
    return {
      detector: "icmp-redirect",
      certainty: "note",
      missing: null,
      points: [meta >>> 8],
      conversations,
      since: value(Redirect.time),
      sentence: `Router ${router} tells ${source} to send what goes to ${target} by ${gateway} instead: two ways leave that segment`,
      evidence: [
        frameEvidence(
          this.#context,
          value(Redirect.frame),
          "P11",
          `ICMP redirect from ${router}: for ${target} use gateway ${gateway} (${times})`,
        ),
      ],
      alternatives: [
        {
          says: `${source} ignores redirects, as many hosts and firewalls do: the way stays as it was`,
          excludedBecause: null,
        },
      ],
      displayFilter: `${field}.addr==${source} && ${field}.addr==${target} && (icmp.type==5 || icmpv6.type==137 || tcp)`,
      exhibit: conversations[0]!,
    };
  }
}
