import type {RuledOut} from "../judge/analysis.ts";
import type {Concluded} from "../judge/context.ts";

/** Detectors that prove packets to take another way: rules and sessions of a device do not change that. */
const routing = [
  "wrong-source",
  "hidden-replies",
  "hidden-requests",
  "stage-drop",
  "split-path",
  "path-change",
  "path-flapping",
  "interface-mismatch",
];

/** Those that prove both directions to reach the other end, or the firewall before it. */
const arriving = ["hidden-replies", "hidden-requests", "stage-drop", "split-path", "path-change"];

/** Returns what the evidence excludes; and, where an asymmetric route breaks conversations, what will not help. */
export function ruledOut(input: Concluded): RuledOut[] {
  const {leading, kind} = input;
  if (leading === null || kind !== "proven") return [];
  const {detector, alternatives} = leading;
  const excluded = alternatives
    .filter(alternative => alternative.excludedBecause !== null)
    .map(alternative => ({says: alternative.says, because: alternative.excludedBecause!}));
  // What works needs no help.
  if (!isBroken(input)) return excluded;
  if (detector === "wrong-source") return [...excluded, refused];
  return [...excluded, ...(arriving.includes(detector) ? [provider] : []), ...vain, ...costly];
}

/** Whether it is proven that packets take another way, and conversations fail by it. */
export function isBroken({context, leading, kind}: Concluded): boolean {
  if (leading === null || kind !== "proven" || !routing.includes(leading.detector)) return false;
  return leading.conversations.some(id => context.judgements.failing(id) === true);
}

const refused: RuledOut = {
  says: "permit rules, clearing sessions or rebooting will not help",
  because: "the answer arrives, and the client refuses it: it comes from an address that the client did not ask",
};

const provider: RuledOut = {
  says: "blaming the line or the provider will not help",
  because: "they arrive, and are answered; only their way is another",
};

const vain: readonly RuledOut[] = [
  {
    says: "clearing sessions will not help by itself",
    because: "new conversations take the same path until the routing changes",
  },
  {
    says: "a permit rule, or disabling a policy, will not help",
    because: "the packets do not pass there, or belong to no session: no rule is asked",
  },
  {
    says: "a bypass rule (no inspection for these hosts) will not help",
    because: "it changes what is inspected, not which way packets go",
  },
  {says: "rebooting will not help", because: "the routes come back the same, and every session is lost"},
];

const costly: readonly RuledOut[] = [
  {
    says: "asymroute (FortiOS) is no cure",
    because: "the whole VDOM then forwards without sessions: no antivirus, no IPS, no offloading",
  },
  {
    says: "accepting non-SYN TCP (PAN-OS: tcp-reject-non-syn no, asymmetric-path bypass) is no cure",
    because: "half a conversation cannot be inspected, and anybody's stray packets pass",
  },
  {
    says: "TCP state bypass (ASA) is no cure",
    because: "it switches off inspection and sequence checks for what it matches",
  },
];
