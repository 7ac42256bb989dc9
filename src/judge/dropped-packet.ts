import type {CapturePoint} from "../capture/points.ts";
import type {Finding} from "./analysis.ts";
import type {Context} from "./context.ts";

/** One packet that a device drops, as look-ups of rules and routes want to be asked of it. */
export interface DroppedPacket {
  readonly source: string;
  readonly sourcePort: number;
  readonly target: string;
  readonly targetPort: number;
  /** IP protocol. */
  readonly protocol: number;
  /** The interface that it came in by; null where none is named. */
  readonly enters: string | null;
  /** The rule that denies it, as the device names it; null where it names none. */
  readonly rule: string | null;
  /** Whether the device says that it is addressed to the device itself. */
  readonly isOwn: boolean;
}

/** Returns the first packet that a finding of a device's words is about, also where it is of no connection; null if there is none. */
export function toldPacket({statements, points}: Context, finding: Finding): DroppedPacket | null {
  const [shown] = finding.evidence;
  const told = statements.find(({capture, line}) => capture === shown?.capture && line === shown.line);
  if (told === undefined) return null;
  const {source, target, protocol, point, rule = null, isOwn = false} = told;
  return {
    ...{source: source.address, sourcePort: source.port, target: target.address, targetPort: target.port},
    ...{protocol, rule, isOwn, enters: interfaceOf(points[point])},
  };
}

/** What is dropped at whatever interface is told at a stage of its own. */
const interfaceOf = (point: CapturePoint | undefined): string | null =>
  point === undefined || point.stage !== null ? null : point.interface;

/** Returns the first packet of a finding's clearest connection: its SYN, or the answer. */
export function seenPacket({conversations, points}: Context, finding: Finding, ofServer: boolean): DroppedPacket {
  const {client, server} = conversations.cursor().move(finding.example);
  const [from, to] = ofServer ? [server, client] : [client, server];
  return {
    ...{source: from.address, sourcePort: from.port, target: to.address, targetPort: to.port},
    ...{protocol: 6, rule: null, isOwn: false, enters: points[finding.points[0]!]!.interface},
  };
}
