import type {CaptureSummary} from "../capture/capture.ts";
import {version} from "../version.ts";
import {counted} from "../words.ts";

/** Digits of a digest that are shown: enough to tell the files of a case apart, and to find one again. */
const shown = 12;

/** Returns the first digits of an input's SHA-256; null where it was not hashed. */
export const digestOf = ({digest}: CaptureSummary): string | null => digest?.sha256.slice(0, shown) ?? null;

/** Returns the size of an input and the first digits of its SHA-256, or nothing. */
export const identityOf = (capture: CaptureSummary): string[] =>
  capture.digest === null ? [] : [counted(capture.digest.size, "byte"), `sha256 ${digestOf(capture)}`];

/** Which program made a report, and what it was called with where that is known: to be shown, not to be run. */
export function makerOf(given: readonly string[] | null | undefined): string {
  const words = (given ?? []).map(one => (/^[\w@%+=:,./-]+$/.test(one) ? one : `'${one.replaceAll("'", "'\\''")}'`));
  return words.length === 0 ? `asymcap ${version}` : `asymcap ${version}: asymcap ${words.join(" ")}`;
}
