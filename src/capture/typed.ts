/** Platforms whose commands are told from others by their first words. */
export type TypedPlatform = "pan-os" | "fortios" | "asa" | "junos" | "linux";

/** First words of commands that one platform alone knows: what is typed at a prompt tells whose it is, and its name does not. */
const commands: readonly (readonly [platform: TypedPlatform, begins: RegExp])[] = [
  [
    "fortios",
    /^(?:diag\w*\s+(?:debug|sniffer|sys|firewall|ip|netlink|hardware|npu)|get\s+(?:system|router|hardware|vpn)|exec\w*\s)/,
  ],
  [
    "asa",
    /^(?:sh(?:ow)?\s+(?:cap\w*|conn|asp|xlate|nameif)\b|packet-tracer\s+input|capture\s+\S+\s+(?:type|interface)\b)/,
  ],
  [
    "pan-os",
    /^(?:show\s+(?:session|counter\s+global|pbf|high-availability|routing|advanced-routing)\b|test\s+(?:routing|security-policy-match|pbf-policy-match|pbf-rule-match|nat-policy-match)\b|debug\s+dataplane\b|view-pcap\b)/,
  ],
  [
    "junos",
    /^(?:show\s+(?:security|route\s+forwarding-table|chassis|configuration)\b|monitor\s+(?:traffic|security)\b)/,
  ],
  [
    "linux",
    /^(?:sudo\s+)?(?:ip\s+(?:-\w+\s+)?(?:route|rule|neigh|link|addr)\b|conntrack\s+-|nft\s+|ip6?tables|ss\s+-|tcpdump\s+.*-i\s*any\b)/,
  ],
];

/** Returns the platform that a command is of; null where several know it. */
export const typedOn = (typed: string): TypedPlatform | null =>
  commands.find(([, begins]) => begins.test(typed))?.[0] ?? null;
