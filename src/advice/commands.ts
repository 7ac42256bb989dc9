import {any} from "./commands/any.ts";
import {asa} from "./commands/asa.ts";
import {fortios} from "./commands/fortios.ts";
import {junos} from "./commands/junos.ts";
import {linux} from "./commands/linux.ts";
import {panOs} from "./commands/pan-os.ts";

/** The table of all commands that are ever advised, by platform: one file each, and one entry here. */
export const commands = {panOs, fortios, linux, asa, junos, any} as const;
