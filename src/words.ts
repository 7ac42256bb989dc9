/** Returns a number with thousands separators: `12,345`. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

/** Returns a sentence as it goes on behind a colon: its first letter small. */
export const continued = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`;

/** Returns `1 connection`, `2 conversations`. */
export const counted = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
