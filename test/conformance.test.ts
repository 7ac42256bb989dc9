import {mkdtempSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {afterAll, describe, expect, test} from "vitest";
import {links} from "../src/decode/link.ts";
import {compareFolder, linesOf, summaryOf} from "./conformance/conformance.ts";
import {type Count, compareCounts, emptyCount} from "./conformance/count.ts";
import {beyondTshark, comparable, variants, writePcapng, writePcaps} from "./conformance/made.ts";
import {hasTshark} from "./conformance/tshark.ts";
import {linkTypes} from "./decode/wrapped.ts";

/** The project's own captures, counted by the tool and by tshark; `npm run conformance DIR` does it with any others. */

const isThere = hasTshark();
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, {recursive: true});
});
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "asymcap-conformance-"));
  folders.push(made);
  return made;
}

test("tshark is there in CI", () => {
  if (process.env.CI) expect(isThere, "install tshark: without it nothing is compared").toBe(true);
});

test("every link type is compared, or is beyond tshark", () => {
  const beyond = linkTypes.filter(({name}) => beyondTshark.has(name)).map(({link}) => link);
  const compared = new Set([...comparable("little").map(({link}) => link), ...beyond]);
  // Those of one IP version are raw IP by another number.
  expect([...links.keys()].filter(link => !compared.has(link))).toEqual([228, 229]);
});

describe.each(variants)("captures $order-endian, of $resolution", variant => {
  // tshark takes a quarter of a second a file.
  test.skipIf(!isThere)("are counted as tshark counts them", {timeout: 180_000}, async () => {
    const place = folder();
    const ways = comparable(variant.order);
    const pcaps = writePcaps(place, ways, variant);
    writePcapng(place, ways, variant);
    const all = await compareFolder(place);
    expect(all.flatMap(one => linesOf(one))).toEqual([]);
    expect(summaryOf(all)).toMatch(new RegExp(`^files ${pcaps + 1}, packets \\d{4}, mismatches 0 `, "m"));
  });
});

describe("a comparison", () => {
  const one = (bytes: number, ttl: number[]): Count => ({
    ...emptyCount(),
    packets: 1,
    tcp: 1,
    sides: new Map([
      ["a > b", {packets: 1, bytes, syn: 1, synAck: 0, fin: 0, rst: 0, first: 1n, last: 1n, ttl: new Set(ttl)}],
    ]),
  });
  const differing = (ours: Count, theirs: Count) =>
    compareCounts(ours, theirs, 0n).mismatches.map(({counter}) => counter);

  test("finds what differs, and nothing else", () => {
    expect(differing(one(5, [64]), one(5, [64]))).toEqual([]);
    expect(differing(one(5, [64]), one(6, [63]))).toEqual(["side bytes", "ttl"]);
    expect(differing(one(5, [64]), emptyCount())).toEqual(["packets", "tcp", "sides"]);
    expect(differing(one(5, [1, 2, 3, 4]), one(5, [1, 2, 3, 4, 5]))).toEqual([]);
    expect(differing(one(5, [1, 2, 3]), one(5, [1, 2, 3, 4]))).toEqual(["ttl"]);
  });

  test("asks nothing that tshark does not tell", () => {
    expect(differing(one(5, [64]), one(Number.NaN, [64]))).toEqual([]);
  });
});
