import {addressText} from "../flow/address.ts";
import {Redirect, RedirectKey} from "../flow/redirects.ts";
import {Registry} from "../flow/registry.ts";
import type {FlowTable} from "../flow/table.ts";
import type {Context} from "../judge/context.ts";
import {frameEvidence} from "../judge/evidence.ts";
import type {Time} from "../time/time.ts";
import {grouped} from "../words.ts";
import {rule} from "./rule.ts";

/** Pairs of hosts that redirects are about. */
const limit = 4096;

/** Redirects that are told of hosts without connections. */
const mostBeside = 20;

/** Numbers of the pair of hosts, and of the redirect. */
interface Mark {
  readonly pair: number;
  readonly redirect: number;
}

/** What the router says, and how often: packets from `source` to `target` were to go by `gateway`. */
interface Facts {
  readonly router: string;
  readonly gateway: string;
  readonly source: string;
  readonly target: string;
  readonly times: number;
}

/** P11: a router on the way says which gateway is the better one. */
export const icmpRedirect = rule<Facts, Mark>({
  name: "icmp-redirect",
  question: "Does a router say that there is a better gateway?",
  reads: [],
  leads: null,
  most: 100,
  start(context) {
    const {table} = context;
    if (table.redirects.registry.count === 1) return null;
    const {pairs, redirectsOf} = byPair(table);
    /** Those that some connection is about. */
    const told = new Set<number>();
    return {
      see(cursor, groups) {
        pairs.key[0] = cursor.width;
        for (const client of [true, false]) {
          cursor.writeAddress(client, pairs.key, 1);
          cursor.writeAddress(!client, pairs.key, 5);
          const pair = pairs.find();
          if (pair === 0) continue;
          for (const redirect of redirectsOf[pair]!) {
            const point = table.redirects.registry.word(redirect, RedirectKey.meta) >>> 8;
            told.add(redirect);
            groups.add(cursor, redirect, point, () => ({pair, redirect}));
          }
        }
      },
      settle: groups => [...groups].sort(({mark: a}, {mark: b}) => a.pair - b.pair || a.redirect - b.redirect),
      judge: ({mark: {redirect}}) => ({certainty: "note", ...judged(context, redirect)}),
      *beside() {
        const {count} = table.redirects.registry;
        let left = mostBeside;
        for (let redirect = 1; redirect < count && left > 0; redirect++) {
          if (told.has(redirect)) continue;
          left--;
          const one = judged(context, redirect);
          yield {...one, facts: {...one.facts, clients: one.facts.source, servers: one.facts.target}};
        }
      },
    };
  },
  words: ({router, source, target, gateway}) =>
    `Router ${router} tells ${source} to send what goes to ${target} by ${gateway} instead: two ways leave that segment`,
});

/** Returns what is told of a redirect. */
function judged(context: Context, redirect: number) {
  const {point, width, since, frame, ...facts} = toldBy(context.table, redirect);
  const {router, gateway, source, target, times} = facts;
  const often = times === 1 ? "once" : `${grouped(times)} times`;
  const says = `ICMP redirect from ${router}: for ${target} use gateway ${gateway} (${often})`;
  const field = width === 4 ? "ip" : "ipv6";
  return {
    points: [point],
    facts,
    since,
    evidence: [frameEvidence(context, frame, "P11", says)],
    alternatives: [
      {
        says: `${source} ignores redirects, as many hosts and firewalls do: the way stays as it was`,
        excludedBecause: null,
      },
    ],
    filter: `${field}.addr==${source} && ${field}.addr==${target} && (icmp.type==5 || icmpv6.type==137 || tcp)`,
  };
}

/** Returns the pairs of hosts that redirects are about, in the order of the redirected packets; and of each pair the redirects. */
function byPair({redirects: {registry}}: FlowTable): {pairs: Registry; redirectsOf: readonly number[][]} {
  const pairs = new Registry(9, 0, limit);
  const redirectsOf: number[][] = [];
  for (let id = 1; id < registry.count; id++) {
    pairs.key[0] = registry.word(id, RedirectKey.meta) & 0xff;
    for (let i = 0; i < 8; i++) pairs.key[1 + i] = registry.word(id, RedirectKey.source + i);
    const pair = pairs.intern();
    redirectsOf[pair] ??= [];
    redirectsOf[pair].push(id);
  }
  return {pairs, redirectsOf};
}

/** Returns what a redirect says, where it was seen, and when and in which frame first. */
function toldBy(
  {redirects: {registry}}: FlowTable,
  id: number,
): Facts & {since: Time} & Record<"point" | "width" | "frame", number> {
  const meta = registry.word(id, RedirectKey.meta);
  const width = meta & 0xff;
  const address = (at: number) => {
    const [a, b, c, d] = [0, 1, 2, 3].map(i => registry.word(id, at + i)) as [number, number, number, number];
    return addressText(width, a, b, c, d);
  };
  const value = (field: number) => registry.values[id * Redirect.fields + field]!;
  return {
    ...{point: meta >>> 8, width, since: value(Redirect.time), frame: value(Redirect.frame)},
    router: address(RedirectKey.router),
    gateway: address(RedirectKey.gateway),
    source: address(RedirectKey.source),
    target: address(RedirectKey.target),
    times: value(Redirect.count),
  };
}
