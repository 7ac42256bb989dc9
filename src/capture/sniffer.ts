import {type ChildProcess, spawn} from "node:child_process";
import {existsSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {printable} from "../errors.ts";
import {isGone, packetsOf} from "./interface-counters.ts";

/** Whose rights a process takes on. */
export interface User {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** What the process that sniffs is told. */
export interface SniffOrder {
  readonly interface: string;
  /** In libpcap's filter language, empty for all packets; the first that the interface's link type knows is taken. */
  readonly filters: readonly string[];
  /** Null where rights are kept. */
  readonly user: User | null;
}

/** What it is told later. */
export type SniffCommand = "begin" | "end";

/**
 * What it answers: that it has opened the interface; that it has begun, and how many packets the kernel had counted there; that packets come
 * merged, so that the kernel's count is another's; or that it cannot sniff, or no longer: because the package cap is missing, or for another
 * reason.
 */
export type SniffAnswer =
  | {readonly kind: "opened"}
  | {readonly kind: "begun"; readonly counted: number | null}
  | {readonly kind: "merged"}
  | {readonly kind: "failed"; readonly reason: string; readonly isMissing: boolean};

/** An interface could not be opened. */
export class SniffError extends Error {}

/** An interface that is being sniffed on. */
export interface Sniffer {
  readonly interface: string;
  /** The program that captures in place of the package cap; null where cap does. */
  readonly by: string | null;
  /** pcapng, as packets come. Ends after {@link stop}, or when the interface is gone. */
  readonly stream: AsyncIterable<Uint8Array>;
  /** Packets that passed the interface by the kernel's count since it was opened; null where they cannot be known. */
  passed(): number | null;
  /** Resolves, once the stream has ended, with why it did so by itself; with null if it did not. */
  failure(): Promise<string | null>;
  /** Has it hand on what comes from now on. */
  begin(): void;
  stop(): void;
}

/** Milliseconds in which an interface is opened, or never. */
const opening = 20_000;

/** Milliseconds in which a process that is not overwhelmed ends by itself, with all that it holds handed on. */
const hearing = 300;

/** The file that is run: built beside the program. */
function script(): string {
  const built = fileURLToPath(new URL("./sniff.js", import.meta.url));
  if (existsSync(built)) return built;
  return fileURLToPath(new URL("../../dist/sniff.js", import.meta.url));
}

/** The package cap cannot be loaded: another program may capture. */
export class CapIsMissing extends SniffError {}

/**
 * Opens an interface through the package cap; rejects with a {@link SniffError} that says why and what to do, a {@link CapIsMissing} where it
 * cannot be loaded.
 */
export async function sniff(order: SniffOrder): Promise<Sniffer> {
  const child = spawn(process.execPath, [script(), JSON.stringify(order)], {stdio: ["ignore", "pipe", "pipe", "ipc"]});
  let said = "";
  child.stderr!.on("data", (bytes: Buffer) => {
    said = (said + bytes.toString("latin1")).slice(-2000);
  });
  await opened(child, order, () => said);
  let counted: number | null = null;
  let failure: string | null = null;
  let stopped = false;
  let isMerged = false;
  /** What had passed when it was told to stop. */
  let final: number | null = null;
  const passed = () => {
    if (counted === null || isMerged || order.filters[0] !== "") return null;
    const now = packetsOf(order.interface);
    return now === null ? null : now - counted;
  };
  child.on("message", (answer: SniffAnswer) => {
    if (answer.kind === "failed") failure = answer.reason;
    else if (answer.kind === "merged") isMerged = true;
    else if (answer.kind === "begun") counted = answer.counted;
  });
  const ended = new Promise<string | null>(resolve =>
    child.on("close", (code, signal) => {
      // cap ends the process where the interface is taken away.
      const last = printable(said.trim().split("\n").at(-1)!, 300);
      const reason = isGone(order.interface)
        ? "the interface is gone"
        : `the process that sniffs has ended (${code ?? signal}${last === "" ? "" : `: ${last}`}); did the interface go down?`;
      resolve(stopped ? null : (failure ?? reason));
    }),
  );
  return {
    interface: order.interface,
    by: null,
    stream: child.stdout as AsyncIterable<Uint8Array>,
    passed: () => (isMerged ? null : stopped ? final : passed()),
    failure: () => ended,
    begin() {
      child.send("begin" satisfies SniffCommand, () => {});
    },
    stop() {
      if (stopped) return;
      final = passed();
      stopped = true;
      child.send("end" satisfies SniffCommand, () => {});
      // Under load it does not hear that.
      setTimeout(() => child.kill("SIGKILL"), hearing).unref();
    },
  };
}

function opened(child: ChildProcess, order: SniffOrder, said: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new SniffError(`${printable(order.interface)}: ${printable(explained(reason, order), 1000)}`));
    };
    const timer = setTimeout(() => fail(`it does not open within ${opening / 1000} s`), opening);
    child.once("message", (answer: SniffAnswer) => {
      if (answer.kind === "failed") {
        if (!answer.isMissing) return fail(answer.reason);
        clearTimeout(timer);
        return reject(new CapIsMissing(answer.reason));
      }
      if (answer.kind !== "opened") return;
      clearTimeout(timer);
      resolve();
    });
    child.once("error", error => fail(error.message));
    child.once("exit", () => fail(said().trim().split("\n").at(-1) || "the process that sniffs has ended"));
  });
}

/** What libpcap says, with what to do about it. */
export function explained(reason: string, {filters}: SniffOrder): string {
  const filter = filters.at(-1) ?? "";
  const [what] = reason.split("\n") as [string];
  if (/permission|Operation not permitted/i.test(what))
    return `${what}; run it as root (\`sudo asymcap live …\`), or give node the right: see docs/live.md`;
  if (/No such device|does not exist|doesn't exist/i.test(what))
    return "there is no such interface; `asymcap interfaces` lists them";
  if (/is not up/i.test(what)) return `${what}; \`ip link set dev … up\` brings it up`;
  if (filter !== "" && /syntax error|parse error|expression|unknown host|can't parse|illegal/i.test(what))
    return `the filter "${filter}" is none to libpcap: ${what}; see pcap-filter(7)`;
  return what;
}
