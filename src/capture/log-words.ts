import type {DeviceWords} from "./device-words.ts";

const syslog = "Cisco, ASA Series Syslog Messages";

/** Denials in the syslog of Cisco ASA and FTD. */
export const asaLogWords: readonly DeviceWords[] = [
  {
    kind: "no-session",
    matches: /^Deny TCP \(no connection\)/,
    words: "106015: Deny TCP (no connection) from … flags SYN ACK on interface IF",
    meaning: "no SYN, and no connection: its SYN never came here, or its connection is gone",
    source: syslog,
  },
  {
    kind: "reverse-path",
    matches: /^Deny \w+ reverse path check/,
    words: "106021: Deny TCP reverse path check from … on interface IF",
    meaning: "ip verify reverse-path: its route back to the source leaves by another interface",
    source: syslog,
  },
  {
    kind: "denied",
    matches:
      /^Inbound TCP connection denied|^Deny \w+ src .*by access-group "(?<rule>\S{1,60})"|^access-list (?<list>\S{1,60}) denied/,
    words: "106001, 106023, 106100: … denied …",
    meaning: "an access list denies it, or nothing permits it",
    source: syslog,
  },
];

/** The prefix of a logging rule is its administrator's; those of UFW and firewalld are known. */
export const netfilterWords: readonly DeviceWords[] = [
  {
    kind: "denied",
    matches: /\b(?:BLOCK|DROP|DENY|DENIED|REJECT|REJECTED|DROPPED|BLOCKED)\b/i,
    words: "[UFW BLOCK] …",
    meaning: "the prefix of a rule that logs what is blocked; what its rule does besides, the log does not tell",
    source: "ufw(8), firewalld(1), iptables-extensions(8)",
  },
];

/** `log_martians` of Linux. */
export const martianWords: readonly DeviceWords[] = [
  {
    kind: "reverse-path",
    matches: /^martian source/,
    words: "martian source TARGET from SOURCE, on dev IF",
    meaning: "rp_filter: its route back to the source leaves by another interface, or the source is no host's",
    source: "Linux, Documentation/networking/ip-sysctl.rst (rp_filter, log_martians)",
  },
];

/** Flow traceoptions of Junos. */
export const junosWords: readonly DeviceWords[] = [
  {
    kind: "no-session",
    matches: /first pak not sync/,
    words: "packet dropped, first pak not sync",
    meaning: "no SYN, and no session: its SYN never came here, or its session is gone",
    source: "Juniper, KB16110 (flow traceoptions)",
  },
  {
    kind: "denied",
    matches: /den(?:ied|y) by policy|policy deny|denied by policy (?<rule>\S{1,60})/,
    words: "packet dropped, denied by policy",
    meaning: "a security policy denies it, or the default where none permits it",
    source: "Juniper, KB16110 (flow traceoptions)",
  },
  {
    kind: "reverse-path",
    matches: /spoof/,
    words: "packet dropped, ip spoofing",
    meaning: "screen ip spoofing: its route back to the source leaves by another zone's interface",
    source: "Juniper, KB16110 (flow traceoptions)",
  },
  {
    kind: "dropped",
    matches: /^/,
    words: "packet dropped, …",
    meaning: "anything else that drops it: no route, a screen, a check of the packet",
    source: "Juniper, KB16110 (flow traceoptions)",
  },
];

/** As of netfilter: the prefix is the administrator's. */
export const mikrotikWords: readonly DeviceWords[] = [
  {
    kind: "denied",
    matches: /\b(?:block|drop|deny|denied|reject|dropped|blocked)\b/i,
    words: "PREFIX chain: in:IF out:IF, … with drop or the like in PREFIX",
    meaning: "the prefix of a rule that logs what is dropped",
    source: "MikroTik, RouterOS, Firewall: Filter",
  },
];

/** `filterlog` of pfSense and OPNsense. */
export const filterlogWords: readonly DeviceWords[] = [
  {
    kind: "denied",
    matches: /^rule (?<rule>\d{1,10})\(\S{0,30}\): (?:block|reject) /,
    words: "N,…,IF,match,block,in,…",
    meaning: "a block rule of pf; a packet of a connection that pf has a state of meets no rule, so that it has none",
    source: "Netgate, Raw Filter Log Format",
  },
];

/** `fw ctl zdebug + drop` of Check Point. */
export const checkpointWords: readonly DeviceWords[] = [
  {
    kind: "no-session",
    matches: /^First packet isn't SYN/,
    words: "Reason: First packet isn't SYN",
    meaning: "no SYN, and no connection: its SYN never came here, or its connection is gone",
    source: "Check Point, sk11088",
  },
  {
    kind: "denied",
    matches: /^Rulebase drop(?: - rule (?<rule>\d{1,6}))?/,
    words: "Reason: Rulebase drop - rule N",
    meaning: "a rule of the policy denies it",
    source: "Check Point, CLI Reference Guide, fw ctl zdebug",
  },
  {
    kind: "reverse-path",
    matches: /spoof/i,
    words: "Reason: Address spoofing",
    meaning: "anti-spoofing: its source does not belong behind the interface that it came in by",
    source: "Check Point, CLI Reference Guide, fw ctl zdebug",
  },
  {
    kind: "dropped",
    matches: /^/,
    words: "Reason: …",
    meaning: "any other reason: a check of the packet, a limit, an inspection",
    source: "Check Point, CLI Reference Guide, fw ctl zdebug",
  },
];

/** Denials in the traffic log of FortiOS. */
export const fortigateLogWords: readonly DeviceWords[] = [
  {
    kind: "no-session",
    matches: /^no session matched/,
    words: 'action="deny" … msg="no session matched"',
    meaning: "no SYN, and no session: its SYN never came here, or its session is gone",
    source: "Fortinet, technical tip 274367 (no session matched)",
  },
  {
    kind: "denied",
    matches: /^action=(?:deny|blocked|drop)\w* policyid=(?<rule>\d{0,10})|^Denied by|policy violation/i,
    words: 'action="deny" policyid=N',
    meaning: "a firewall policy denies it; policy 0 is the implicit one, where no policy allows it",
    source: "Fortinet, FortiOS Log Reference",
  },
  {
    kind: "dropped",
    matches: /^/,
    words: 'action="deny" … msg="…"',
    meaning: "anything else that denies it",
    source: "Fortinet, FortiOS Log Reference",
  },
];
