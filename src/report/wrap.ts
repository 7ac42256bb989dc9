/** Breaks a text at blanks into lines of at most `width` columns; words longer than a line are cut hard. */
export function wrap(line: string, indent: number, hanging = indent, width = 80): string[] {
  const lines: string[] = [];
  let current = " ".repeat(indent);
  let isEmpty = true;
  for (const whole of line.split(" ")) {
    for (let word = whole; ; ) {
      const room = width - current.length - (isEmpty ? 0 : 1);
      if (word.length <= room) {
        current += (isEmpty ? "" : " ") + word;
        isEmpty = false;
        break;
      }
      if (isEmpty) {
        lines.push(current + word.slice(0, room));
        word = word.slice(room);
      } else lines.push(current.trimEnd());
      current = " ".repeat(hanging);
      isEmpty = true;
    }
  }
  if (current.trim() !== "") lines.push(current.trimEnd());
  return lines;
}
