import {writeSync} from "node:fs";
import {isGone, longestFrame, packetsOf} from "./capture/interface-counters.ts";
import {loadCap} from "./capture/interfaces.ts";
import {LiveStream} from "./capture/live-stream.ts";
import type {SniffAnswer, SniffOrder} from "./capture/sniffer.ts";

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

/** As cap calls them (src/binding.cc), and their numbers (tcpdump.org/linktypes.html). */
const linkTypes: Readonly<Record<string, number>> = {
  NULL: 0,
  ETHERNET: 1,
  IEEE802_11_RADIO: 127,
  LINKTYPE_LINUX_SLL: 113,
  RAW: 101,
};

const answer = (message: SniffAnswer) => process.send!(message);

function fail(reason: string): void {
  process.send!({kind: "failed", reason} satisfies SniffAnswer, () => process.exit(1));
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

async function sniff(): Promise<void> {
  const Cap = await loadCap();
  const cap = new Cap();
  // Held as long as the process lives: cap keeps only a pointer to it.
  const buffer = Buffer.alloc(65536);
  const stream = new LiveStream(write);
  const linkType = linkTypeOf(cap.open(order.interface, order.filter, ringSize, buffer));
  const counted = packetsOf(order.interface);
  dropPrivileges(order);
  let flushed = performance.now();
  const longest = longestFrame(order.interface);
  let isMerged = false;
  cap.on("packet", bytes => {
    const now = performance.now();
    if (bytes > longest && !isMerged) {
      isMerged = true;
      answer({kind: "merged"});
    }
    stream.add(buffer, bytes, Math.floor((performance.timeOrigin + now) * 1000));
    if (now - flushed > patience) {
      flushed = now;
      stream.flush();
    }
  });
  stream.begin(order.interface, linkType);
  answer({kind: "opened", counted});
  // The only thing it is ever told: to end.
  process.on("message", () => {
    stream.flush();
    process.exit(0);
  });
  setInterval(() => {
    flushed = performance.now();
    stream.flush();
  }, patience);
  setInterval(() => {
    if (isGone(order.interface)) fail("the interface is gone");
  }, watch);
}

process.on("disconnect", () => process.exit(0));
sniff().catch(error => fail(String((error as Error).message)));
