/**
 * Every number and colour of the picture's style. The page is always light and opaque. Blue and vermillion (Okabe and Ito) stay apart for
 * all colour-vision deficiencies but are close in grey, so colour never stands alone: a dash, a ring, a cross or a word goes with it.
 */
export const colour = {
  page: "#FFFFFF",
  ink: "#1B1F24",
  muted: "#57606A",
  hair: "#8C959F",
  rule: "#D0D7DE",
  zebra: "#F6F8FA",
  seen: "#0072B2",
  seenTint: "#EAF3FA",
  missing: "#D55E00",
  /** Words and crosses: the other vermillion is too light for small text. */
  missingText: "#A84300",
  missingTint: "#FDF1E9",
  fine: "#009E73",
  fineText: "#00664B",
  fineTint: "#E6F5F0",
} as const;

/** No quotes: resvg ignores a quoted family that is not the first. */
export const family = {
  sans: "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif",
  mono: "Menlo, Consolas, Liberation Mono, DejaVu Sans Mono, monospace",
} as const;

/** The page has the ratio of A4 at most, so that it prints on one sheet. `left` and `right` are where text starts and ends. */
export const page = {width: 900, height: 1272, left: 30, right: 870} as const;

/** 12 is the smallest that can be read in print. */
export const size = {verdict: 22, verdictLeast: 16, lead: 14, title: 13, small: 12} as const;

export const stroke = {
  seen: 2.5,
  thickest: 7,
  missing: 2.5,
  post: 2.2,
  hair: 1.5,
  rule: 1,
  dashes: "7 4",
  dots: "2.5 4",
} as const;
