import type {Io} from "./io.ts";

/** What is shown while packets come. */
interface Status {
  readonly packets: number;
  readonly flows: number;
  readonly lost: number | null;
  /** Asymmetries that last. */
  readonly open: number;
  readonly newest: string | null;
}

/** Columns of a terminal that does not tell. */
const usual = 80;

/** A few lines at the foot of a terminal, drawn anew each time. */
export class StatusLines {
  readonly #stream: Io["stderr"] & {columns?: number};
  readonly #started = performance.now();
  #drawn = 0;
  #packets = 0;
  #at = performance.now();

  constructor(stream: Io["stderr"]) {
    this.#stream = stream;
  }

  draw(status: Status): void {
    const now = performance.now();
    const rate = Math.max(0, (status.packets - this.#packets) / Math.max(0.001, (now - this.#at) / 1000));
    this.#packets = status.packets;
    this.#at = now;
    const lost = status.lost === null ? "drops unknown" : `${grouped(status.lost)} lost`;
    const sentences = [
      `${elapsed(now - this.#started)}  ${grouped(Math.round(rate))} packets/s, ${grouped(status.packets)} in all, ${lost}`,
      `${grouped(status.flows)} flows held; ${status.open === 0 ? "nothing is asymmetric now" : `asymmetric now: ${grouped(status.open)}`}`,
    ];
    // A terminal that does not know its width says 0.
    const width = (this.#stream.columns || usual) - 1;
    if (status.newest !== null) sentences.push(status.newest);
    const lines = sentences.flatMap(sentence => folded(sentence, width));
    this.clear();
    this.#stream.write(lines.map(line => `${[...line].slice(0, width).join("")}\n`).join(""));
    this.#drawn = lines.length;
  }

  /** Takes the lines away. */
  clear(): void {
    if (this.#drawn > 0) this.#stream.write(`\u001b[${this.#drawn}A\u001b[J`);
    this.#drawn = 0;
  }
}

/** Breaks a sentence at spaces. */
function folded(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line !== "" && line.length + word.length >= width) lines.push(`  ${word}`);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}

const grouped = (count: number): string => count.toString().replace(/\B(?=(\d{3})+$)/g, ",");

function elapsed(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
