import type {Statement} from "../capture/statement.ts";
import {Protocol} from "../decode/packet.ts";
import {endpointText} from "../flow/address.ts";
import type {Context} from "../judge/context.ts";
import {deviceWord} from "../judge/platforms.ts";
import {counted} from "../words.ts";
import type {DeviceFacts} from "./device-says.ts";
import type {Beside} from "./rule.ts";
import {wayBack} from "./way-back.ts";

/** Statements quoted in one note. */
const maximumQuoted = 4;

/**
 * Returns what the device says of pings, UDP and other packets beside TCP, and of `unconnected` ones: one note a kind, a point and a
 * protocol.
 */
export function* besideTcp(context: Context, unconnected: readonly Statement[]): Iterable<Beside<DeviceFacts>> {
  const {
    statements,
    captures,
    table: {totals},
  } = context;
  const groups = new Map<string, Statement[]>();
  // Where the user's filter leaves nothing of a protocol, nothing is said of it.
  const others = statements.filter(
    ({protocol}) =>
      protocol < 0 || (protocol !== Protocol.tcp && (protocol === Protocol.udp ? totals.udp : totals.icmp) > 0),
  );
  for (const statement of [...unconnected, ...others]) {
    const {kind, point, protocol} = statement;
    const key = `${kind} ${point} ${protocol}`;
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [statement]);
    else list.push(statement);
  }
  for (const all of groups.values()) {
    const {kind, point, protocol, words, source, target, capture} = all[0]!;
    const field = source.address.includes(":") ? "ipv6.addr" : "ip.addr";
    yield {
      points: [point],
      facts: {
        ...{kind, what: nameOf(protocol), between: null, statements: all.length, words},
        back: kind === "reverse-path" ? wayBack(context, all[0]!, hostsOf(all, "source")) : null,
        device: deviceWord(captures[capture]!),
        ...{clients: endsOf(all, "source"), servers: endsOf(all, "target")},
      },
      since: Math.min(...all.map(({time}) => time)),
      filter: `${field}==${source.address} && ${field}==${target.address}`,
      evidence: all.slice(0, maximumQuoted).map(one => ({
        capture: one.capture,
        frame: one.frame - captures[one.capture]!.ordinal + 1,
        line: one.line,
        rule: "P10",
        says: `${endText(one, "source")} → ${endText(one, "target")}: "${one.words}"`,
      })),
      alternatives:
        kind === "reverse-path" ? [{says: "somebody sent the packet in another's name", excludedBecause: null}] : [],
    };
  }
}

function nameOf(protocol: number): string {
  if (protocol < 0) return "packets";
  if (protocol === Protocol.tcp) return "TCP packets";
  if (protocol === Protocol.udp) return "UDP";
  return protocol === Protocol.icmp || protocol === Protocol.icmp6 ? "ICMP" : `packets of IP protocol ${protocol}`;
}

/** The end of a packet as it is told: with its port, where its protocol has ports. */
const endText = (statement: Statement, end: "source" | "target"): string =>
  statement[end].port > 0 && hasPorts(statement) ? endpointText(statement[end]) : statement[end].address;

const hasPorts = ({protocol}: Statement): boolean => protocol === Protocol.tcp || protocol === Protocol.udp;

/** The end that all are from, or to, with its port if that is one; else the host, or how many hosts. */
function endsOf(statements: readonly Statement[], end: "source" | "target"): string {
  const ends = new Set(statements.map(one => endText(one, end)));
  return ends.size === 1 ? endText(statements[0]!, end) : hostsOf(statements, end);
}

/** The host that all are from, or to; else how many. */
function hostsOf(statements: readonly Statement[], end: "source" | "target"): string {
  const hosts = new Set(statements.map(one => one[end].address));
  return hosts.size === 1 ? statements[0]![end].address : counted(hosts.size, "host");
}
