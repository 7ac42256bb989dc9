import {flagsOf} from "./segment.ts";

/** What tcpdump and its kin print of a TCP segment behind the addresses. */
export interface SegmentText {
  readonly flags: number;
  /** Null where it is not printed: of what carries nothing. */
  readonly sequence: number | null;
  readonly acknowledgment: number | null;
  readonly window: number;
  /** Null where it is not printed. */
  readonly payload: number | null;
  /** Value and echo of the timestamps option. */
  readonly stamps?: readonly [number, number];
}

/** tcpdump 4: `Flags [S.], seq 1, ack 2, win 3, options […], length 0`. */
const current =
  /^Flags \[([A-Za-z.]{0,10})\](?:, cksum [^,]*)?(?:, seq (\d{1,10})(?::(\d{1,10}))?)?(?:, ack (\d{1,10}))?(?:, win (\d{1,6}))?(.*)$/;
/** tcpdump 3, ASA: `S 1:1(0) ack 2 win 3 <mss 1460>`. */
const older =
  /^([SFPRWEU.]{1,8})(?: \[[^\]]*\])?(?: (\d{1,10})(?::(\d{1,10})\((\d{1,8})\))?)?(?: ack (\d{1,10}))?(?: win (\d{1,6}))?(?=\s|$|,)(.*)$/;
const stamps = /\b(?:TS val |timestamp:? )(\d{1,10}) (?:ecr )?(\d{1,10})/;
const length = /, length (\d{1,8})/;

/** Returns what a text tells of a TCP segment; null if it is none. */
export function segmentText(text: string): SegmentText | null {
  const now = current.exec(text);
  if (now !== null) {
    const [, letters, sequence, , acknowledgment, window, rest] = now;
    const told = length.exec(rest!);
    return {
      flags: flagsOf(letters!),
      sequence: numberOf(sequence),
      acknowledgment: numberOf(acknowledgment),
      window: numberOf(window) ?? 0,
      payload: told === null ? null : Number(told[1]),
      ...stampsOf(rest!),
    };
  }
  const before = older.exec(text);
  if (before === null) return null;
  const [, letters, sequence, , payload, acknowledgment, window, rest] = before;
  if (sequence === undefined && acknowledgment === undefined && !/[SFR]/.test(letters!)) return null;
  return {
    flags: flagsOf(letters!) | (acknowledgment === undefined ? 0 : 0x10),
    sequence: numberOf(sequence),
    acknowledgment: numberOf(acknowledgment),
    window: numberOf(window) ?? 0,
    // What carries nothing prints no numbers.
    payload: numberOf(payload) ?? (sequence === undefined ? 0 : null),
    ...stampsOf(rest!),
  };
}

const numberOf = (digits: string | undefined): number | null => (digits === undefined ? null : Number(digits) >>> 0);

function stampsOf(text: string): {stamps?: readonly [number, number]} {
  const found = stamps.exec(text);
  return found === null ? {} : {stamps: [Number(found[1]) >>> 0, Number(found[2]) >>> 0]};
}
