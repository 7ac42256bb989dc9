/**
 * Text widths without a DOM: upper bounds, so that what fits here fits wherever the picture is opened. Monospace is 0.602 em a character in
 * every family named in theme.ts; sans serif is measured as DejaVu Sans, the widest of them. Scripts that the tables lack are taken for as
 * wide as their widest letters.
 */
export interface Font {
  readonly size: number;
  readonly bold?: boolean;
  readonly mono?: boolean;
}

/** Advance widths of U+0020 to U+007E in thousandths of an em: DejaVu Sans, and its bold. */
const regular = [
  318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 500, 838, 318, 361, 318, 337, 637, 637, 637, 637, 637, 637, 637,
  637, 637, 637, 337, 337, 838, 838, 838, 531, 1000, 685, 687, 699, 771, 632, 576, 775, 752, 295, 295, 656, 558, 863,
  749, 788, 604, 788, 695, 635, 611, 732, 685, 989, 686, 611, 686, 391, 337, 391, 838, 500, 500, 613, 635, 550, 635,
  616, 353, 635, 634, 278, 278, 580, 278, 975, 634, 612, 635, 635, 412, 521, 393, 634, 592, 818, 592, 592, 525, 637,
  337, 637, 838,
];
const bold = [
  349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 523, 838, 380, 416, 380, 366, 696, 696, 696, 696, 696, 696, 696,
  696, 696, 696, 400, 400, 838, 838, 838, 581, 1000, 774, 763, 734, 831, 684, 684, 821, 837, 373, 373, 775, 638, 996,
  837, 851, 733, 851, 771, 721, 683, 813, 774, 1104, 771, 725, 726, 458, 366, 458, 838, 500, 500, 675, 716, 593, 716,
  679, 436, 716, 712, 343, 343, 666, 343, 1042, 712, 688, 716, 716, 494, 596, 479, 712, 652, 924, 646, 652, 583, 712,
  366, 712, 838,
];

/** The signs beyond ASCII that the picture itself writes, by regular and bold width. */
const signs = new Map([
  ["·", [318, 380]],
  ["…", [1000, 1000]],
  ["→", [838, 838]],
  ["←", [838, 838]],
  ["–", [500, 500]],
]);

/** Emoji and CJK are square; the widest Latin, Greek and Cyrillic letters are a little wider than that. */
const widest = {mono: 1300, regular: 1430, bold: 1600};

function advance(character: string, font: Font): number {
  const code = character.codePointAt(0)! - 32;
  const isAscii = code >= 0 && code < regular.length;
  if (font.mono) return isAscii || signs.has(character) ? 602.1 : widest.mono;
  if (isAscii) return (font.bold ? bold : regular)[code]!;
  return signs.get(character)?.[font.bold ? 1 : 0] ?? (font.bold ? widest.bold : widest.regular);
}

/** Returns the width of a text in pixels. */
export function textWidth(text: string, font: Font): number {
  let width = 0;
  for (const character of text) width += advance(character, font);
  return (width * font.size) / 1000;
}

/** Returns the text, cut in the middle if it is wider than `width`: the ends of names, paths and addresses tell the most. */
export function clipMiddle(text: string, width: number, font: Font): string {
  if (textWidth(text, font) <= width) return text;
  const characters = [...text];
  const room = width - textWidth("…", font);
  let used = 0;
  let head = 0;
  let tail = characters.length;
  while (head < tail) {
    const fromHead = head <= characters.length - tail;
    used += textWidth(characters[fromHead ? head : tail - 1]!, font);
    if (used > room) break;
    if (fromHead) head++;
    else tail--;
  }
  return `${characters.slice(0, head).join("")}…${characters.slice(tail).join("")}`;
}

/** Returns the text, cut at its end if it is wider than `width`. */
export function clipEnd(text: string, width: number, font: Font): string {
  if (textWidth(text, font) <= width) return text;
  const characters = [...text];
  let used = textWidth("…", font);
  let count = 0;
  while (count < characters.length) {
    used += textWidth(characters[count]!, font);
    if (used > width) break;
    count++;
  }
  return `${characters.slice(0, count).join("").trimEnd()}…`;
}

/**
 * Returns the text in lines no wider than `width`, broken after one of the characters of `breaks` (of the first string of which the line has
 * any, else anywhere); no more than `limit` lines, the last of which is then cut at its end.
 */
export function wrap(
  text: string,
  width: number,
  font: Font,
  limit = Number.POSITIVE_INFINITY,
  breaks: readonly string[] = [" "],
): string[] {
  const lines: string[] = [];
  let rest = [...text.trim()];
  while (rest.length > 0) {
    let count = 0;
    let used = 0;
    while (count < rest.length) {
      used += textWidth(rest[count]!, font);
      if (used > width && rest[count] !== " ") break;
      count++;
    }
    if (count === rest.length) return [...lines, rest.join("").trim()];
    if (lines.length + 1 === limit) return [...lines, clipEnd(rest.join("").trim(), width, font)];
    const end = breaks
      .map(set => rest.findLastIndex((one, i) => i < count && set.includes(one)) + 1)
      .find(at => at > 0);
    const line = rest.slice(0, end ?? Math.max(count, 1));
    lines.push(line.join("").trim());
    rest = [...rest.slice(line.length).join("").trim()];
  }
  return lines;
}
