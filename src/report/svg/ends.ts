import type {Analysis} from "../../detect/analysis.ts";
import {counted, grouped} from "../../detect/evidence.ts";
import {box, type Selection, text} from "./marks.ts";
import {textWidth, wrap} from "./measure.ts";
import {colour, page, size} from "./theme.ts";

/*
 * ╭────────────────────╮
 * │       Client       │
 * │   10.20.30.0/24    │   an IPv6 address takes up to three lines
 * │ and 2 more networks│
 * ╰────────────────────╯
 */

const boxHeight = 98;
const boxWidth = 140;

/** Draws the boxes at both ends of the path. */
export function drawEnds(group: Selection, {scene}: Analysis, y: number): void {
  const clients = more(scene.moreClients, "network") ?? (scene.clients > 1 ? counted(scene.clients, "client") : "");
  drawEnd(group, page.left, y, "Client", scene.client, clients);
  const servers = more(scene.moreServers, "service") ?? (scene.services > 1 ? counted(scene.services, "service") : "");
  drawEnd(group, page.right - boxWidth, y, "Server", scene.server, servers);
}

const more = (count: number, noun: string): string | null =>
  count === 0 ? null : `and ${grouped(count)} more ${noun}${count === 1 ? "" : "s"}`;

function drawEnd(group: Selection, x: number, y: number, title: string, address: string, others: string): void {
  const width = boxWidth - 6;
  const middle = x + boxWidth / 2;
  box(group, x, y, boxWidth, boxHeight, colour.page).attr("rx", 6).attr("stroke", colour.hair);
  const lines = wrap(address, width, {size: size.small, mono: true}, 3, [" :/."]);
  const pitch = lines.length > 2 ? 15 : 18;
  text(group, middle, y + (lines.length > 2 ? 20 : 24), title, {size: size.title, bold: true, anchor: "middle"});
  let at = y + (lines.length > 2 ? 38 : 47);
  for (const words of lines) {
    text(group, middle, at, words, {mono: true, anchor: "middle", whole: lines.length > 1 ? address : words});
    at += pitch;
  }
  const short =
    textWidth(others, {size: size.small}) > width ? others.replace(/^and /, "+ ").replace(" more", "") : others;
  if (others !== "")
    text(group, middle, at + (lines.length > 1 ? 0 : 3), short, {
      anchor: "middle",
      colour: colour.muted,
      width,
      whole: others,
    });
}
