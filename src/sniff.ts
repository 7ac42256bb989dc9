import {writeSync} from "node:fs";
import {isGone, longestFrame, packetsOf} from "./capture/interface-counters.ts";
import {CapMissing, loadCap} from "./capture/interfaces.ts";
import {LiveStream} from "./capture/live-stream.ts";
import type {SniffAnswer, SniffCommand, SniffOrder} from "./capture/sniffer.ts";

/**
 * A process of its own for each interface: opens it, gives up its rights, and writes pcapng to standard output until it is ended. The
 * package cap hands out packets without letting the event loop go on while there are any, so that under load neither timers nor
 * signals would be heard; here that does no harm.
 */
const order = JSON.parse(process.argv[2]!) as SniffOrder;

/** Bytes that the kernel holds until they are read: a second of a busy link. */
const ringSize = 64 * 1024 * 1024;
/** Packets wait no longer than this, in milliseconds. */
const patience = 50;
/** How often it is asked whether the interface is still there, in milliseconds. */
const watch = 1000;

/** The clock is followed where it is off by more, in milliseconds; less is how exactly it can be read. */
const clockStep = 20;

/** As cap calls them (src/binding.cc), and their numbers (tcpdump.org/linktypes.html). */
const linkTypes: Readonly<Record<string, number>> = {
  NULL: 0,
  ETHERNET: 1,
  IEEE802_11_RADIO: 127,
  LINKTYPE_LINUX_SLL: 113,
  RAW: 101,
};

const answer = (message: SniffAnswer) => process.send!(message);

function fail(reason: string, isMissing = false): void {
  process.send!({kind: "failed", reason, isMissing} satisfies SniffAnswer, () => process.exit(1));
}

function linkTypeOf(name: string): number {
  const known = linkTypes[name];
  if (known !== undefined) return known;
  const number = /^Unknown linktype (\d+)$/.exec(name)?.[1];
  // DLT_RAW is 12 to libpcap, and 101 in files.
  return number === undefined ? 1 : number === "12" ? 101 : Number(number);
}

const sleep = new Int32Array(new SharedArrayBuffer(4));

function write(bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      // Who reads is gone, or busy.
      if (code !== "EAGAIN") process.exit(0);
      Atomics.wait(sleep, 0, 0, 1);
    }
  }
}

function dropPrivileges({user}: SniffOrder): void {
  if (user === null) return;
  (process as unknown as {initgroups(user: string, group: number): void}).initgroups(user.name, user.gid);
  process.setgid!(user.gid);
  process.setuid!(user.uid);
}

/** Opens the interface with the first filter that its link type knows; returns the link type's name. */
function open(cap: InstanceType<Awaited<ReturnType<typeof loadCap>>>, buffer: Buffer): string {
  for (const [i, filter] of order.filters.entries()) {
    try {
      return cap.open(order.interface, filter, ringSize, buffer);
    } catch (error) {
      if (i === order.filters.length - 1 || !/no VLAN support/.test((error as Error).message)) throw error;
    }
  }
  throw new Error("no filter is given");
}

async function sniff(): Promise<void> {
  const Cap = await loadCap();
  const cap = new Cap();
  // Held as long as the process lives: cap keeps only a pointer to it.
  const buffer = Buffer.alloc(65536);
  const stream = new LiveStream(write);
  const linkType = linkTypeOf(open(cap, buffer));
  dropPrivileges(order);
  // All interfaces begin at once: what passed one before another was open would look one-way.
  let hasBegun = false;
  let flushed = performance.now();
  const longest = longestFrame(order.interface);
  let isMerged = false;
  // What performance.now counts from: followed, as the system's clock is set now and then.
  let origin = performance.timeOrigin;
  cap.on("packet", bytes => {
    if (!hasBegun) return;
    const now = performance.now();
    if (bytes > longest && !isMerged) {
      isMerged = true;
      answer({kind: "merged"});
    }
    stream.add(buffer, bytes, Math.floor((origin + now) * 1000));
    if (now - flushed > patience) {
      flushed = now;
      stream.flush();
    }
  });
  process.on("message", (command: SniffCommand) => {
    if (command === "begin") {
      stream.begin(order.interface, linkType);
      hasBegun = true;
      answer({kind: "begun", counted: packetsOf(order.interface)});
    } else {
      stream.flush();
      process.exit(0);
    }
  });
  answer({kind: "opened"});
  setInterval(() => {
    flushed = performance.now();
    stream.flush();
  }, patience);
  setInterval(() => {
    const now = Date.now() - performance.now();
    if (Math.abs(now - origin) > clockStep) origin = now;
    if (isGone(order.interface)) fail("the interface is gone");
  }, watch);
}

// A terminal tells all processes of a command to end: this one ends when it has handed on what it holds, or when nobody reads it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
process.on("disconnect", () => process.exit(0));
sniff().catch(error => fail(String((error as Error).message), error instanceof CapMissing));
