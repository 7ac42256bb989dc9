/** What connections show together, of each the point that saw most. */
export interface Deeds {
  readonly synAcks: number;
  /** Segments that clients, and servers, sent again. */
  readonly clientRepeats: number;
  readonly serverRepeats: number;
  /** Resets of the clients. */
  readonly resets: number;
  /** Whether a client acknowledged anything. */
  readonly isAcknowledged: boolean;
}
