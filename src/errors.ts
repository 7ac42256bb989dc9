/**
 * What stops the reading of one capture. The message reads like libpcap's and says where:
 * `inside.pcap: byte 104216: a record claims 3221225472 bytes, …; the file is damaged from here on`.
 */
export class CaptureError extends Error {
  readonly path: string;
  /** Offset in the (decompressed) capture, or null where no byte is to blame. */
  readonly byte: number | null;

  readonly #problem: string;
  readonly #remedy: string;

  constructor(path: string, byte: number | null, problem: string, remedy: string) {
    super(`${printable(path)}: ${byte === null ? "" : `byte ${byte}: `}${problem}; ${remedy}`);
    this.name = "CaptureError";
    this.path = path;
    this.byte = byte;
    this.#problem = problem;
    this.#remedy = remedy;
  }

  /** Returns the same of a capture by another name. */
  under(path: string): CaptureError {
    return new CaptureError(path, this.byte, this.#problem, this.#remedy);
  }
}

/** Thrown by a framer, which knows neither the path nor where its bytes stand in the file; capture.ts adds both. */
export class Damage extends Error {
  /** Index into the bytes that the framer was given. */
  readonly at: number;
  readonly remedy: string;

  constructor(at: number, problem: string, remedy = "the file is damaged from here on; what came before is reported") {
    super(problem);
    this.name = "Damage";
    this.at = at;
    this.remedy = remedy;
  }
}

/**
 * Text from outside (interface names, file names, comments) made safe for terminals and XML: control characters,
 * bidirectional overrides and lone surrogates become `·`; at most `limit` characters are kept.
 */
export function printable(text: string, limit = 200): string {
  const safe = text
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g, "·");
  return safe.length > limit ? `${safe.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…` : safe;
}
