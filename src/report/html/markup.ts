import {printable} from "../../errors.ts";

/** Text that is markup: made by {@link html} alone, so that whatever comes from captures and users is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | null | readonly Value[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Longer than any command or sentence. */
const longest = 4000;

function markup(value: Value): string {
  if (value === null) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "object") return value.map(markup).join("");
  if (typeof value === "number") return String(value);
  return value
    .split("\n")
    .map(line => printable(line, longest))
    .join("\n")
    .replace(/[&<>"']/g, sign => entities[sign]!);
}

/** Markup with values in it: strings are escaped, null is nothing, lists follow each other. */
export function html(pieces: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(pieces.reduce((text, piece, i) => text + markup(values[i - 1] ?? null) + piece));
}

export const none = new Html("");

/** Returns a line to be copied: a command or a filter. The button shows where scripts run. */
export const copied = (text: string, what = "Copy"): Html =>
  html`<div class="cmd"><code tabindex="0">${text}</code><button type="button" class="copy">${what}</button></div>`;
