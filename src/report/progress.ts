import {printable} from "../errors.ts";

/** Work that is done sooner shows no bar. */
const patience = 1000;
const interval = 200;
const cells = 30;

/** A progress bar on a terminal, drawn from the second second on. `update` may be called as often as one likes. */
export function progressBar(stream: NodeJS.WritableStream): {
  update(path: string, bytes: number, size: number | null): void;
  end(): void;
} {
  const started = Date.now();
  let drawn = 0;
  return {
    update(path, bytes, size) {
      const now = Date.now();
      if (now - started < patience || now - drawn < interval) return;
      drawn = now;
      const name = printable(path, 24);
      const done = `${(bytes / 1e6).toFixed(0)} MB`;
      const share = size === null || size === 0 ? null : Math.min(1, bytes / size);
      const filled = Math.round((share ?? 0) * cells);
      const bar =
        share === null ? "" : ` [${"#".repeat(filled)}${".".repeat(cells - filled)}] ${Math.round(share * 100)}%`;
      stream.write(`\r\u001b[K${name}${bar} ${done}`);
    },
    end() {
      if (drawn > 0) stream.write("\r\u001b[K");
    },
  };
}
