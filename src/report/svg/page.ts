import {createHash} from "node:crypto";
import {printable} from "../../errors.ts";
import type {Analysis} from "../../judge/analysis.ts";
import {box, type Selection} from "./marks.ts";
import {colour, family, page as measures} from "./theme.ts";

/** One box of the picture, answering one question of its subject. */
export interface Section<Subject = Analysis> {
  /** Read out by screen readers. */
  readonly name: string;
  /** Draws the section from y = 0 downwards, in at most `room` pixels, and returns its height; 0 if there is nothing to say. */
  draw(group: Selection, subject: Subject, room: number): number;
  /** Height that is kept free for it below the sections above; 0 where it may be left out. */
  least?(subject: Subject): number;
}

/** Returns an empty page. d3-node takes half a second to load, so it is loaded here and nowhere else. */
export async function createPage(title: string, description: string): Promise<Page> {
  const {D3Node} = await import("d3-node");
  return new Page(new D3Node(), printable(title, 1000), printable(description, 2000));
}

type Document = InstanceType<typeof import("d3-node").D3Node>;

class Page {
  readonly #document: Document;
  readonly #svg: Selection;
  readonly #title: Selection;
  readonly #description: Selection;
  readonly #ground: Selection;

  constructor(document: Document, title: string, description: string) {
    this.#document = document;
    // With the namespace prefix the children inherit it, and serialise as XML with one xmlns.
    this.#svg = (document.d3Element as Selection).append("svg:svg").attr("lang", "en");
    // The labels of what is in an `img` are not read out.
    this.#svg.attr("role", "graphics-document document");
    this.#svg.attr("font-family", family.sans);
    this.#title = this.#svg.append("title").text(title);
    this.#description = this.#svg.append("desc").text(description);
    // Viewers with a dark page would show the dark text on it.
    this.#ground = box(this.#svg, 0, 0, measures.width, 0, colour.page);
  }

  /**
   * Draws the sections below each other, on a page of at most so many pixels; each leaves room for what those after it must have. Returns
   * the picture as XML.
   */
  draw<Subject>(sections: readonly Section<Subject>[], subject: Subject, most: number = measures.height): string {
    let y = 0;
    for (const [i, section] of sections.entries()) {
      const kept = sections.slice(i + 1).reduce((sum, later) => sum + (later.least?.(subject) ?? 0), 0);
      const group = this.#svg.append("g").attr("role", "group").attr("aria-label", section.name);
      if (y > 0) group.attr("transform", `translate(0 ${y})`);
      const height = section.draw(group, subject, most - y - kept);
      if (height === 0) group.remove();
      y += height;
    }
    return this.#finish(y);
  }

  #finish(height: number): string {
    const {width} = measures;
    this.#ground.attr("height", height);
    this.#svg.attr("width", width).attr("height", height).attr("viewBox", `0 0 ${width} ${height}`);
    // d3-node's own svgString() serialises as HTML, which is not well-formed XML.
    const serialise = () => new this.#document.window.XMLSerializer().serializeToString(this.#svg.node());
    // Two pictures in one page must not share ids.
    const id = `asymcap-${createHash("sha256").update(serialise()).digest("hex").slice(0, 10)}`;
    this.#title.attr("id", `${id}-title`);
    this.#description.attr("id", `${id}-desc`);
    this.#svg.attr("aria-labelledby", `${id}-title ${id}-desc`);
    const xml = serialise();
    this.#document.window.close();
    return `<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`;
  }
}
