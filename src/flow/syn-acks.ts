import {second, type Time} from "../time/time.ts";
import type {SideView} from "./side-view.ts";

/** SYN-ACKs are sent again up to so long after the first one (Linux: tcp_synack_retries 5, after 1, 3, 7, 15 and 31 s). */
const longestRepeat = 32 * second;

/** No timer sends a SYN-ACK again sooner: it begins at 1 s (RFC 6298, section 2.1), less what the clock and the way take. */
const firstTimer = 0.95 * second;

/** Whether the gaps between SYN-ACKs are those from the first one on: the gap before, half as long, would be shorter than any timer's. */
export const isFromTheFirst = ({opens, first, last}: SideView): boolean =>
  opens > 1 && (last - first) / (2 ** (opens - 1) - 1) < 2 * firstTimer;

/**
 * Whether the first SYN-ACK that was seen is the first that was sent, or at least so is one after the capture's start: else its SYN may
 * have come before. Gaps between repeats double (RFC 6298, section 5.5), so that the first gap bounds all that came before it.
 */
export function isOriginal({opens, first, last}: SideView, began: Time): boolean {
  if (opens < 2) return first >= began + longestRepeat;
  return first - (last - first) / (2 ** (opens - 1) - 1) > began;
}
