import type {Analysis, Cause, NextStep, RuledOut} from "../../judge/analysis.ts";
import {platformWords} from "../words.ts";
import {boxHeight, drawLines, fontOf, type Line, lineHeight, linesOf, lineWidth} from "./lines.ts";
import {sectionTitle} from "./marks.ts";
import {clipEnd, textWidth} from "./measure.ts";
import type {Section} from "./page.ts";
import {moodOf} from "./subject.ts";
import {page} from "./theme.ts";

/*
 * Cause                                                    The likeliest explanation, and what to type next
 * ─────────────────────────────────────────────────────────────────────────────────────────────────────────
 * ╭───────────────────────────────────────────────────────────────────────────────────────────────────────╮
 * │ likely     The route from server to client does not pass here                                         │
 * │ because    it goes by server: 9 connections with other servers of that network are whole            │
 * │ but        not excluded: this point is one member of a bundle                                         │
 * │ next       Linux: on 10.2.0.11: by which gateway?                                                     │
 * │            ip route get 10.1.0.11 from 10.2.0.11                                                      │
 * │ or else    The server, or a filter before it, does not answer                                         │
 * │ excluded   the capture lost the replies · hardware offload hides packets from the capture             │
 * │ no help    clearing sessions · a permit rule · rebooting                                              │
 * ╰───────────────────────────────────────────────────────────────────────────────────────────────────────╯
 */

/** Where the box begins: below the section's title. */
const top = 36;

interface CauseLayout {
  readonly lines: readonly Line[];
  readonly height: number;
}

/** Returns the lines that there is room for, the first ones before the others; null where nothing is explained. */
export function causeLayout(analysis: Analysis, room: number): CauseLayout | null {
  const [first, ...others] = analysis.causes;
  if (first === undefined || (moodOf(analysis) === "fine" && !someFail(analysis))) return null;
  const all = [...causeLines(first), ...otherLines(others), ...ruledOutLines(analysis.ruledOut)];
  const heightOf = (count: number) => top + boxHeight(count);
  const count = Math.min(all.length, Math.floor((room - heightOf(1)) / lineHeight) + 1);
  return count < 1 ? null : {lines: all.slice(0, count), height: heightOf(count)};
}

/** Connections may fail though both directions are seen, and that has a cause too. */
const someFail = ({totals: {byOutcome}}: Analysis): boolean =>
  (["unanswered", "refused", "rejected", "stalled", "unasked"] as const).some(outcome => byOutcome[outcome] > 0);

function causeLines(cause: Cause): Line[] {
  // The verdict and Where say already what a finding says.
  const because = cause.own[0] ?? cause.for[0];
  const lines: Line[] = linesOf("likely", cause.words, "bold", 2);
  if (because !== undefined) lines.push(...linesOf("because", because, "plain", 2));
  if (cause.against[0] !== undefined) lines.push(...linesOf("but", cause.against[0], "plain", 1));
  const [step] = cause.next;
  return step === undefined ? lines : [...lines, ...stepLines(step)];
}

function stepLines({platform, command, why, effect}: NextStep): Line[] {
  const where = platform === "any" ? why : `${platformWords[platform]}: ${why}`;
  return [
    ...(effect === "changes" ? linesOf("next", "MODIFIES STATE:", "alarming", 1) : []),
    ...linesOf(effect === "changes" ? "" : "next", where, "plain", 2),
    ...linesOf("", command, "command", 2),
  ];
}

const otherLines = (others: readonly Cause[]): Line[] =>
  others.slice(0, 2).flatMap(({words}, i) => linesOf(i === 0 ? "or else" : "", words, "quiet", 1));

function ruledOutLines(all: readonly RuledOut[]): Line[] {
  const of = (kind: RuledOut["kind"]) => all.filter(one => one.kind === kind).map(({brief, says}) => brief ?? says);
  return [...listLine("excluded", of("excluded")), ...listLine("no help", of("useless"))];
}

/** As many as one line takes; the others are counted. */
function listLine(label: string, items: readonly string[]): Line[] {
  const font = fontOf("quiet");
  for (let count = items.length; count > 0; count--) {
    const rest = items.length - count;
    const words = items.slice(0, count).join(" · ") + (rest > 0 ? ` · ${rest} more` : "");
    if (count === 1 || textWidth(words, font) <= lineWidth) {
      const whole = rest > 0 ? items.join(" · ") : undefined;
      return [{label, words: clipEnd(words, lineWidth, font), whole, style: "quiet"}];
    }
  }
  return [];
}

export const cause: Section = {
  name: "Cause",
  draw(group, analysis, room) {
    const layout = causeLayout(analysis, room);
    if (layout === null) return 0;
    sectionTitle(group, "Cause", "What explains it best, and what to type next?", page.left, page.right);
    drawLines(group, top, layout.lines);
    return layout.height;
  },
};
