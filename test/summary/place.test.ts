import {expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";

const file = "captures/return-bypass-strict/outside.pcap";
const headline = async (path: string, name: string | null = null) => {
  const {createReadStream} = await import("node:fs");
  const stream = createReadStream(file);
  return (await analyze([{path, name, stream}], {bothDirections: true})).verdict.clauses[0];
};

test.each([
  ["a file's name says what it is", "/tmp/a.pcap", null, /^Replies bypass capture a\.pcap: /],
  ["so does standard input", "-", null, /^Replies bypass the capture on standard input: /],
  ["a name that the user gave is a place", "/tmp/a.pcap", "fw/outside", /^Replies bypass fw\/outside: /],
])("%s", async (_, path, name, wanted) => {
  expect(await headline(path, name)).toMatch(wanted);
});
