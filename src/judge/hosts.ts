/** The hosts that commands are about: those of one connection. */
export interface Subject {
  readonly client: string;
  readonly server: string;
  /** The server's port. */
  readonly port: number;
  readonly clientNet: string;
  readonly serverNet: string;
  readonly v6: boolean;
  /** The two under other addresses: behind a translation, at some capture point; null where there is none. */
  readonly translated: {readonly client: string; readonly server: string} | null;
}
