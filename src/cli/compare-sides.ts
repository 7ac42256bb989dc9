import {usage} from "./io.ts";

/** The captures from before a change, and those from after it. */
export interface CompareSides {
  readonly before: string[];
  readonly after: string[];
}

const example = "asymcap compare --before BEFORE.pcap --after AFTER.pcap";

/** A name that a shell takes as it is, so that it may stand in a command to be pasted. */
const plain = /^[\w./=+:@,-]+$/;

/**
 * Returns both sides. Throws a UsageError where one is missing, or `words` stand beside them: which capture is from before the change
 * nobody but the user knows.
 */
export function sidesOf(words: readonly string[], {before = [], after = []}: Partial<CompareSides>): CompareSides {
  if (words.length > 0)
    throw usage(
      "compare has to be told which captures are from before the fix, and which from after it; " +
        (words.length === 2 && before.length + after.length === 0
          ? suggestion(words)
          : `put each behind --before or --after: ${example}`),
    );
  if (before.length > 0 && after.length > 0) return {before, after};
  if (before.length + after.length === 0)
    throw usage(`compare needs captures from before the fix, and from after it: ${example}`);
  const missing = before.length === 0 ? "before" : "after";
  throw usage(
    `compare has no captures from ${missing} the fix; ` +
      (before.length === 2 ? suggestion(before) : `--${missing} is missing: ${example}`),
  );
}

const suggestion = ([before, after]: readonly string[]): string =>
  plain.test(before!) && plain.test(after!)
    ? `did you mean: asymcap compare --before ${before} --after ${after}`
    : `put each behind --before or --after: ${example}`;
