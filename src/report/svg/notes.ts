import {basename} from "node:path";
import type {CaptureSummary} from "../../capture/capture.ts";
import type {CapturePoint} from "../../capture/points.ts";
import {links} from "../../decode/link.ts";
import {printable} from "../../errors.ts";
import type {Analysis} from "../../judge/analysis.ts";
import {counted, grouped} from "../../words.ts";
import {identityOf, makerOf} from "../inputs.ts";
import {line, type Selection, text} from "./marks.ts";
import {textWidth, wrap} from "./measure.ts";
import type {Section} from "./page.ts";
import {colour, page, size, stroke} from "./theme.ts";

/*
 * ────────────────────────────────────────────────────────────────────────────────────────
 * Incomplete: inside.pcap: byte 104216: the file is damaged from here on
 * inside.pcap: 1,204,118 packets, Ethernet · outside.pcap: 1,301,552 packets, Ethernet
 * whether the capture lost packets is not known · 311 connections are not judged
 * asymcap 0.1.0                                         all connections: -o report.html, -o report.json
 */

interface Note {
  readonly words: string;
  /** All of it, where the words are cut. */
  readonly whole?: string;
  /** What may make the verdict wrong is not for the small print. */
  readonly alarming: boolean;
}

export interface NotesLayout {
  readonly lines: readonly Note[];
  readonly height: number;
}

const lineHeight = 17;
const captureCount = 4;
const errorCount = 2;
/** The rule above, and below where more is told. */
const frameHeight = 54;
/** Four lines: what could not be read must be said. */
export const leastHeight = frameHeight + 4 * lineHeight;

export function notesLayout(analysis: Analysis, room: number): NotesLayout {
  return layoutOf([...alarmsOf(analysis), ...remarksOf(analysis)], room);
}

/** Returns as many lines as there is room for. */
export function layoutOf(lines: readonly Note[], room: number): NotesLayout {
  const limit = Math.max(2, Math.min(9, Math.floor((room - frameHeight) / lineHeight)));
  const shown =
    lines.length > limit
      ? [...lines.slice(0, limit - 1), {words: "… more notes: asymcap -o report.json", alarming: false}]
      : lines;
  return {lines: shown, height: frameHeight + lineHeight * shown.length};
}

/** What could not be read. `when` stands before it where there are several analyses. */
export function alarmsOf(analysis: Analysis, when = ""): Note[] {
  // A message begins with the path, which may be longer than the line.
  const errors = analysis.captures.flatMap(capture =>
    capture.errors.map(({message}) => message.replace(printable(capture.path), () => fileOf(capture))),
  );
  const alarms = errors.slice(0, errorCount).map(message => `${when}Incomplete input: ${message}`);
  if (errors.length > errorCount) alarms.push(`… and ${counted(errors.length - errorCount, "more problem")}`);
  if (errors.length === 0 && analysis.partial)
    alarms.push(`${when}Incomplete input: some of it could not be read to its end`);
  return alarms.flatMap(words => fitted(words, true));
}

/** What was read, and what limits the verdict. */
export function remarksOf(analysis: Analysis, when = ""): Note[] {
  const told = [capturesText(analysis), limitsText(analysis), notesText(analysis.captures)];
  return told.flatMap((words, i) =>
    fitted(words === "" ? "" : `${i === 0 ? when : ""}${words}`, false, i === 0 ? 3 : 2),
  );
}

function fitted(words: string, alarming: boolean, most = 2): Note[] {
  const font = {size: size.small, bold: alarming};
  const parts = wrap(words, page.right - page.left, font, most, alarming ? [" "] : ["·", " "]);
  return parts.map(part => ({words: part.replace(/ ·$/, ""), whole: part.endsWith("…") ? words : undefined, alarming}));
}

function capturesText({captures, points}: Analysis): string {
  const told = captures.slice(0, captures.length > captureCount ? captureCount - 1 : captureCount);
  const rest = captures.slice(told.length);
  const parts = told.map(
    capture =>
      `${fileOf(capture)}: ${[counted(capture.packets, "packet"), ...formatNames(points, capture), ...identityOf(capture)].join(", ")}`,
  );
  if (rest.length > 0)
    parts.push(
      `and ${counted(rest.length, "more capture")}: ${counted(
        rest.reduce((sum, one) => sum + one.packets, 0),
        "packet",
      )}`,
    );
  return parts.join(" · ");
}

/** Long paths are told from one another by their ends, and so are long file names. */
function fileOf({path}: CaptureSummary): string {
  const file = path === "-" ? "standard input" : basename(path);
  return file.length > 60 ? `${file.slice(0, 29)}…${file.slice(-30)}` : file;
}

/** A text has no link type of its own: its format tells where it comes from. */
function formatNames(points: readonly CapturePoint[], {id, format, lines}: CaptureSummary): string[] {
  if (lines.length > 0) return format === null ? [] : [format];
  const types = new Set(points.filter(point => point.captures.includes(id)).map(point => point.linkType));
  return [...types].slice(0, 3).map(type => links.get(type)?.name ?? `link type ${type}`);
}

function limitsText({points, totals, skipped}: Analysis): string {
  const parts: string[] = [];
  const cut = skipped.entries().find(([name]) => name === "cut-short")?.[1] ?? 0;
  if (cut > 0) parts.push(`${counted(cut, "packet")} cut short by the capture's snapshot length`);
  const known = points.filter(point => point.dropped !== null);
  const lost = known.reduce((sum, point) => sum + point.dropped!, 0);
  if (lost > 0) parts.push(`the capture lost ${counted(lost, "packet")} by its own count`);
  else if (points.length > 0)
    parts.push(
      known.length === points.length
        ? "the capture lost no packet by its own count"
        : "packets lost by the capture: not known",
    );
  const {edge} = totals.byOutcome;
  if (edge > 0) parts.push(`${counted(edge, "connection")} too near the capture's start or end to judge`);
  if (totals.forgotten > 0)
    parts.push(`${counted(totals.forgotten, "flow")} judged in sum and forgotten (--max-flows)`);
  if (totals.copies > 0)
    parts.push(`${grouped(totals.copies)} ${totals.copies === 1 ? "copy" : "copies"} of packets counted once`);
  return parts.join(" · ");
}

function notesText(captures: readonly CaptureSummary[]): string {
  return captures.flatMap(capture => capture.notes.map(note => `${fileOf(capture)}: ${note}`)).join(" · ");
}

/** Returns the last section; `maker` says which program made the picture, called with what. */
export const notesBy = (maker: string): Section => ({
  name: "Notes",
  least: analysis => notesLayout(analysis, leastHeight).height,
  draw(group, analysis, room) {
    const layout = notesLayout(analysis, room);
    drawNotes(group, layout, "all connections: -o report.html, -o report.json", maker);
    return layout.height;
  },
});

/** Draws the lines, and where more is told. */
export function drawNotes(group: Selection, {lines, height}: NotesLayout, more: string, maker = makerOf(null)): void {
  line(group, page.left, 14, page.right, 14, colour.rule, stroke.rule);
  for (const [i, {words, whole, alarming}] of lines.entries()) {
    const hue = alarming ? colour.missingText : colour.muted;
    text(group, page.left, 32 + lineHeight * i, words, {
      colour: hue,
      bold: alarming,
      width: page.right - page.left,
      whole,
    });
  }
  const room = page.right - page.left - textWidth(more, {size: size.small}) - 24;
  text(group, page.left, height - 18, maker, {colour: colour.muted, width: room, clip: "end"});
  text(group, page.right, height - 18, more, {anchor: "end", colour: colour.muted});
}
