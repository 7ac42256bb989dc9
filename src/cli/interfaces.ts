import type {Command} from "commander";
import {printable} from "../errors.ts";
import type {ExitStatus, Io} from "./io.ts";

/** Adds the command `interfaces`. */
export function addInterfaces(program: Command, io: Io, done: (status: ExitStatus) => void): void {
  program
    .command("interfaces")
    .description("list what `live` can open: names, link types, addresses")
    .action(async () => {
      const {listInterfaces} = await import("../capture/interfaces.ts");
      const all = await listInterfaces();
      const width = Math.max(...all.map(({name}) => name.length));
      for (const {name, linkType, addresses} of all) {
        const columns = [printable(name).padEnd(width), (linkType ?? "?").padEnd(10), addresses.join(" ")];
        io.stdout.write(`${columns.join("  ").trimEnd()}\n`);
      }
      done(0);
    });
}
