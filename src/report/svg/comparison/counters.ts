import type {Comparison} from "../../../compare/comparison.ts";
import {grouped} from "../../../words.ts";
import {changeText} from "../../comparison-words.ts";
import {sectionTitle, text} from "../marks.ts";
import type {Section} from "../page.ts";
import {colour, page} from "../theme.ts";

/*
 * Counters                                                                  Do drops still grow?
 * ──────────────────────────────────────────────────────────────────────────────────────────────
 * flow_tcp_non_syn_drop    of those, dropped                    130 → 155      +25, still grows
 */

const columns = {name: page.left, says: 214, values: 690, change: 706} as const;
const rowHeight = 18;
const top = 44;
const heightOf = ({counters}: Comparison) => (counters.length === 0 ? 0 : top + rowHeight * counters.length);

export const counters: Section<Comparison> = {
  name: "Counters",
  least: heightOf,
  draw(group, comparison) {
    if (comparison.counters.length === 0) return 0;
    const question = "Do drops still grow? They are the whole device's";
    sectionTitle(group, "Counters", question, page.left, page.right);
    const value = (count: number | null) => (count === null ? "not listed" : grouped(count));
    for (const [i, counter] of comparison.counters.entries()) {
      const {name, says, before, after, increase} = counter;
      const y = top + rowHeight * i;
      const grows = (increase ?? 0) > 0;
      text(group, columns.name, y, name, {mono: true, width: columns.says - columns.name - 8});
      text(group, columns.says, y, says, {colour: colour.muted, width: 290});
      text(group, columns.values, y, `${value(before)} → ${value(after)}`, {anchor: "end", width: 176});
      text(group, columns.change, y, changeText(counter), {
        bold: grows,
        colour: grows ? colour.missingText : colour.ink,
        width: page.right - columns.change,
      });
    }
    return heightOf(comparison);
  },
};
