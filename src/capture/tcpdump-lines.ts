import {address, dottedPort, lineStart, pattern} from "./patterns.ts";
import {segmentText} from "./segment-text.ts";

/** Date and time of day, time of day, or seconds since 1970 (-tt); then, with -i any, interface and direction; then the rest. */
export const timed = pattern(
  lineStart,
  /((?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{1,9}|\d{9,10}\.\d{1,9}) +/,
  /(?:(\S{1,60}) +(In|Out|B|M|P|\?) +)?(.*)$/,
);
/** The same without a time (-t). */
export const untimed =
  /^\s{0,40}(?:(\S{1,60}) +(In|Out|B|M|P|\?) +)?((?:IP6? |(?:[0-9a-f]{2}:){5}[0-9a-f]{2} > (?:[0-9a-f]{2}:){5}[0-9a-f]{2}, ethertype ).*)$/;
/** What either begins with. */
export const begins = new RegExp(`${timed.source}|${untimed.source}`);
/** What pf logs of a packet, on pflog0: the rule, what it did, the interface and direction, and which addresses follow. */
export const pflog = /^rule (\S{1,40})\((\w{1,20})\)[^:]{0,40}: (pass|block|match|\w{1,12}) (in|out) on (\S{1,40}): /;
/** Of what carries a packet, tcpdump 4 prints that on a line of its own, which has no time. */
export const carrying = /: (?:VXLAN|Geneve|VXLAN-GPE|NVGRE|OTV), /;

export const isIp = /(?:^|\s)(?:IP6?(?=\s)|ip6?: |ethertype IPv[46][ ,])/;
export const isArp = /(?:^|\s)(?:ARP, |ethertype ARP )/;
/** What -e prints in front: the addresses of the link. */
export const linked = /^([0-9a-f]{2}(?::[0-9a-f]{2}){5}) > ([0-9a-f]{2}(?::[0-9a-f]{2}){5}), ethertype /;
/** What -v prints in front of the addresses, of IPv4 on a line of its own. */
export const verbose = /\((?:tos|class|flowlabel|hlim)[^()]*(?:\([^()]*\)[^()]*)*\)/;
export const ported = pattern(/(?:^|\s)/, address, /\.([\w-]{1,30}) > /, address, /\.([\w-]{1,30}): (.*)$/);
export const portless = pattern(/(?:^|\s)/, address, / > /, address, /: (.*)$/);
export const ends = pattern(address, dottedPort, / > /, address, /|^IP6? \S+ > \S+: /);
export const udp = /^(?:\[[^\]]*\] )?UDP, (?:bad )?length (\d{1,5})/;
/** F5's tmm tells by a suffix whether it received or sent the packet, and by which port or bundle of the box. */
export const suffix = / (in|out) slot\d+\/tmm\d+ lis=\S*(?: port=(\S*))?(?: trunk=(\S*))?\s*$/;
export const named = /^IP6? \S+ > \S+: (?:Flags \[|[SFPR.]{1,4} )/;
export const listening = /^(?:tcpdump: )?listening on ([^\s,]+),/;
export const dropped = /^(\d{1,12}) packets? dropped by kernel/;
export const counted = /^\d+ packets? (?:captured|received by filter)|^tcpdump: |^reading from file /;

/** The addresses that an Ethernet header begins with: target, then source; null where they are not printed. */
export function macs(text: string): number[] | null {
  const link = linked.exec(text);
  if (link === null) return null;
  return [link[2]!, link[1]!].flatMap(address => address.split(":").map(part => Number.parseInt(part, 16)));
}

/** Whether a line that was joined tells all that it says that it tells: joined without the space that it had, it would not. */
export function isWholeSegment(text: string): boolean {
  const ends = ported.exec(text);
  const told = ends === null ? null : segmentText(ends[5]!);
  if (told === null || !/, win \d/.test(text)) return false;
  const {flags, acknowledgment, sequence, payload} = told;
  return ((flags & 0x10) === 0 || acknowledgment !== null) && (payload === 0 || sequence !== null);
}
