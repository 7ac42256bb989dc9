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
export function lane(
  group: Selection,
  x1: number,
  x2: number,
  y: number,
  seen: boolean,
  width: number = stroke.seen,
): void {
  if (Math.abs(x2 - x1) < 2) return;
  const drawn = line(group, x1, y, x2, y, seen ? colour.seen : colour.missing, seen ? width : stroke.missing);
  if (!seen) drawn.attr("stroke-dasharray", stroke.dashes);
}

/** Draws the way beyond the last point that saw the packets: of it nothing is known. */
export function beyond(group: Selection, x: number, to: number, y: number): void {
  const way = Math.sign(to - x);
  line(group, x + 10 * way, y, to - 3 * way, y, colour.hair, stroke.seen).attr("stroke-dasharray", stroke.dots);
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

/** Draws an arrow along y; a dashed one for what no capture shows. */
export function arrow(
  group: Selection,
  x1: number,
  x2: number,
  y: number,
  seen: boolean,
  width: number = stroke.seen,
): void {
  const way = Math.sign(x2 - x1);
  lane(group, x1, x2 - 8 * way, y, seen, width);
  tip(group, x2, y, way, 0, seen ? colour.seen : colour.missing, 7.5 + width);
}

/** Returns how thick the lane of so many packets is, where `most` are in the thickest. */
export const thickness = (packets: number, most: number): number =>
  Math.max(stroke.seen, round((stroke.thickest * packets) / Math.max(1, most)));

/** Draws what was seen as far as it is known to come: to the other end, or solid to the last point that saw it. */
export function known(
  group: Selection,
  [from, last, to]: readonly [number, number, number],
  y: number,
  isArriving: boolean,
  width: number,
): void {
  if (isArriving) arrow(group, from, to, y, true, width);
  else {
    lane(group, from, last, y, true, width);
    beyond(group, last, to, y);
  }
}

/** Ends here. */
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

/** Draws what every section but the headline opens with: its name, the question it answers or what else stands there, a rule. Takes 26 pixels. */
export function sectionTitle(group: Selection, name: string, question: string, left: number, right: number): void {
  text(group, left, 18, name, {size: size.title, bold: true});
  if (question !== "")
    text(group, right, 18, question, {anchor: "end", colour: colour.muted, width: right - left - 120});
  line(group, left, 26, right, 26, colour.rule, stroke.rule);
}
