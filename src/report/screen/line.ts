import {wrap} from "../wrap.ts";

/** A line of the first screen: what stands in its label's column, what follows, and how it is shown where there are colours. */
export interface Line {
  readonly text: string;
  readonly style?: "headline" | "command";
}

/** Columns of the labels: `Captures  `. */
export const labelWidth = 10;

/** A part of the screen, as fully as it can be told first, then ever shorter. */
export type Part = readonly (readonly Line[])[];

/** Returns what stands behind a label, wrapped. */
export function labelled(label: string, words: string, width: number): Line[] {
  const lines = wrap(words, labelWidth, labelWidth, width);
  return lines.map((text, i) => ({text: i === 0 ? label.padEnd(labelWidth) + text.slice(labelWidth) : text}));
}

/** Returns as many of some sentences behind a label as so many lines hold; the first one whatever it takes. */
export function sentencesIn(label: string, sentences: readonly string[], most: number, width: number): Line[] {
  for (let count = sentences.length; count > 1; count--) {
    const lines = labelled(label, sentences.slice(0, count).join(" "), width);
    if (lines.length <= most) return lines;
  }
  return cut(labelled(label, sentences[0] ?? "", width), most, width);
}

/** Returns so many lines; the last one ends with an ellipsis where there were more. */
export function cut(lines: readonly Line[], most: number, width: number): Line[] {
  if (lines.length <= most) return [...lines];
  const kept = lines.slice(0, most);
  const last = kept.at(-1)!;
  const room = last.text.length + 2 <= width ? last.text : last.text.slice(0, last.text.lastIndexOf(" ", width - 2));
  return [...kept.slice(0, -1), {...last, text: `${room} …`}];
}

/** Returns each way to tell a part once, the longer before the shorter. */
export const part = (...ways: readonly (readonly Line[])[]): Part =>
  ways.filter((way, i) => i === 0 || way.length < ways[i - 1]!.length);

/** Returns a sentence with a capital letter and a full stop, or what ends it already. */
export function sentence(words: string): string {
  const text = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
  return /[.?!…]$/.test(text) ? text : `${text}.`;
}
