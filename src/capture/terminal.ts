/** Whether a line holds anything but what a terminal shows as it stands. */
const hasControls = /[\u0000-\u0008\u000a-\u001f\u007f]/;
/** Control sequences (ECMA-48, section 5.4), titles and the like (section 5.6), character sets (ECMA-35), and other two-byte escapes. */
const sequence =
  /\u001b(?:\[([0-9;?]*)[ -/]*([@-~]|$)|\][^\u0007\u001b]{0,512}(?:\u0007|\u001b\\)|[PX^_][^\u001b]{0,512}\u001b\\|[ -/][0-~]|[0-~])/y;
/** Columns that a cursor may be sent to. */
const maximumColumn = 4096;
/** What a pager leaves where it was not overwritten. */
const pager = /^(?:--More--|<--- More --->)\s*/;

/**
 * Returns what a terminal shows of one line of its transcript: with escape sequences obeyed or left out, and what was wiped out by
 * backspaces, carriage returns and erasures gone; without blanks at the end.
 */
export function shown(line: string): string {
  const text = (hasControls.test(line) ? drawn(line) : line).trimEnd();
  return text.startsWith("--More--") || text.startsWith("<--- More") ? text.replace(pager, "") : text;
}

function drawn(line: string): string {
  const cells: string[] = [];
  let column = 0;
  for (let at = 0; at < line.length; ) {
    const character = line[at]!;
    if (character === "\u001b") {
      sequence.lastIndex = at;
      const found = sequence.exec(line);
      if (found?.[2] !== undefined) column = obey(cells, column, found[2], found[1]!);
      at += found === null ? 1 : found[0].length;
      continue;
    }
    at++;
    if (character === "\r") column = 0;
    else if (character === "\b") column = Math.max(0, column - 1);
    else if (character >= " " ? character !== "\u007f" : character === "\t") {
      while (cells.length < column) cells.push(" ");
      cells[column++] = character;
    }
  }
  return cells.join("");
}

/** Does what a control sequence says of the line, and returns where the cursor then is. */
function obey(cells: string[], column: number, command: string, parameters: string): number {
  const count = Math.min(Number.parseInt(parameters, 10) || 0, maximumColumn);
  switch (command) {
    case "K":
      // To the end, to the beginning, or all of it.
      if (count === 1) cells.fill(" ", 0, Math.min(column + 1, cells.length));
      else cells.length = count === 2 ? 0 : Math.min(column, cells.length);
      return column;
    case "P":
      cells.splice(column, Math.max(1, count));
      return column;
    case "C":
      return Math.min(column + Math.max(1, count), maximumColumn);
    case "D":
      return Math.max(0, column - Math.max(1, count));
    case "G":
      return Math.max(1, count) - 1;
    default:
      return column;
  }
}
