import {accessSync, constants, existsSync} from "node:fs";
import {createRequire} from "node:module";
import {delimiter, join} from "node:path";
import {fileURLToPath} from "node:url";

/** A program that is measured. */
export interface Program {
  readonly name: string;
  /** The command line; `scratch` is an empty folder for what it writes. */
  command(file: string, scratch: string): string[];
  readonly environment?: NodeJS.ProcessEnv;
  /** Says why it cannot be run here, or nothing if it can. */
  missing(): string | undefined;
}

/** A program that asymcap is compared with. */
export interface Peer extends Program {
  /**
   * `cost`: it does far less than asymcap, so the result is how many times
   * its CPU time asymcap takes. `gain`: it does comparable work or more, so
   * the result is how many times faster asymcap is.
   */
  readonly compared: "cost" | "gain";
  /** Cases to run it on unless all are asked for. */
  readonly cases: "every" | readonly string[];
  /** Takes too long to be run more than once a case. */
  readonly slow: boolean;
}

const CLI = "dist/cli.js";

export const ASYMCAP: Program = {
  name: "asymcap",
  command: file => [process.execPath, CLI, "analyze", file],
  missing: () => (existsSync(CLI) ? undefined : `${CLI} is missing: run npm run build`),
};

export const PEERS: readonly Peer[] = [
  {
    // Reads every record header and counts: the floor for any reader.
    name: "capinfos",
    command: file => ["capinfos", "-c", file],
    missing: () => notInstalled("capinfos", "wireshark-common"),
    compared: "cost",
    cases: "every",
    slow: false,
  },
  {
    name: "tshark",
    command: file => ["tshark", "-q", "-n", "-z", "conv,tcp", "-r", file],
    missing: () => notInstalled("tshark", "tshark"),
    compared: "gain",
    cases: ["small-256"],
    slow: true,
  },
  {
    // The brief output, no names looked up: its cheapest run that still lists
    // the connections. Its own settings are kept out of it.
    name: "tcptrace",
    command: file => ["tcptrace", "-n", file],
    environment: {TCPTRACEOPTS: "", HOME: "/nonexistent"},
    missing: () => notInstalled("tcptrace", "tcptrace"),
    compared: "gain",
    cases: ["small-256"],
    slow: false,
  },
  {
    name: "nfpcapd",
    command: (file, scratch) => ["nfpcapd", "-r", file, "-w", scratch],
    missing: () => notInstalled("nfpcapd", "nfdump"),
    compared: "gain",
    cases: ["small-256"],
    slow: false,
  },
  {
    name: "pcap-parser",
    command: file => [process.execPath, "--no-deprecation", script("pcap-parser-alone"), file],
    missing: () => {
      try {
        createRequire(import.meta.url).resolve("pcap-parser");
        return undefined;
      } catch {
        return "pcap-parser is not installed: npm install";
      }
    },
    compared: "gain",
    cases: ["small-256"],
    slow: true,
  },
];

/** A script next to this one, as written or as compiled. */
function script(name: string): string {
  const own = fileURLToPath(import.meta.url);
  return fileURLToPath(new URL(`${name}${own.slice(own.lastIndexOf("."))}`, import.meta.url));
}

function notInstalled(program: string, debianPackage: string): string | undefined {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return undefined;
    } catch {
      // look in the next folder
    }
  }
  return `${program} is not installed (Debian: apt-get install ${debianPackage})`;
}
