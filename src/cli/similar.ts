/** Words of at least this many letters are taken for a misspelt or shortened one. */
const leastLetters = 3;

/** Returns the name that `word` is likely to stand for: misspelt, in capitals, or shortened; null if there is none. */
export function similarName(word: string, names: readonly string[]): string | null {
  const typed = word.toLowerCase();
  if (!/^[a-z-]+$/.test(typed) || typed.length < leastLetters) return null;
  const begun = names.filter(name => name.startsWith(typed));
  // Of several the first in the help: what most want.
  if (begun.length > 0) return begun[0]!;
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const count = slips(typed, name);
    // One slip in a short word, two in a longer one.
    if (count >= least || count > (name.length < 6 ? 1 : 2)) continue;
    best = name;
    least = count;
  }
  return best;
}

/** Returns how many letters were left out, added, replaced or exchanged with their neighbour: optimal string alignment. */
export function slips(typed: string, name: string): number {
  const rows = Array.from({length: typed.length + 1}, (_, i) => [i]);
  for (let j = 0; j <= name.length; j++) rows[0]![j] = j;
  for (let i = 1; i <= typed.length; i++)
    for (let j = 1; j <= name.length; j++) {
      const isSame = typed[i - 1] === name[j - 1];
      let count = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && typed[i - 1] === name[j - 2] && typed[i - 2] === name[j - 1])
        count = Math.min(count, rows[i - 2]![j - 2]! + 1);
      rows[i]![j] = count;
    }
  return rows[typed.length]![name.length]!;
}
