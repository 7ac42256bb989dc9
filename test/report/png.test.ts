import {join} from "node:path";
import {expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {png} from "../../src/report/png.ts";
import {svg} from "../../src/report/svg.ts";

test("the PNG is the picture at twice its size", async () => {
  const analysis = await analyze([{path: join(import.meta.dirname, "../../captures/healthy/inside.pcap")}]);
  let picture = "";
  for await (const piece of svg.render(analysis)) picture += piece;
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(picture)!;
  for await (const piece of png.render(analysis)) {
    const bytes = Buffer.from(piece as Uint8Array);
    // The signature, and the size in the first chunk (PNG, sections 5.2 and 11.2.2).
    expect(bytes.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]));
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([Number(width) * 2, Number(height) * 2]);
    // A page without its texts compresses to a tenth of this.
    expect(bytes.length).toBeGreaterThan(20_000);
  }
});
