import type {CaptureInfo} from "../format.ts";
import type {CapturePoint} from "../points.ts";
import type {FilterRule} from "./record.ts";

const ends = /^(?:(src|dst) ?)?(?:host |net )?([0-9a-fA-F.:]{2,45}(?:\/\d{1,3})?)$/;
const ports = /^(?:(src|dst) )?port (\d{1,5})$/;
/** What is no TCP, so that no rule of it lets TCP in. */
const others = /^(?:arp|icmp6?|udp|ip proto(?:col)? (?!6\b|tcp)|proto (?!6\b|tcp))/;
/** Expressions are split no further than this, and rules are no more: each part without a direction makes two of one. */
const maximumLength = 500;
const maximumRules = 64;

/**
 * Returns the directions that a capture filter in libpcap's language (pcap-filter(7)) takes, for expressions of `src` and `dst` joined by
 * `and` and `or` without brackets; null for all others, and where it names no direction. What is neither a host, a network nor a port is
 * taken to let everything pass, so that no packet is said to be filtered out that is not.
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
    let own: FilterRule[] = [{source: null, sourcePort: null, target: null, targetPort: null}];
    for (const term of terms) {
      const [, way, address] = ends.exec(term) ?? [];
      const [, portWay, port] = ports.exec(term) ?? [];
      if (address !== undefined) own = [...within(own, "source", way, address), ...within(own, "target", way, address)];
      else if (port !== undefined)
        own = [
          ...within(own, "sourcePort", portWay, Number(port)),
          ...within(own, "targetPort", portWay, Number(port)),
        ];
      else if (/\b(?:src|dst)\b/.test(term)) return null;
      if (own.length > maximumRules) return null;
    }
    rules.push(...own);
  }
  return rules.length === 0 ? null : rules;
}

/** Words that take both directions alike, whatever they are joined by. Tags are none of them: answers may come by another VLAN. */
const symmetric =
  /^(?:[\s()!&|]|(?:and|or|not|tcp|udp|icmp6?|ip6?|arp|host|net|port|portrange|src or dst)\b|[0-9a-f.:/-]+(?![\w.:]))*$/;

/** Whether a capture filter in libpcap's language takes both directions alike: it names neither source nor target, nor flags. */
export const isSymmetric = (expression: string): boolean => symmetric.test(expression.trim().toLowerCase());

/** Notes the filter that a capture says an interface was captured with: one for one direction explains why the other is missing (G0). */
export function tellFilter(capture: CaptureInfo, expression: string, point: CapturePoint | null): void {
  capture.note(`captured with the filter "${expression}"`);
  const rules = filterRules(expression);
  if (rules === null || point === null) return;
  const shown = rulesText(rules);
  capture.tellSide({
    kind: "filter",
    platform: "libpcap",
    point: point.id,
    capture: capture.id,
    line: 0,
    device: capture.path,
    rules,
    shown,
  });
}

/**
 * Returns rules narrowed by one end; none if the term is about the other end only. Of a rule that has something there already nobody
 * knows what both together are, unless they are two hosts or ports, which nothing is: it stays as it is.
 */
function within<Field extends keyof FilterRule>(
  rules: readonly FilterRule[],
  field: Field,
  way: string | undefined,
  value: FilterRule[Field],
): FilterRule[] {
  if (way !== undefined && way !== (field.startsWith("source") ? "src" : "dst")) return [];
  const isOne = (end: FilterRule[Field]) => !String(end).includes("/");
  return rules
    .filter(rule => rule[field] === null || rule[field] === value || !isOne(rule[field]) || !isOne(value))
    .map(rule => (rule[field] === null ? {...rule, [field]: value} : rule));
}

/** Returns rules as they are shown: `10.1.0.3 → 10.2.0.4:5000`. */
export const rulesText = (rules: readonly FilterRule[]): string => rules.map(ruleText).join(", ");

function ruleText({source, sourcePort, target, targetPort}: FilterRule): string {
  const end = (address: string | null, port: number | null) =>
    (port !== null && address?.includes(":") ? `[${address}]` : (address ?? "any")) + (port === null ? "" : `:${port}`);
  return `${end(source, sourcePort)} → ${end(target, targetPort)}`;
}
