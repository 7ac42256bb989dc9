import {chmod, chown, mkdir, writeFile} from "node:fs/promises";
import {command} from "./command.ts";
import type {Host} from "./host.ts";
import {Program} from "./program.ts";

/** A program that a router runs, with a folder of its own for its configuration and sockets. */
export interface DaemonPlan {
  readonly host: Host;
  /** Unlike any other of the same host. */
  readonly name: string;
  /** Its configuration, knowing its folder. */
  readonly configuration: (folder: string) => string;
  /** Its command line: in the foreground, and of what it writes nothing outside of its folder. */
  readonly words: (folder: string, configuration: string) => readonly string[];
  /** Who it becomes, where it gives root's rights away. */
  readonly user?: string;
}

/** Ends a daemon whose lab was killed. */
const LIMIT_SECONDS = "180";

/** Starts it; it runs until it is stopped, or the lab ends. */
export async function startDaemon(plan: DaemonPlan, folder: string): Promise<Program> {
  const {configuration, host, name, user, words} = plan;
  // The lab's own folder is root's alone; a daemon that is not root has to pass through it.
  await chmod(folder, 0o711);
  // The path of a socket may have 107 characters.
  const own = `${folder}/${host.name}`;
  await mkdir(own, {recursive: true});
  const file = `${own}/${name}.conf`;
  await writeFile(file, configuration(own));
  if (user !== undefined) {
    const [uid, gid] = ["-u", "-g"].map(what => Number(command(["id", what, user])));
    for (const path of [own, file]) await chown(path, uid!, gid!);
  }
  return new Program(host.inside(["timeout", LIMIT_SECONDS, ...words(own, file)]));
}
