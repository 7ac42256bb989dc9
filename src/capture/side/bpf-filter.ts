import type {FilterRule} from "./record.ts";

const ends = /^(src|dst)(?: host| net)? ([0-9a-fA-F.:]{2,45}(?:\/\d{1,3})?)$/;
const ports = /^(src|dst) port (\d{1,5})$/;
/** What is no TCP, so that no rule of it lets TCP in. */
const others = /^(?:arp|icmp6?|udp|ip proto(?:col)? (?!6\b|tcp)|proto (?!6\b|tcp))/;
/** Expressions are split no further than this. */
const maximumLength = 500;

/**
 * Returns the directions that a capture filter in libpcap's language (pcap-filter(7)) takes, for expressions of `src` and `dst` joined by
 * `and` and `or` without brackets; null for all others, and where it names no direction. A part without a direction is taken to let
 * everything pass, so that no packet is said to be filtered out that is not.
 */
export function filterRules(expression: string): FilterRule[] | null {
  const text = expression
    .trim()
    .toLowerCase()
    .replaceAll("&&", " and ")
    .replaceAll("||", " or ")
    .replaceAll(/\s+/g, " ");
  if (text.length > maximumLength || !/\b(?:src|dst)\b/.test(text) || /[()!]|\bnot\b/.test(text)) return null;
  const rules: FilterRule[] = [];
  for (const part of text.split(" or ")) {
    const terms = part.split(" and ").map(term => term.trim());
    if (terms.some(term => others.test(term))) continue;
    let rule: FilterRule = {source: null, sourcePort: null, target: null, targetPort: null};
    for (const term of terms) {
      const [, way, address] = ends.exec(term) ?? [];
      const [, portWay, port] = ports.exec(term) ?? [];
      if (address !== undefined) rule = way === "src" ? {...rule, source: address} : {...rule, target: address};
      else if (port !== undefined)
        rule = portWay === "src" ? {...rule, sourcePort: Number(port)} : {...rule, targetPort: Number(port)};
      else if (/\b(?:src|dst)\b/.test(term)) return null;
    }
    rules.push(rule);
  }
  return rules.length === 0 ? null : rules;
}

/** Returns rules as they are shown: `10.1.0.3 → 10.2.0.4:5000`. */
export const rulesText = (rules: readonly FilterRule[]): string => rules.map(ruleText).join(", ");

function ruleText({source, sourcePort, target, targetPort}: FilterRule): string {
  const end = (address: string | null, port: number | null) =>
    (port !== null && address?.includes(":") ? `[${address}]` : (address ?? "any")) + (port === null ? "" : `:${port}`);
  return `${end(source, sourcePort)} → ${end(target, targetPort)}`;
}
