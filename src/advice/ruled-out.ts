import type {RuledOut} from "../judge/analysis.ts";
import type {Concluded} from "../judge/context.ts";
import {ruleOf} from "../rules/index.ts";
import {isOf} from "../rules/rule.ts";
import {wrongSource} from "../rules/wrong-source.ts";

/** Returns what the evidence excludes; and, where an asymmetric route breaks connections, what will not help. */
export function ruledOut(input: Concluded): RuledOut[] {
  const {leading, kind} = input;
  if (leading === null || kind !== "proven") return [];
  const {alternatives} = leading;
  const excluded = alternatives
    .filter(alternative => alternative.excludedBecause !== null)
    .map(({says, brief, excludedBecause}) => ({kind: "excluded" as const, says, brief, because: excludedBecause!}));
  // What works needs no help.
  if (!isBroken(input)) return excluded;
  if (isOf(leading, wrongSource)) return [...excluded, refused];
  return [...excluded, ...(ruleOf(leading)?.arrives ? [provider] : []), ...vain, ...costly];
}

/** Whether it is proven that packets take another way, and connections fail by it. */
export function isBroken({context, leading, kind}: Concluded): boolean {
  if (leading === null || kind !== "proven" || !ruleOf(leading)?.isRouting) return false;
  return leading.conversations.some(id => context.judgements.failing(id) === true);
}

const refused: RuledOut = {
  kind: "useless",
  says: "permit rules, clearing sessions or rebooting will not help",
  brief: "permit rules, clearing sessions or rebooting",
  because: "the answer arrives, and the client refuses it: it comes from an address that the client did not ask",
};

const provider: RuledOut = {
  kind: "useless",
  says: "blaming the line or the provider will not help",
  brief: "blaming the line or the provider",
  because: "they arrive, and are answered; only their way is another",
};

const vain: readonly RuledOut[] = [
  {
    kind: "useless",
    says: "clearing sessions will not help by itself",
    brief: "clearing sessions",
    because: "new connections take the same path until the routing changes",
  },
  {
    kind: "useless",
    says: "a permit rule, or disabling a policy, will not help",
    brief: "a permit rule, or disabling a policy",
    because: "the packets do not pass there, or belong to no session: no rule is asked",
  },
  {
    kind: "useless",
    says: "a bypass rule (no inspection for these hosts) will not help",
    brief: "a bypass rule",
    because: "it changes what is inspected, not which way packets go",
  },
  {
    kind: "useless",
    says: "rebooting will not help",
    brief: "rebooting",
    because: "the routes come back the same, and every session is lost",
  },
];

const costly: readonly RuledOut[] = [
  {
    kind: "useless",
    says: "asymroute (FortiOS) is a workaround, not a fix",
    brief: "asymroute",
    because: "the whole VDOM then forwards without sessions: no antivirus, no IPS, no offloading",
  },
  {
    kind: "useless",
    says: "accepting non-SYN TCP (PAN-OS: tcp-reject-non-syn no, asymmetric-path bypass) is a workaround, not a fix",
    brief: "accepting non-SYN TCP",
    because: "half a connection cannot be inspected, and anybody's stray packets pass",
  },
  {
    kind: "useless",
    says: "TCP state bypass (ASA) is a workaround, not a fix",
    brief: "TCP state bypass",
    because: "it switches off inspection and sequence checks for what it matches",
  },
];
