import type {Vendor} from "../../advice/vendors.ts";
import {printable} from "../../errors.ts";
import type {Analysis} from "../../judge/analysis.ts";
import {version} from "../../version.ts";
import {counted} from "../../words.ts";
import {headlineOf} from "../headline.ts";
import {digestOf} from "../inputs.ts";
import {fileName} from "../screen/names.ts";
import {firstStep} from "../screen/next.ts";
import {platformWords} from "../words.ts";
import {bandLayout, bandWidth, drawBand} from "./band.ts";
import {box, line, round, type Selection, text} from "./marks.ts";
import {clipEnd, textWidth} from "./measure.ts";
import type {Section} from "./page.ts";
import {moodOf, readText, signOf} from "./subject.ts";
import {colour, page, size, stroke} from "./theme.ts";
import {drawWhere} from "./where.ts";

/*
 * █ (✕) Replies bypass fw: it never sees server → client
 * █     8 of 18 connections fail · 3 clients
 * █     since 2026-11-21 21:44:48 UTC, still so at the end
 *           Where, without its title
 * ─────────────────────────────────────────────────────────
 * next  On server 10.2.0.11: does the route back cross fw?    ╭────────────────────────╮
 *                                                             │ traceroute -n 10.1.0.11│
 * outside.pcap sha256 09fd47dd27bc                            ╰──────────── asymcap 0.1.0
 */

/** Columns of a command on the card. */
const commandWidth = 90;
/** Between the rule, and the lowest line. */
const foot = {one: 66, two: 92, none: 30} as const;
const command = {size: size.title, mono: true, bold: true} as const;
/** Where the title would stand that the card has no room for. */
const untitled = 30;

/** Returns the three parts of a card so high. */
export function cardSections(vendor: Vendor | null, height: number): Section[] {
  let next: Next | null = null;
  const nextOf = (analysis: Analysis) => (next ??= nextLayout(analysis, vendor));
  return [
    {name: "Verdict", draw: (group, analysis) => drawHead(group, analysis)},
    {name: "Where", draw: (group, analysis, room) => drawPath(group, analysis, room - nextOf(analysis).height)},
    {
      name: "Next",
      draw: (group, analysis, room) => drawNext(group, analysis, nextOf(analysis), Math.min(room, height)),
    },
  ];
}

function drawHead(group: Selection, analysis: Analysis): number {
  const {verdict, counts, times} = headlineOf(analysis);
  const lead = {size: size.lead};
  // Where there is no TCP, what there is instead.
  const lines = [counts ?? readText(analysis), times].filter(part => part !== null);
  return drawBand(
    group,
    signOf(analysis),
    bandLayout(
      printable(verdict, 400),
      lines.map((words, i) => ({words: clipEnd(words, bandWidth, lead), quiet: i > 0})),
    ),
  );
}

/** Draws the path, smaller where there is no room for it. */
function drawPath(group: Selection, analysis: Analysis, room: number): number {
  if (analysis.scene.points.length === 0 || moodOf(analysis) === "nothing") return 0;
  const inner = group.append("g");
  const height = drawWhere(inner, analysis) - untitled;
  const scale = Math.min(1, room / height);
  const x = (page.width * (1 - scale)) / 2;
  if (scale === 1) inner.attr("transform", `translate(0 ${-untitled})`);
  else
    inner.attr(
      "transform",
      `translate(${round(x)} ${round(-untitled * scale)}) scale(${Math.floor(scale * 1000) / 1000})`,
    );
  return Math.min(height, room);
}

interface Next {
  readonly why: string;
  readonly typed: string | null;
  /** Whether question and command stand on one line. */
  readonly isOne: boolean;
  readonly height: number;
}

function nextLayout(analysis: Analysis, vendor: Vendor | null): Next {
  const step = firstStep(analysis, commandWidth, vendor);
  if (step === null) return {why: "", typed: null, isOne: true, height: foot.none};
  const why = step.platform === "any" ? step.why : `${platformWords[step.platform]}: ${step.why}`;
  const typed = step.lines.join("; ");
  const isOne = textWidth(why, {size: size.title}) + textWidth(typed, command) + 100 <= page.right - page.left;
  return {why, typed, isOne, height: isOne ? foot.one : foot.two};
}

/** Stands at the lower edge, whatever room there is above. */
function drawNext(group: Selection, analysis: Analysis, {why, typed, isOne, height}: Next, room: number): number {
  const top = room - height;
  line(group, page.left, top, page.right, top, colour.rule, stroke.rule);
  if (typed !== null) {
    text(group, page.left, top + 27, "next", {size: size.title, colour: colour.muted});
    const wide = Math.min(textWidth(typed, command) + 24, page.right - page.left - 42);
    const x = isOne ? page.right - wide : 72;
    const y = isOne ? top + 10 : top + 36;
    text(group, 72, top + 27, why, {size: size.title, width: isOne ? x - 84 : page.right - 72, clip: "end"});
    box(group, x, y, wide, 28, colour.zebra).attr("rx", 4).attr("stroke", colour.hair);
    text(group, x + 12, y + 19, typed, {...command, width: wide - 20, clip: "end"});
  }
  const files = analysis.captures
    .slice(0, 3)
    .map(capture =>
      [fileName(capture), ...(digestOf(capture) === null ? [] : [`sha256 ${digestOf(capture)}`])].join(" "),
    );
  const rest = analysis.captures.length - files.length;
  const told = [
    ...files,
    ...(rest > 0 ? [`and ${counted(rest, "more file")}`] : []),
    counted(analysis.totals.packets, "packet"),
  ];
  const maker = `asymcap ${version}`;
  text(group, page.right, room - 10, maker, {anchor: "end", colour: colour.muted});
  text(group, page.left, room - 10, told.join(" · "), {
    colour: colour.muted,
    width: page.right - page.left - textWidth(maker, {size: size.small}) - 20,
    clip: "end",
  });
  return room;
}
