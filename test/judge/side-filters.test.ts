import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {alone, asymmetric, judge, oneWayPort, stream, utf8} from "../support/side-judging.ts";
import {panFilter, panSession} from "../support/side-texts.ts";

/** What a capture says of its own filter (G0). */

describe("the filter of the capture", () => {
  const both = ["10.1.0.3[0]->10.2.0.4[0]", "10.2.0.4[0]->10.1.0.3[0]"];
  const other = ["10.1.0.201[0]->10.2.0.202[0]", "10.2.0.202[0]->10.1.0.201[0]"];
  const packets = asymmetric;

  test("takes one direction of these hosts: look at the capture, before the routing", async () => {
    expect((await judge(packets, [])).verdict.kind).toBe("suspected");
    const {verdict, findings, causes} = await judge(packets, [panFilter([...other, "10.1.0.3[0]->10.2.0.4[443]"])]);
    expect(verdict.kind).toBe("one-sided-capture");
    expect(verdict.sentence).toMatch(/^The filter of the capture at fw\/inside takes one direction only/);
    expect(findings.find(({detector}) => detector === "one-sided-capture")).toMatchObject({
      sentence: expect.stringContaining("takes no replies of these hosts"),
      evidence: expect.arrayContaining([expect.objectContaining({capture: 1, frame: null, line: 8, rule: "G0"})]),
    });
    expect(causes[0]!.cause).toBe("one-sided-capture");
  });

  test("that takes one direction is not excluded where replies seem to be missing", async () => {
    const {findings} = await judge(packets, [panFilter([...other, "10.1.0.3[0]->10.2.0.4[443]"])]);
    const {certainty, alternatives} = findings.find(({detector}) => detector === "hidden-replies")!;
    expect(certainty).toBe("suspected");
    expect(alternatives.find(({says}) => /capture filter/.test(says))!.excludedBecause).toBe(null);
  });

  test("takes both directions: that excludes what only a filter may explain otherwise, and it is proven", async () => {
    for (const rules of [[...both, ...other], ["0.0.0.0[0]->0.0.0.0[0]"]])
      expect((await judge(packets, [panFilter(rules)])).verdict.kind).toBe("proven");
    // One that is not on is none.
    expect((await judge(packets, [panFilter(["10.1.0.3[0]->10.2.0.4[0]"], false)])).verdict.kind).toBe("proven");
  });

  test("takes answers to the translated address by a rule of its own", async () => {
    const rules = [...other, "10.1.0.3[0]->10.2.0.4[443]", "10.2.0.4[443]->203.0.113.9[0]"];
    const sessions = [0, 1, 2].map(i =>
      panSession({port: oneWayPort + i, id: 41_233 + i, counts: [9, 0], translated: ["203.0.113.9", 17_742 + i]}),
    );
    expect((await judge(packets, [panFilter(rules)])).verdict.kind).toBe("one-sided-capture");
    expect((await judge(packets, [panFilter(rules), sessions.join("")])).verdict.kind).toBe("proven");
  });

  test("is of another time, as the capture holds what it does not take: it is not heeded", async () => {
    expect((await judge(asymmetric, [panFilter(["10.1.0.3[0]->10.2.0.4[0]"])])).verdict.kind).toBe("suspected");
  });

  test("is of another device: it is not heeded", async () => {
    const filter = panFilter([...other, "10.1.0.3[0]->10.2.0.4[443]"]);
    const {verdict, captures} = await judge(packets, [["fw-b", filter]]);
    expect(verdict.kind).toBe("suspected");
    expect(captures[1]!.notes.join()).toContain("not heeded, as no capture is known to be of its device");
    expect((await judge(packets, [["fw", filter]])).verdict.kind).toBe("one-sided-capture");
  });

  test("takes both, where everything is one-way: a filter is excluded, a SPAN session is not", async () => {
    const {findings, causes} = await judge(alone, [panFilter(both)]);
    const {alternatives} = findings.find(({detector}) => detector === "one-sided-capture")!;
    expect(alternatives.map(({says, excludedBecause}) => [says, excludedBecause === null])).toEqual([
      ["all traffic of the other direction takes another route", true],
      ["the capture was filtered to one direction", false],
      ["the capture sees one direction only (SPAN of received frames, one leg of a TAP)", true],
    ]);
    expect(causes.find(({cause}) => cause === "one-sided-capture")!.against.join()).toContain(
      "it takes both directions",
    );
  });

  test("of the FortiGate's sniffer is heeded in its own transcript", async () => {
    const line = (at: string, from: string, to: string, what: string) =>
      `2024-03-05 10:15:${at} port2 in ${from} -> ${to}: ${what} `;
    const lines = [3, 5, 7].flatMap((at, i) => {
      const [client, server] = [`10.1.0.3.${oneWayPort + i}`, "10.2.0.4.443"];
      return [
        line(`0${at}.000001`, client, server, "syn 100"),
        line(`0${at}.020001`, client, server, "ack 901"),
        line(`0${at}.100001`, client, server, "psh 101 ack 901"),
        line(`0${at}.300001`, client, server, "ack 1401"),
      ];
    });
    const run = (filter: string) =>
      analyze([
        {
          path: "sniffer.txt",
          name: "fgt/",
          stream: stream(
            utf8(
              [`fgt # diagnose sniffer packet any '${filter}' 4 0 l`, `filters=[${filter}]`, ...lines, ""].join("\n"),
            ),
          ),
        },
      ]);
    const told = (await run("src host 10.1.0.3")).findings.map(({sentence}) => sentence).join("\n");
    expect(told).toContain("The filter of the capture at fgt/port2 takes no replies of these hosts");
    expect((await run("host 10.1.0.3")).findings.map(({sentence}) => sentence).join("\n")).not.toContain(
      "The filter of",
    );
  });
});
