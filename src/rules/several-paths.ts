import type {Paths} from "../flow/paths.ts";
import type {SideView} from "../flow/side-view.ts";
import {waysOfSeveralLengths} from "../flow/ttl.ts";
import {macText} from "../flow/virtual-macs.ts";
import {type Way, ways, wayWords} from "../flow/way.ts";
import {connectionText, frameEvidence} from "../judge/evidence.ts";
import {counted} from "../words.ts";
import {rule} from "./rule.ts";

/** Fewer changes of the path may be one change, and its stragglers. */
const leastChanges = 4;
/** A step of one may be a copy before and behind a router. */
const leastStep = 2;

interface Mark {
  readonly point: number;
  readonly way: Way;
  readonly ttls: Set<number>;
  /** Path of the first that takes several by turns; null if none does. */
  path: number | null;
  readonly frame: number;
}

/** VLAN tags of a frame, 0 where it has none. */
interface Vlan {
  readonly outer: number;
  readonly inner: number;
}

/** In what two paths differ: each null where they do not. */
interface Difference {
  readonly from: readonly string[] | null;
  readonly to: readonly string[] | null;
  readonly vlans: readonly Vlan[] | null;
  readonly isByTunnel: boolean;
}

/** The direction, the two paths that it takes by turns (null if it does not), and the TTLs or hop limits that it comes with. */
interface Facts {
  readonly way: Way;
  readonly byTurns: Difference | null;
  readonly ttls: readonly number[];
}

/** S4: packets of one direction of a connection come to one point by several paths. Harmless by itself. */
export const severalPaths = rule<Facts, Mark>({
  name: "several-paths",
  question: "Do packets of one direction come by several paths to one point?",
  reads: ["path", "pathChanges", "ttls", "copies", "reset", "firstFrame", "hasSeveralTtls"],
  leads: null,
  most: 200,
  start: context => ({
    see(cursor, groups) {
      for (let i = 0; i < cursor.flowCount; i++) {
        const flow = cursor.flows[i]!;
        for (const way of ways) {
          const side = flow.gone(way);
          const alternates = side.pathChanges >= leastChanges;
          const {hasSeveralTtls} = side;
          if (!(alternates || hasSeveralTtls) || !isSingle(side)) continue;
          const ttls = hasSeveralTtls ? waysOfSeveralLengths(side.ttls, leastStep) : [];
          if (!alternates && ttls.length === 0) continue;
          const {point} = flow;
          const open = (): Mark => ({point, way, ttls: new Set(), path: null, frame: side.firstFrame});
          const {mark} = groups.add(cursor, `${point} ${way}`, `${point} ${way}`, open);
          if (alternates) mark.path ||= side.path;
          for (const ttl of ttls) mark.ttls.add(ttl);
        }
      }
    },
    judge({mark: {point, way, ttls, path, frame}, first}) {
      const text = connectionText(context.conversations.cursor().move(first));
      return {
        certainty: "note",
        points: [point],
        facts: {
          way,
          byTurns: path === null ? null : differenceOf(context.table.paths, path),
          ttls: [...ttls].sort((a, b) => a - b),
        },
        evidence: [frameEvidence(context, frame, "S4", `${text}: the first packet of this direction`)],
        alternatives: [{says: "the design spreads packets over several ways on purpose", excludedBecause: null}],
      };
    },
  }),
  words({way, byTurns, ttls, connections}, {points: [point]}) {
    const how =
      byTurns === null
        ? `over ways of different length (hop counts ${ttls.join(" and ")})`
        : `alternately ${differenceText(byTurns)}`;
    return `${wayWords[way].first} of ${counted(connections, "connection")} come to ${point} ${how}`;
  },
});

/** Copies pass by other paths as a matter of course, and resets may come from a firewall in between. */
const isSingle = ({copies, reset}: SideView): boolean => copies === 0 && reset === 0;

/** Returns in what `path` and the one before it differ: MAC addresses, VLANs, or what a capture tells besides. */
function differenceOf(paths: Paths, path: number): Difference {
  const two = [paths.before(path), path].sort((a, b) => a - b);
  const apart = <T>(of: (one: number) => T): readonly T[] | null => {
    const values = two.map(of);
    return values[0] === values[1] ? null : values;
  };
  const tags = apart(one => paths.vlan(one) & 0xffffff);
  return {
    from: apart(one => paths.sourceMac(one))?.map(macText) ?? null,
    to: apart(one => paths.targetMac(one))?.map(macText) ?? null,
    vlans: tags?.map(both => ({outer: both >>> 12, inner: both & 0xfff})) ?? null,
    isByTunnel: apart(one => paths.vlan(one) >>> 24) !== null,
  };
}

function differenceText({from, to, vlans, isByTunnel}: Difference): string {
  const parts = [
    ...(from === null ? [] : [`from ${from.join(" and ")}`]),
    ...(to === null ? [] : [`to ${to.join(" and ")}`]),
    ...(vlans === null ? [] : [`in ${vlans.map(vlanText).join(" and ")}`]),
    ...(isByTunnel ? ["in several tunnels"] : []),
  ];
  return parts.length === 0 ? "in and out" : parts.join(", ");
}

/** Returns `VLAN 10`, `VLAN 20 in VLAN 7`, or `no VLAN`. */
function vlanText({outer, inner}: Vlan): string {
  if (outer === 0 && inner === 0) return "no VLAN";
  return `VLAN ${inner}${outer === 0 ? "" : ` in VLAN ${outer}`}`;
}
