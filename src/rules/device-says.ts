import type {Statement, StatementKind} from "../capture/statement.ts";
import {Flag} from "../decode/packet.ts";
import type {Alternative, FindingCertainty} from "../judge/analysis.ts";

/** Why a device's reverse-path check drops packets: which way it would send back, and that they came in by another. */
export interface WayBack {
  /** Whose packets they are: an address or a network. */
  readonly source: string;
  /** The interface that they came in by; null where none is named. */
  readonly enters: string | null;
  /** The route back, and the interface that it leaves by, as the device's own routes tell; null where none was given. */
  readonly route: string | null;
  readonly leaves: string | null;
}

/**
 * What the device says, of which packets, how often, and the first statement's own words. `between`: the interfaces between which the
 * session changed, as far as the packets show it. `back`: of a reverse-path check. `device`: what to call it.
 */
export interface DeviceFacts {
  readonly kind: StatementKind;
  readonly device: string;
  readonly what: string;
  readonly between: readonly [from: string, to: string] | null;
  readonly back: WayBack | null;
  readonly statements: number;
  readonly words: string;
}

const says: Record<Exclude<StatementKind, "interface-changed">, string> = {
  "no-session": "finds no session for",
  "reverse-path": "drops",
  denied: "denies",
  dropped: "drops",
};

/** What the device says, without numbers and its own words; `the` as the sentence needs it. */
export function claim({kind, device, what, between}: DeviceFacts, point: string, the = "The"): string {
  if (kind !== "interface-changed") return `${the} ${device} says at ${point} that it ${says[kind]} ${what}`;
  const change = between === null ? "" : ` from ${between[0]} to ${between[1]}`;
  return `${the} ${device} drops ${what} at ${point}, as their session's outgoing interface changed${change}`;
}

/** Why it does so, as it says by the kind of its words: to stand behind {@link claim} and its numbers. */
export function reasonText({back}: DeviceFacts): string {
  if (back === null) return "";
  const {source, enters, route, leaves} = back;
  const known = leaves === null ? "" : ` but by ${leaves}${route === null ? "" : ` (${route})`}`;
  return `, as its route back to ${source} does not leave by ${enters ?? "the interface that they came in by"}${known}`;
}

/** Whether a packet of these flags opens something; −1 where they are not told. */
export const opens = (flags: number): boolean => flags >= 0 && (flags & Flag.syn) !== 0;

/** Returns what packets a statement is about, in words. */
export function whatOf({kind, flags}: Statement, certainty: FindingCertainty, isRequest: boolean): string {
  if (kind === "interface-changed" && !opens(flags)) return isRequest ? "the client's packets" : "the server's packets";
  if (kind === "interface-changed") return isRequest ? "SYNs" : "SYN-ACKs";
  if (kind === "no-session") return certainty === "note" ? "packets" : "SYN-ACKs";
  return opens(flags) ? (isRequest ? "SYNs" : "SYN-ACKs") : "packets";
}

/** Returns what else may be behind a device's words. */
export function alternativesOf(
  {kind, between}: Pick<DeviceFacts, "kind" | "between">,
  certainty: FindingCertainty,
): Alternative[] {
  if (kind === "reverse-path") return [{says: "somebody sent the SYN in another's name", excludedBecause: null}];
  // The device tells why: nothing else is.
  if (kind === "denied" || kind === "dropped") return [];
  if (between !== null)
    return [
      {
        says: "a route changed in the middle of the connections",
        excludedBecause: `the packets before show both ways: requests pass ${between[0]}, replies ${between[1]}`,
      },
    ];
  if (certainty === "note" && kind === "interface-changed")
    return [
      {says: "a route changed in the middle of the connections", excludedBecause: null},
      {says: "replies came in by another interface, unseen here", excludedBecause: null},
    ];
  if (certainty === "note")
    return [
      {says: "the session had expired, was half closed, or its ports were used again", excludedBecause: null},
      {says: "the other direction bypasses the device", excludedBecause: null},
    ];
  if (kind === "no-session")
    return [
      {says: "the SYN came so long before that the half-open session had expired", excludedBecause: null},
      {says: "backscatter: somebody sent SYNs in the clients' name", excludedBecause: null},
    ];
  return [
    {
      says: "the session had expired",
      excludedBecause: "the packet is part of a handshake: its session would be new",
    },
  ];
}
