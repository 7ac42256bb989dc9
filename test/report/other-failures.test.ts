import {expect, test} from "vitest";
import {text} from "../../src/report/text.ts";
import {judgeLadder} from "../support/scenarios.ts";

/** So many connections that work, each from a port of its own, and one later that gets no answer. */
const capture = (working: number) =>
  [
    "client 10.20.30.17:10000     server 203.0.113.50:443     point fw",
    "0.000 > SYN",
    "0.001 < SYN-ACK",
    "0.002 > ACK",
    "0.003 > PSH-ACK 10",
    "0.004 < PSH-ACK 10",
    "0.005 > ACK",
    `repeat ${working} 0.005`,
    "client 10.20.30.18:41000     server 203.0.113.60:443     point fw",
    "20.00 > SYN lost",
    "21.00 > SYN lost",
    "client 10.20.30.17:9999      server 203.0.113.50:443     point fw",
    "29.00 > PSH-ACK 10",
    "29.01 < ACK",
  ].join("\n");

async function failsLine(working: number): Promise<string | undefined> {
  let all = "";
  for await (const piece of text.render(await judgeLadder(capture(working)))) all += piece;
  return all.split("\n").find(line => line.startsWith("Fails"));
}

test("names what fails among a few connections", async () => {
  expect(await failsLine(10)).toMatch(/^Fails {5}10\.20\.30\.18 → 203\.0\.113\.60:443 {3}unanswered$/);
});

test("does not pass over what fails behind the connections that are looked at", async () => {
  expect(await failsLine(2001)).toMatch(
    /^Fails {5}None of the first 2,000 connections; later ones do|^Fails {5}none of the first 2,000/,
  );
});
