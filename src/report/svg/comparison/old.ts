import {furtherHosts} from "../../../compare/clearing.ts";
import type {Comparison, StaleConnection} from "../../../compare/comparison.ts";
import {endpointText} from "../../../flow/address.ts";
import type {NextStep} from "../../../judge/analysis.ts";
import {clock} from "../../../time/time.ts";
import {counted} from "../../../words.ts";
import {platformWords} from "../../words.ts";
import {boxHeight, drawLines, fontOf, type Line, lineWidth} from "../lines.ts";
import {sectionTitle, text} from "../marks.ts";
import {textWidth} from "../measure.ts";
import type {Section} from "../page.ts";
import {colour, page} from "../theme.ts";

/*
 * To clear                                  1 older connection is still on the broken path: clear, or wait
 * ───────────────────────────────────────────────────────────────────────────────────────────────────
 * 10.1.0.10:40007 → 10.2.0.10:5000                                                  last seen 23:18:24
 * ╭─────────────────────────────────────────────────────────────────────────────────────────────────╮
 * │ PAN-OS     show session all filter source 10.1.0.10 destination 10.2.0.10                       │
 * │            each of the following clears sessions: look first at which, and take that of your firewall   │
 * │ PAN-OS     clear session all filter source 10.1.0.10 destination 10.2.0.10                      │
 * ╰─────────────────────────────────────────────────────────────────────────────────────────────────╯
 */

const listTop = 44;
const rowHeight = 17;
const listed = 3;
const gap = 8;
const warning = "each of the following clears sessions: look first at which, and take that of your firewall";
const tooLong = "asymcap compare -o report.md has the command: it is too long for this page";

interface OldLayout {
  readonly list: readonly StaleConnection[];
  /** What is not listed; null if nothing. */
  readonly rest: string | null;
  readonly lines: readonly Line[];
  readonly height: number;
}

/** Returns null where nothing is to be cleared. A step is drawn whole or not at all: half a command may clear more than the whole. */
export function oldLayout({stale, clearing}: Comparison, room: number): OldLayout | null {
  if (stale.length === 0) return null;
  const list = stale.slice(0, listed);
  const rest = stale.length > list.length ? `… and ${counted(stale.length - list.length, "further connection")}` : null;
  const top = listTop + rowHeight * (list.length + (rest === null ? 0 : 1)) - 8 + gap;
  const [hosts] = clearing;
  // Commands for one pair of hosts; those for others are alike.
  const again = clearing.findIndex((step, i) => i > 0 && step.platform === hosts?.platform && step.effect === "reads");
  const steps = again < 0 ? clearing : clearing.slice(0, again);
  const more = furtherHosts(stale, 1);
  const last: Line[] =
    more > 0 ? [{label: "", words: `and so on for ${counted(more, "further pair")} of hosts`, style: "quiet"}] : [];
  const lines: Line[] = [];
  for (const step of steps) {
    const own = stepLines(step);
    const isFirstChange = step.effect === "changes" && !lines.some(({style}) => style === "alarming");
    if (isFirstChange) own.unshift({label: "", words: warning, style: "alarming"});
    if (top + boxHeight(lines.length + own.length + last.length) <= room) lines.push(...own);
  }
  if (lines.length === 0) return {list, rest, lines, height: top};
  lines.push(...last);
  return {list, rest, lines, height: top + boxHeight(lines.length)};
}

function stepLines({platform, lines: typed}: NextStep): Line[] {
  const name = platformWords[platform];
  const fits = typed.every(one => textWidth(one, fontOf("command")) <= lineWidth);
  const lines: Line[] = fits
    ? typed.map(words => ({label: "", words, style: "command"}))
    : [{label: "", words: tooLong, style: "quiet"}];
  return lines.map((line, i) => (i === 0 ? {...line, label: name} : line));
}

export const oldOnes: Section<Comparison> = {
  name: "To clear",
  least: comparison => oldLayout(comparison, 320)?.height ?? 0,
  draw(group, comparison, room) {
    const layout = oldLayout(comparison, room);
    if (layout === null) return 0;
    const {list, rest, lines} = layout;
    const many = comparison.stale.length;
    const question = `${counted(many, "older connection")} ${many === 1 ? "is" : "are"} still on the broken path: clear, or wait`;
    sectionTitle(group, "To clear", question, page.left, page.right);
    const right = 120;
    for (const [i, {client, server, last}] of list.entries()) {
      const y = listTop + rowHeight * i;
      text(group, page.left, y, `${endpointText(client)} → ${endpointText(server)}`, {
        mono: true,
        width: page.right - page.left - right - 10,
      });
      const told = `last seen ${clock(last, comparison.after.epoch, 0)}`;
      text(group, page.right, y, told, {anchor: "end", colour: colour.muted, width: right});
    }
    if (rest !== null) text(group, page.left, listTop + rowHeight * list.length, rest, {colour: colour.muted});
    if (lines.length > 0) drawLines(group, layout.height - boxHeight(lines.length), lines);
    return layout.height;
  },
};
