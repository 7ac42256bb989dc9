import {spawn} from "node:child_process";
import {parseLadder} from "../support/ladder.ts";
import {capturesOf} from "../support/ladder-capture.ts";

/** Where the addresses and ports of the client stand in an Ethernet frame of IPv4, and where a classic pcap record keeps its time. */
const recordHeader = 16;
const fileHeader = 24;
const sourceAddress = 14 + 12;
const targetAddress = 14 + 16;
const ports = 14 + 20;

interface Template {
  readonly bytes: Buffer;
  readonly fromClient: boolean;
  readonly after: number;
}

const ladder = `client 10.20.30.17:20000 server 203.0.113.50:443 point tap
0.000 > SYN
0.001 < SYN-ACK
0.002 > ACK
0.003 > PSH-ACK 100
0.004 < PSH-ACK 200
0.005 > FIN-ACK
0.006 < FIN-ACK
0.007 > ACK`;

/** Packets of one connection that is whole. */
export const packetsEach = 8;

/** A stream of connections as a capture has them: never ending, each of another client address and port. */
export class Flows {
  readonly #head: Buffer;
  readonly #templates: Template[] = [];
  #made = 0;

  private constructor(file: Buffer) {
    this.#head = file.subarray(0, fileHeader);
    const client = Buffer.from([10, 20, 30, 17]);
    let first: number | null = null;
    for (let at = fileHeader; at < file.length; ) {
      const length = recordHeader + file.readUInt32LE(at + 8);
      const bytes = Buffer.from(file.subarray(at, at + length));
      const time = bytes.readUInt32LE(0) + bytes.readUInt32LE(4) / 1e6;
      first ??= time;
      const fromClient = bytes.subarray(recordHeader + sourceAddress, recordHeader + sourceAddress + 4).equals(client);
      this.#templates.push({bytes, fromClient, after: time - first});
      at += length;
    }
  }

  static async make(): Promise<Flows> {
    const [capture] = capturesOf(parseLadder(ladder), {}).captures;
    const parts: Uint8Array[] = [];
    for await (const part of capture!.stream as AsyncIterable<Uint8Array>) parts.push(part);
    return new Flows(Buffer.concat(parts));
  }

  /** Connections so far. */
  get made(): number {
    return this.#made;
  }

  get head(): Buffer {
    return this.#head;
  }

  /** Returns the packets of further `count` connections that begin at `time`, in seconds since 1970. */
  next(count: number, time: number): Buffer {
    const all: Buffer[] = [];
    for (let i = 0; i < count; i++) {
      const number = this.#made++;
      for (const {bytes, fromClient, after} of this.#templates) {
        const at = time + after + i * 1e-6;
        bytes.writeUInt32LE(Math.floor(at), 0);
        bytes.writeUInt32LE(Math.floor((at % 1) * 1e6), 4);
        const address = recordHeader + (fromClient ? sourceAddress : targetAddress);
        bytes[address + 1] = 64 + ((number >>> 21) & 0x3f);
        bytes[address + 2] = (number >>> 13) & 0xff;
        bytes[address + 3] = 1 + ((number >>> 6) & 0x7f);
        bytes.writeUInt16BE(20000 + (number & 0x3f), recordHeader + ports + (fromClient ? 0 : 2));
        all.push(Buffer.from(bytes));
      }
    }
    return Buffer.concat(all);
  }
}

/** Whether a program is to be found. */
export const has = (program: string): Promise<boolean> =>
  new Promise(resolve => {
    const child = spawn(program, ["--version"], {stdio: "ignore"});
    child.on("error", () => resolve(false));
    child.on("close", () => resolve(true));
  });
