import type {Comparison} from "../../../compare/comparison.ts";
import {alarmsOf, drawNotes, layoutOf, leastHeight, type NotesLayout, remarksOf} from "../notes.ts";
import type {Section} from "../page.ts";

/*
 * ────────────────────────────────────────────────────────────────────────────────────────
 * before: before.pcap: 591 packets, Ethernet
 * after: after.pcap: 702 packets, Ethernet
 * asymcap 0.1.0                                        asymcap compare -o report.json …
 */

export function comparedNotes({before, after}: Comparison, room: number): NotesLayout {
  const alarms = [...alarmsOf(before, "before: "), ...alarmsOf(after, "after: ")];
  return layoutOf([...alarms, ...remarksOf(before, "before: "), ...remarksOf(after, "after: ")], room);
}

export const notes: Section<Comparison> = {
  name: "Notes",
  least: comparison => comparedNotes(comparison, leastHeight).height,
  draw(group, comparison, room) {
    const layout = comparedNotes(comparison, room);
    drawNotes(group, layout, "asymcap compare -o report.json lists every connection");
    return layout.height;
  },
};
