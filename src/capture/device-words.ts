import {
  asaLogWords,
  checkpointWords,
  filterlogWords,
  fortigateLogWords,
  junosWords,
  martianWords,
  mikrotikWords,
  netfilterWords,
} from "./log-words.ts";
import type {Statement, StatementKind} from "./statement.ts";

/**
 * Words in which a device says what it did with a packet, as reports and docs/statements.md have them. They are testimony of grade 1:
 * certain for that packet and that device.
 */
export interface DeviceWords {
  readonly kind: StatementKind;
  /** What its words are told by: the first of a list that matches; its group `rule` is the rule that they name. */
  readonly matches: RegExp;
  /** Whether it says so of packets that are addressed to the device itself. */
  readonly isOwn?: boolean;
  /** The words as the device prints them, N for numbers. */
  readonly words: string;
  readonly meaning: string;
  /** The vendor's document. */
  readonly source: string;
}

const flow = "Fortinet, technical tip 190119 (debug flow)";
const noMatch = "Fortinet, technical tip 274367 (no session matched)";

/** What ends the trace of a packet in `diagnose debug flow` of FortiOS. */
export const fortiosWords: readonly DeviceWords[] = [
  {
    kind: "interface-changed",
    matches: /^outgoing dev changed:\d+->\d+ dir=\w+, ?drop/,
    words: "outgoing dev changed:N->N dir=original, drop",
    meaning:
      "replies came in by another interface than requests left by, and the session follows them: FortiOS 6.2.3 only",
    source: "Fortinet, technical tip 189951",
  },
  {
    kind: "reverse-path",
    matches: /^reverse path check fail, ?drop/,
    words: "reverse path check fail, drop",
    meaning: "its route back to the source leaves by another interface than the packet came in by, or there is none",
    source: flow,
  },
  {
    kind: "no-session",
    matches: /no session matched/,
    words: "no session matched",
    meaning: "no SYN, and no session: its SYN never came here, or its session is gone",
    source: noMatch,
  },
  {
    kind: "denied",
    matches: /^Denied by (?:.{0,80}\(policy (?<rule>\d{1,10})\))?/,
    words: "Denied by forward policy check (policy N)",
    meaning: "a firewall policy denies it; policy 0 is the implicit one, where no policy allows it",
    source: flow,
  },
  {
    kind: "denied",
    isOwn: true,
    matches: /^iprope_in_check\(\) check failed.*drop/,
    words: "iprope_in_check() check failed on policy N, drop",
    meaning: "it is addressed to the FortiGate itself, and a local-in policy, or no service there, refuses it",
    source: flow,
  },
  {
    kind: "dropped",
    matches: /check failed.*drop|, ?drop\b/,
    words: "…, drop",
    meaning: "anything else that drops it: a check of the packet, a limit",
    source: flow,
  },
];

const aspDrop = "Cisco, ASA Series Command Reference, show asp drop";

/** Reasons of `show capture` of a capture of type asp-drop, of Cisco ASA and FTD. */
export const asaWords: readonly DeviceWords[] = [
  {
    kind: "no-session",
    matches: /^tcp-not-syn$/,
    words: "(tcp-not-syn) First TCP packet not SYN",
    meaning: "no SYN, and no connection: its SYN never came here, or its connection is gone",
    source: aspDrop,
  },
  {
    kind: "reverse-path",
    matches: /^rpf-violated$/,
    words: "(rpf-violated) Reverse-path verify failed",
    meaning: "ip verify reverse-path: its route back to the source leaves by another interface",
    source: aspDrop,
  },
  {
    kind: "denied",
    matches: /^acl-drop$|^l2_acl$|^mpf-acl-drop$/,
    words: "(acl-drop) Flow is denied by configured rule",
    meaning: "an access list denies it, or the implicit rule where none permits it",
    source: aspDrop,
  },
  {
    kind: "dropped",
    matches: /^/,
    words: "(REASON) …",
    meaning: "any other reason: a check of the packet, a limit, an inspection",
    source: aspDrop,
  },
];

/** What pf logs of a packet, as tcpdump prints pflog0 (FreeBSD, OpenBSD, pfSense, OPNsense). */
export const pfWords: readonly DeviceWords[] = [
  {
    kind: "denied",
    matches: /^rule (?<rule>\d{1,10})[^ ]{0,40}: block /,
    words: "rule N/N(match): block in on IF",
    meaning: "a block rule of pf; a packet of a connection that pf has a state of meets no rule, so that it has none",
    source: "OpenBSD, pflog(4), pf.conf(5)",
  },
];

/** All words that are understood, by whose they are: docs/statements.md has a row for each. */
export const spoken: Readonly<Record<string, readonly DeviceWords[]>> = {
  "FortiOS `diagnose debug flow`": fortiosWords,
  "ASA, FTD `show capture`, type asp-drop": asaWords,
  "pf, `tcpdump -i pflog0`": pfWords,
  "ASA, FTD syslog": asaLogWords,
  "netfilter, kernel log": netfilterWords,
  "Linux, martians": martianWords,
  "Junos, flow traceoptions": junosWords,
  "RouterOS log": mikrotikWords,
  "pfSense, OPNsense `filterlog`": filterlogWords,
  "Check Point `fw ctl zdebug + drop`": checkpointWords,
  "FortiOS traffic log": fortigateLogWords,
};

/** Returns what a device's words say, as a statement has it; null where they say nothing of what became of a packet. */
export function wordsOf(all: readonly DeviceWords[], text: string): Pick<Statement, "kind" | "rule" | "isOwn"> | null {
  for (const {matches, kind, isOwn} of all) {
    const told = matches.exec(text);
    const rule = told?.groups?.rule ?? told?.groups?.list;
    if (told !== null) return {kind, ...(rule === undefined ? {} : {rule}), ...(isOwn === undefined ? {} : {isOwn})};
  }
  return null;
}
