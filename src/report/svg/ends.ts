import type {Analysis} from "../../judge/analysis.ts";
import {counted, grouped} from "../../words.ts";
import {box, type Selection, text} from "./marks.ts";
import {textWidth, wrap} from "./measure.ts";
import {answerer} from "./points.ts";
import {colour, page, size} from "./theme.ts";

/*
 * ╭────────────────────╮
 * │       Client       │
 * │   10.20.30.0/24    │   an IPv6 address takes up to three lines
 * │ and 2 more networks│
 * ╰────────────────────╯
 */

const leastHeight = 98;
const boxWidth = 140;
const width = boxWidth - 6;

/** Draws the boxes at both ends of the path; where another address answers than was asked, one for each. */
export function drawEnds(group: Selection, analysis: Analysis, y: number, height: number = leastHeight): void {
  const {scene} = analysis;
  const clients = more(scene.moreClients, "network") ?? (scene.clients > 1 ? counted(scene.clients, "client") : "");
  drawEnd(group, page.left, y, height, "Client", scene.client, clients);
  const instead = answerer(analysis);
  if (instead !== null) {
    const half = (height - 6) / 2;
    drawHalf(group, y, half, "asked", instead.asked, colour.ink);
    drawHalf(group, y + half + 6, half, "answers", instead.answers, colour.missingText);
    return;
  }
  const servers = more(scene.moreServers, "service") ?? (scene.services > 1 ? counted(scene.services, "service") : "");
  drawEnd(group, page.right - boxWidth, y, height, "Server", scene.server, servers);
}

function drawHalf(group: Selection, y: number, height: number, title: string, address: string, hue: string): void {
  const x = page.right - boxWidth;
  box(group, x, y, boxWidth, height, colour.page).attr("rx", 6).attr("stroke", hue);
  text(group, x + boxWidth / 2, y + 18, title, {size: size.title, bold: true, anchor: "middle", colour: hue});
  text(group, x + boxWidth / 2, y + 37, address, {mono: true, anchor: "middle", width});
}

const more = (count: number, noun: string): string | null =>
  count === 0 ? null : `and ${grouped(count)} more ${noun}${count === 1 ? "" : "s"}`;

function drawEnd(
  group: Selection,
  x: number,
  top: number,
  height: number,
  title: string,
  address: string,
  others: string,
): void {
  const middle = x + boxWidth / 2;
  const y = top + (height - leastHeight) / 2;
  box(group, x, top, boxWidth, height, colour.page).attr("rx", 6).attr("stroke", colour.hair);
  const lines = addressLines(address);
  // Up to two lines stand at ease; three need all the room.
  const [head, first, pitch] = lines.length > 2 ? [20, 38, 15] : [24, 47, 19];
  text(group, middle, y + head, title, {size: size.title, bold: true, anchor: "middle"});
  for (const [i, words] of lines.entries())
    text(group, middle, y + first + pitch * i, words, {mono: true, anchor: "middle", width, whole: address});
  if (others === "") return;
  const short = others.replace(/^and /, "+ ").replace(" more", "");
  const words = textWidth(others, {size: size.small}) > width ? short : others;
  const style = {anchor: "middle", colour: colour.muted, width, whole: others} as const;
  text(group, middle, y + first + pitch * lines.length + (lines.length > 2 ? 1 : 2), words, style);
}

/** An IPv6 address that is too long for one line is told from its port first. */
function addressLines(address: string): string[] {
  const font = {size: size.small, mono: true};
  const [, host, port] = /^\[(.*)\]:(\d+)$/.exec(address) ?? [];
  const isLong = textWidth(address, font) > width;
  if (isLong && host !== undefined && textWidth(host, font) <= width) return [host, `port ${port}`];
  return wrap(address, width, font, 3, [":/."]);
}
