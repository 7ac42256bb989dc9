import type {Filters} from "../../listings/filters.ts";
import {says} from "../../listings/words.ts";
import type {Speaker} from "./speaker.ts";

/** What the capture's own filter says: one that takes both directions is no reason for a missing one (G0). */
export const filterVoices: Speaker = ({context}, leading) => {
  const {side, conversations} = context;
  if (side.filters.isEmpty || leading.missing === null) return [];
  const cursor = conversations.cursor().move(leading.example);
  const flow = cursor.flows.slice(0, cursor.flowCount).find(({point}) => leading.points.includes(point));
  if (flow === undefined) return [];
  const filter = side.filters.excluding(cursor, flow, leading.missing);
  const whole = filter === null ? side.filters.admitting(cursor, flow) : null;
  const cause = "one-sided-capture";
  if (filter !== null)
    return [
      {
        cause,
        says: `${side.where(filter)}: ${says(side, filter)}: ${leading.missing} match none of its rules`,
        speaksFor: true,
        introduces: null,
        quotes: filter,
      },
    ];
  if (whole === null) return [];
  return [
    {
      cause,
      says: `${side.where(whole)}: ${says(side, whole)}: it takes both directions`,
      speaksFor: false,
      introduces: null,
      quotes: whole,
    },
  ];
};

/** Returns a note for each capture with a filter that nobody can tell the device of: it is not heeded. */
export const unplacedFilters = (filters: Filters): Map<number, string> =>
  new Map(
    filters
      .unplaced()
      .map(capture => [
        capture,
        "the filter in it is not heeded, as no capture is known to be of its device; give it as DEVICE=FILE",
      ]),
  );
