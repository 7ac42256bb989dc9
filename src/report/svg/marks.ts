import {printable} from "../../errors.ts";
import {clipEnd, clipMiddle, type Font} from "./measure.ts";
import {colour, family, size, stroke} from "./theme.ts";

/** What asymcap uses of a d3 selection. */
export interface Selection<Datum = unknown> {
  append(name: string): Selection<Datum>;
  attr(name: string, value: string | number): Selection<Datum>;
  text(value: string): Selection<Datum>;
  selectAll(selector: string | null): Selection;
  data<Item>(items: readonly Item[]): Selection<Item>;
  join(name: string): Selection<Datum>;
  nodes(): unknown[];
  node(): unknown;
  remove(): Selection<Datum>;
  select(pick: () => unknown): Selection;
}

/** Coordinates to a tenth of a pixel: more digits would only differ between machines. */
export const round = (value: number): number => Math.round(value * 10) / 10 + 0;

/** Draws one `g` for each item. */
export function each<Item>(
  group: Selection,
  items: readonly Item[],
  draw: (group: Selection, item: Item) => void,
): void {
  const joined = group.selectAll(null).data(items).join("g");
  for (const [i, node] of joined.nodes().entries())
    draw(
      group.select(() => node),
      items[i]!,
    );
}

interface Words extends Partial<Font> {
  readonly colour?: string;
  readonly anchor?: "start" | "middle" | "end";
  /** Wider text is clipped; its whole stands in a `title` then. */
  readonly width?: number;
  readonly clip?: "middle" | "end";
  /** What the `title` says in any case. */
  readonly whole?: string;
}

/** Writes a text with its baseline at `y`. This is the border: nothing from a capture gets into the picture but through here. */
export function text(group: Selection, x: number, y: number, words: string, style: Words = {}): void {
  const font = {size: style.size ?? size.small, bold: style.bold, mono: style.mono};
  const clean = printable(words, 1000);
  const clip = style.clip === "end" ? clipEnd : clipMiddle;
  const shown = style.width === undefined ? clean : clip(clean, style.width, font);
  const whole = style.whole === undefined ? clean : printable(style.whole, 1000);
  const element = group.append("text").attr("x", round(x)).attr("y", round(y)).attr("font-size", font.size);
  if (font.mono) element.attr("font-family", family.mono);
  if (font.bold) element.attr("font-weight", "bold");
  if (style.anchor !== undefined && style.anchor !== "start") element.attr("text-anchor", style.anchor);
  element.attr("fill", style.colour ?? colour.ink);
  if (whole === shown) element.text(shown);
  else {
    element.append("title").text(whole);
    element.append("tspan").text(shown);
  }
}

export function line(
  group: Selection,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  paint: string,
  width: number,
): Selection {
  return group
    .append("line")
    .attr("x1", round(x1))
    .attr("y1", round(y1))
    .attr("x2", round(x2))
    .attr("y2", round(y2))
    .attr("stroke", paint)
    .attr("stroke-width", width);
}

export function box(group: Selection, x: number, y: number, width: number, height: number, fill: string): Selection {
  const rect = group.append("rect").attr("x", round(x)).attr("y", round(y));
  return rect.attr("width", round(width)).attr("height", round(height)).attr("fill", fill);
}

export function curve(group: Selection, d: string, paint: string, width: number): Selection {
  return group.append("path").attr("d", d).attr("fill", "none").attr("stroke", paint).attr("stroke-width", width);
}

/** Draws a solid line, or a dashed one for what no capture shows. */
export function lane(group: Selection, x1: number, x2: number, y: number, seen: boolean): void {
  if (Math.abs(x2 - x1) < 2) return;
  const drawn = line(group, x1, y, x2, y, seen ? colour.seen : colour.missing, seen ? stroke.seen : stroke.missing);
  if (!seen) drawn.attr("stroke-dasharray", stroke.dashes);
}

/** Draws an arrowhead with its tip at (x, y), pointing where (dx, dy) does. */
export function tip(group: Selection, x: number, y: number, dx: number, dy: number, paint: string, length = 10): void {
  const norm = Math.hypot(dx, dy);
  const [ux, uy] = [(dx / norm) * length, (dy / norm) * length];
  const corner = (side: number) => `L${round(x - ux - side * uy * 0.5)} ${round(y - uy + side * ux * 0.5)}`;
  group
    .append("path")
    .attr("d", `M${round(x)} ${round(y)}${corner(1)}${corner(-1)}Z`)
    .attr("fill", paint);
}

/** Draws an arrow along y; a dashed one for what no capture shows, with a gap for the cross at `gap`. */
export function arrow(
  group: Selection,
  x1: number,
  x2: number,
  y: number,
  seen: boolean,
  gap: number | null = null,
): void {
  const way = Math.sign(x2 - x1);
  const end = x2 - 8 * way;
  if (gap === null) lane(group, x1, end, y, seen);
  else {
    lane(group, x1, gap - 11 * way, y, seen);
    lane(group, gap + 11 * way, end, y, seen);
  }
  tip(group, x2, y, way, 0, seen ? colour.seen : colour.missing);
}

/** Missing: exactly here. */
export function cross(group: Selection, x: number, y: number, reach = 7): void {
  const [left, right, top, bottom] = [round(x - reach), round(x + reach), round(y - reach), round(y + reach)];
  curve(group, `M${left} ${top}L${right} ${bottom}M${left} ${bottom}L${right} ${top}`, colour.missingText, 3);
}

/** Seen here. */
export function dot(group: Selection, x: number, y: number): void {
  circle(group, x, y, 6, colour.seen).attr("stroke", colour.page).attr("stroke-width", 2);
}

/** Not seen here. */
export function ring(group: Selection, x: number, y: number): void {
  circle(group, x, y, 6, colour.page).attr("stroke", colour.missingText).attr("stroke-width", 2.2);
}

export function circle(group: Selection, x: number, y: number, radius: number, fill: string): Selection {
  return group.append("circle").attr("cx", round(x)).attr("cy", round(y)).attr("r", radius).attr("fill", fill);
}

/** Draws what every section but the headline opens with: its name, the question it answers, a rule. Takes 26 pixels. */
export function sectionTitle(group: Selection, name: string, question: string, left: number, right: number): void {
  text(group, left, 18, name, {size: size.title, bold: true});
  text(group, right, 18, question, {anchor: "end", colour: colour.muted, width: right - left - 120});
  line(group, left, 26, right, 26, colour.rule, stroke.rule);
}
