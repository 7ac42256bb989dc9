import {Lacks} from "./frames.ts";
import type {ToldPacket} from "./segment.ts";

const icmp =
  /^(?:HBH (?:\([^)]{0,40}\) ){0,8})?(?:\[[^\]]*\] )?ICMP6?,? (?:echo (request|reply)(?:, id (\d{1,5}), seq (\d{1,5}))?|.*?\b(unreachable|time exceeded)\b)?/;

/** An ICMP message, told as far as it matters: whether it asks, answers, or reports an error. */
export function message(
  ends: RegExpExecArray | null,
  blank: Omit<ToldPacket, "protocol" | "source" | "target" | "sourcePort" | "targetPort">,
): {packet: ToldPacket; lacks: number} | null {
  const told = ends === null ? null : icmp.exec(ends[3]!);
  if (told === null) return null;
  const [, echo, id, sequence, error] = told;
  const [source, target] = [ends![1]!, ends![2]!];
  const isV6 = source.includes(":");
  const types = isV6
    ? {request: 128, reply: 129, unreachable: 1, other: 255}
    : {request: 8, reply: 0, unreachable: 3, other: 255};
  const icmpType =
    echo === "request"
      ? types.request
      : echo === "reply"
        ? types.reply
        : error === "unreachable"
          ? types.unreachable
          : types.other;
  const icmpEcho = (Number(id ?? 0) & 0xffff) * 0x10000 + (Number(sequence ?? 0) & 0xffff);
  const packet = {...blank, source, target, sourcePort: 0, targetPort: 0, protocol: isV6 ? 58 : 1, icmpType, icmpEcho};
  return {packet, lacks: Lacks.nothing};
}
