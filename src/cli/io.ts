/** What the program reads and writes; tests pass their own. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream & {isTTY?: boolean; columns?: number};
  readonly stderr: NodeJS.WritableStream & {isTTY?: boolean};
}

/** What a command's status means stands at the command. 2: the work could not be done, or only in part. */
export type ExitStatus = 0 | 1 | 2;

/** The command line asks for what cannot be. */
export class UsageError extends Error {}

export const usage = (message: string): UsageError => new UsageError(message);
