import {readFileSync} from "node:fs";
import type {User} from "../capture/sniffer.ts";
import {printable} from "../errors.ts";
import {usage} from "./io.ts";

/**
 * Returns whose rights to take on once the interfaces are open: those of `name` (or a number) where it is given, else those of who called
 * sudo; null where there is nobody else, or nothing to give up. Throws a UsageError where `name` is unknown, or cannot be taken on.
 */
export function userOf(name: string | undefined, environment: NodeJS.ProcessEnv = process.env): User | null {
  const isRoot = process.getuid?.() === 0;
  if (name !== undefined) {
    if (!isRoot) throw usage(`--user ${printable(name)}: only root can take on another user's rights`);
    const user = lookUp(name);
    if (user === null) throw usage(`--user ${printable(name)}: there is no such user`);
    return user;
  }
  if (!isRoot) return null;
  const {SUDO_UID: uid, SUDO_GID: gid, SUDO_USER: sudoer} = environment;
  if (uid === undefined || gid === undefined || sudoer === undefined || uid === "0") return null;
  if (!/^\d+$/.test(uid) || !/^\d+$/.test(gid)) throw usage("SUDO_UID and SUDO_GID are no numbers; give --user");
  return {name: sudoer, uid: Number(uid), gid: Number(gid)};
}

/** Reads passwd(5): name, password, uid, gid, and more that is not needed. */
function lookUp(name: string): User | null {
  for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
    const [known, , uid, gid] = line.split(":");
    if (gid !== undefined && (known === name || uid === name))
      return {name: known!, uid: Number(uid), gid: Number(gid)};
  }
  return null;
}

/** Takes on the rights of `user` for good. */
export function become(user: User): void {
  (process as unknown as {initgroups(user: string, group: number): void}).initgroups(user.name, user.gid);
  process.setgid!(user.gid);
  process.setuid!(user.uid);
}
