/** What a number or a word comes to that was never known: no report may say it. */
const unsaid = /\bNaN\b|\bundefined\b|\bInfinity\b|\[object |\bInvalid Date\b/;

/** Returns where a report says what is no number, or no word; null where it does not. */
export function unsaidIn(text: string): string | null {
  const found = unsaid.exec(text);
  return found === null ? null : `…${text.slice(Math.max(0, found.index - 60), found.index + 30)}…`;
}
