/** What a command prints, as far as the program reads it: of which kind, and of which address or what hosts. */
export interface Output {
  readonly kind:
    | "session"
    | "route"
    | "counter"
    | "filter"
    | "version"
    | "traceroute"
    | "trace"
    | "policy-routes"
    | "ha";
  /** The address whose route is asked for; null for a whole table. */
  readonly to?: string | null;
  /** The two hosts whose sessions are asked for, in any order. */
  readonly hosts?: readonly [string, string];
}

export interface NextStep {
  readonly platform: "pan-os" | "fortios" | "linux" | "asa" | "junos" | "any";
  /** Lines that belong together, as half of them may do harm. */
  readonly lines: readonly string[];
  /** The same, joined by "; ". */
  readonly command: string;
  readonly why: string;
  /** What is to be said besides where the device's version is this or later, or not known. */
  readonly newer: {readonly from: readonly [major: number, minor: number]; readonly says: string} | null;
  /** The first version that knows it; null where all do that are met. */
  readonly since: readonly [major: number, minor: number, patch: number] | null;
  /** What it prints, where the program would read that: it is not asked for where it was given. */
  readonly gives: Output | null;
  readonly effect: "reads" | "changes";
  /** Lines that take back a change; null for what only reads, and for what nothing takes back. */
  readonly undoLines: readonly string[] | null;
  /** The same, joined by "; ", or why nothing takes the change back; null for what only reads. */
  readonly undo: string | null;
}
