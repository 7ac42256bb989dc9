import type {SideFilter} from "../capture/side/record.ts";
import {hiddenAt} from "../flow/hidden.ts";
import type {Alternative} from "../judge/analysis.ts";
import {proofOf} from "../judge/evidence.ts";
import {says} from "../listings/words.ts";
import {counted} from "../words.ts";
import {rule} from "./rule.ts";

/** Frames that a finding quotes. */
const quotedFrames = 3;

interface Mark {
  readonly point: number;
  /** The capture's own filter, where it does not take the missing direction; else null. */
  readonly filter: SideFilter | null;
}

/** Whether the capture's own filter keeps the missing direction out; else the point sees one direction of everything. */
interface Facts {
  readonly isByFilter: boolean;
}

/** Guard G0: every connection of a point is one-way and makes progress, so it is the capture that sees one direction only. */
export const oneSidedCapture = rule<Facts, Mark>({
  name: "one-sided-capture",
  question: "Does a capture point see one direction of everything?",
  reads: ["known", "events", "path", "ladder", "opened"],
  // A verdict of its own kind is about it.
  leads: null,
  most: 2000,
  start: context => ({
    /** Where another point saw the missing direction, it is no matter of the capture (P8). */
    asksFor: outcome => outcome === "one-way",
    see(cursor, groups) {
      const {oneSided, side} = context;
      for (let i = 0; i < cursor.flowCount; i++) {
        const flow = cursor.flows[i]!;
        const missing = hiddenAt(flow);
        if (missing === null) continue;
        const {point} = flow;
        const filter = side.filters.excluding(cursor, flow, missing);
        if (filter === null && !oneSided.concerns(point, flow.seen(missing))) continue;
        const which = filter === null ? "" : `${filter.capture} ${filter.line} ${filter.shown}`;
        groups.add(cursor, `${point} ${which}`, `${point} ${filter !== null}`, () => ({point, filter}));
      }
    },
    judge({mark: {point, filter}, first}) {
      const {conversations, side} = context;
      const cursor = conversations.cursor().move(first);
      const flow = cursor.flows.slice(0, cursor.flowCount).find(one => one.point === point)!;
      const missing = hiddenAt(flow)!;
      const evidence = proofOf(context, cursor, flow, missing, quotedFrames);
      if (filter !== null)
        evidence.push({
          capture: filter.capture,
          frame: null,
          line: filter.line === 0 ? null : filter.line,
          rule: "G0",
          says: `${says(side, filter)}: ${missing} match none of its rules`,
        });
      const whole = filter === null ? side.filters.admitting(cursor, flow) : null;
      const elsewhere =
        filter === null
          ? "all traffic of the other direction takes another route"
          : `the ${missing} of these hosts take another route`;
      return {
        certainty: "suspected",
        missing,
        points: [point],
        facts: {isByFilter: filter !== null},
        evidence,
        alternatives: [
          {says: elsewhere, excludedBecause: null},
          ...captureAlternatives(whole === null ? null : side.where(whole)),
        ],
        // Its connections may lack either direction, and each is known by itself.
        lacks: () => null,
      };
    },
  }),
  words({connections, isByFilter}, {missing, points: [point]}) {
    const many = `${counted(connections, "connection")} still ${connections === 1 ? "works" : "work"}`;
    return isByFilter
      ? `The filter of the capture at ${point} takes no ${missing} of these hosts, and ${many}: ` +
          "capture again with a filter for each direction"
      : `${point} sees one direction of every connection, and ${many}: ` +
          "check the capture filter or SPAN before the routing";
  },
  headline: ({isByFilter}, {points: [point]}) =>
    isByFilter
      ? [
          `The filter of the capture at ${point} takes one direction only`,
          "capture again before looking at the routing",
        ]
      : [`${point} sees one direction of every connection`, "check the capture filter or SPAN before the routing"],
});

/** What else the capture may be; `where` its filter stands that takes both directions, null where none is known. */
function captureAlternatives(where: string | null): Alternative[] {
  const one = (how: string) => ({says: `the capture sees one direction only (${how})`, excludedBecause: null});
  if (where === null) return [one("filter, SPAN of received frames, one leg of a TAP")];
  return [
    {says: "the capture was filtered to one direction", excludedBecause: `its filter takes both directions: ${where}`},
    one("SPAN of received frames, one leg of a TAP"),
  ];
}
