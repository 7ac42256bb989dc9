import type {Ending} from "../ladder/endings.ts";
import type {Sighting} from "../ladder/sightings.ts";
import {type Html, html, none} from "./markup.ts";

/*
 *   │       ┃░░░░░░░┃       │     two posts of one device, the band between them
 *   │───────●───────○ ··· ▶ │     seen at the first, not at the second
 */

/** What is drawn of a row. Equal ones are drawn once in the page, and used by name. */
export interface Shape {
  /** 0: from the client. */
  readonly side: number;
  /** By post, nearest the client first. */
  readonly sights: readonly ("seen" | "absent" | "unknown")[];
  /** How far it is known to have come. */
  readonly ending: Ending;
  /** No post saw it: `proven` by what acknowledges it, else only expected. */
  readonly unseen: "proven" | "expected" | null;
}

export const shapeOf = ({rung, sights}: Sighting, ending: Ending): Shape => ({
  side: rung.side,
  sights: sights.map(sight => (sight === null ? "unknown" : sight === "absent" ? "absent" : "seen")),
  ending,
  unseen: null,
});

/** Where posts stand, in percent of the way from the client's line to the server's. */
const positions: readonly (readonly number[])[] = [[50], [50], [34, 66], [26, 50, 74], [20, 40, 60, 80]];
const [client, server] = [2, 98];
const middle = 16;

/** Where a ladder's posts stand, and which of them are neighbours in one device. */
export interface Posts {
  readonly names: readonly string[];
  /** Whether a post and the next one are in one device. */
  readonly isBand: readonly boolean[];
}

/** Shapes that the page draws, by what they look like. */
export class Drawings {
  readonly #known = new Map<string, {readonly id: string; readonly drawing: Html}>();

  /** Returns a drawing by its name. */
  use(posts: Posts, shape: Shape): Html {
    const key = JSON.stringify([posts.isBand, posts.names.length, shape]);
    let known = this.#known.get(key);
    if (known === undefined) {
      known = {id: `d${this.#known.size}`, drawing: drawn(posts, shape)};
      this.#known.set(key, known);
    }
    return html`<svg><use href="#${known.id}"/></svg>`;
  }

  /** Returns all that was used, to stand in the page once. */
  definitions(): Html {
    if (this.#known.size === 0) return none;
    const symbols = [...this.#known.values()].map(
      ({id, drawing}) => html`<symbol id="${id}" overflow="visible">${drawing}</symbol>`,
    );
    return html`<svg width="0" height="0" aria-hidden="true"><defs>${symbols}</defs></svg>`;
  }
}

/** Returns the head of the column: who stands at which line. */
export function headOf({names}: Posts): Html {
  const at = positions[names.length]!;
  const labels = names.map((name, i) => {
    const [x, height] = [at[i]!, names.length < 3 || i % 2 === 0 ? 28 : 14];
    return html`<text class="m b" x="${x}%" y="${height}">${name.length > 18 ? `${name.slice(0, 8)}…${name.slice(-9)}` : name}</text>`;
  });
  return html`<svg role="presentation"><text x="0" y="28">Client</text>${labels}<text class="en" x="100%" y="28">Server</text></svg>`;
}

function drawn({names, isBand}: Posts, shape: Shape): Html {
  const at = positions[names.length]!;
  const bands = isBand.map((is, i) =>
    is ? html`<rect class="ban" x="${at[i]!}%" width="${at[i + 1]! - at[i]!}%" height="100%"/>` : none,
  );
  const edges = [client, server].map(x => stroke("edge", x, x, "0", "100%"));
  const posts = at.slice(0, names.length).map(x => stroke("po", x, x, "0", "100%"));
  return html`${bands}${edges}${posts}${laneOf(at, shape)}${signsOf(at, shape)}`;
}

const stroke = (name: string, from: number, to: number, top = String(middle), bottom = top): Html =>
  html`<line class="${name}" x1="${from}%" x2="${to}%" y1="${top}" y2="${bottom}"/>`;

/** As far as it is known how the packet went; an arrowhead only where it came to its end. */
function laneOf(at: readonly number[], {side, sights, ending, unseen}: Shape): Html {
  const [from, to] = side === 0 ? [client, server] : [server, client];
  if (unseen === "proven") return html`${stroke("da", from, to)}${tip("mt", to, side)}`;
  if (unseen === "expected") return none;
  if (ending === "arrived") return html`${stroke("so", from, to)}${tip("st", to, side)}`;
  const posts = sights.map((_, post) => post);
  if (side === 1) posts.reverse();
  const last = posts.findLast(post => sights[post] === "seen")!;
  if (ending === "unknown") return html`${stroke("so", from, at[last]!)}${stroke("do", at[last]!, to)}`;
  const end = "at" in ending ? at[ending.at]! : between(at, ending.after, side, sights.length);
  return html`${stroke("so", from, end)}${cross(end)}`;
}

/** Half the way to the next line. */
function between(at: readonly number[], post: number, side: number, count: number): number {
  const next = side === 0 ? (post + 1 < count ? at[post + 1]! : server) : post > 0 ? at[post - 1]! : client;
  return (at[post]! + next) / 2;
}

function signsOf(at: readonly number[], {sights, unseen, ending}: Shape): Html[] {
  return sights.map((sight, i) => {
    // The cross stands there.
    if (typeof ending === "object" && "at" in ending && ending.at === i) return none;
    if (unseen !== null || sight === "absent") return html`<circle class="ring" cx="${at[i]!}%" cy="${middle}" r="5"/>`;
    return sight === "seen" ? html`<circle class="dot" cx="${at[i]!}%" cy="${middle}" r="5.5"/>` : none;
  });
}

const tip = (name: string, x: number, side: number): Html =>
  html`<svg x="${x}%" y="${middle}" overflow="visible"><path class="${name}" d="${side === 0 ? "M0 0l-11-5.5v11z" : "M0 0l11-5.5v11z"}"/></svg>`;

const cross = (x: number): Html =>
  html`<svg x="${x}%" y="${middle}" overflow="visible"><path class="x" d="M-6-6l12 12m0-12l-12 12"/></svg>`;
