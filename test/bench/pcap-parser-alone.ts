/**
 * Counts the frames of a capture with the npm package `pcap-parser` and does
 * nothing else: the least that a reader built on that package could cost.
 */

import type {EventEmitter} from "node:events";
import {createReadStream} from "node:fs";
import {createRequire} from "node:module";
import type {Readable} from "node:stream";

interface PcapParser {
  parse(input: Readable): EventEmitter;
}

const path = process.argv[2];
if (path === undefined) {
  console.error("usage: pcap-parser-alone FILE");
  process.exit(2);
}

// The package has no type declarations; `require` asks for none.
const pcap = createRequire(import.meta.url)("pcap-parser") as PcapParser;
let frames = 0;
const parser = pcap.parse(createReadStream(path));
parser.on("packet", () => {
  frames += 1;
});
parser.on("error", (error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
parser.on("end", () => {
  console.log(frames);
});
