import {describe, expect, test} from "vitest";
import {comparisonMarkdown} from "../../src/report/comparison-markdown.ts";
import {bytesText} from "../../src/report/comparison-words.ts";
import {headlineLayout} from "../../src/report/svg/comparison/headline.ts";
import {comparedNotes} from "../../src/report/svg/comparison/notes.ts";
import {oldLayout} from "../../src/report/svg/comparison/old.ts";
import {beforeAfterLayout} from "../../src/report/svg/comparison/where.ts";
import {pairsLayout} from "../../src/report/svg/comparison/who.ts";
import * as situations from "./comparison-situations.ts";
import {oneSidedCapture} from "./svg-situations.ts";

describe("The result", () => {
  test("is told in a word, then in sentences", () => {
    const {verdict, lines} = headlineLayout(situations.comparedFixedWithOldOnes());
    expect(verdict).toEqual(["Fixed"]);
    expect(lines.map(({words}) => words)).toEqual([
      "all 8 new connections of the 2 pairs broken before complete, and go on in both directions",
      "5 older connections still run on the broken path and need clearing",
      "still growing: flow_tcp_non_syn by 25",
    ]);
    expect(headlineLayout(situations.comparedPartly()).verdict).toEqual(["Partly fixed"]);
    expect(headlineLayout(situations.comparedNotFixed()).verdict).toEqual(["Not fixed"]);
    expect(headlineLayout(situations.comparedInconclusive()).verdict).toEqual(["Whether it is fixed cannot be told"]);
    expect(headlineLayout(situations.comparedBackwards()).verdict).toEqual(["Inconclusive"]);
  });
});

describe("Before and after", () => {
  test("show where it was broken, and the connections that work now", () => {
    const [before, after] = beforeAfterLayout(situations.comparedFixedWithOldOnes()).columns;
    expect([before.title, before.sign, before.path.break !== null]).toEqual([
      "Before: 15 of 15 connections asymmetric",
      "cross",
      true,
    ]);
    expect([after.title, after.sign, after.path.break]).toEqual(["After: 8 of 8 new connections work", "check", null]);
    expect(after.path.posts).toMatchObject([{requests: 64, replies: 71}]);
    expect(after.lines).toEqual(["requests and replies of these pass eth0"]);
  });

  test("show what is still broken, unless all of it works", () => {
    const [, after] = beforeAfterLayout(situations.comparedPartly()).columns;
    expect([after.sign, after.path.missing]).toEqual(["half", "requests"]);
    expect(beforeAfterLayout(situations.comparedNotFixed()).columns[1].sign).toBe("cross");
    expect(beforeAfterLayout(situations.comparedInconclusive()).columns[1].sign).toBe("question");
    const untested = {...situations.comparedFixed(), result: "inconclusive"} as const;
    expect(beforeAfterLayout(untested).columns[1].sign).toBe("question");
  });

  test("draw two of many points: those beside the break", () => {
    const {columns} = beforeAfterLayout({...situations.comparedIpv6(), before: situations.comparedIpv6().after});
    expect(columns[0].path.posts.map(({point}) => point)).toEqual([19, 20]);
    expect(columns[1].lines).toEqual(["requests and replies of these pass 40 points"]);
  });
});

describe("Pairs", () => {
  test("are as many as there is room for, and the others are counted by what became of them", () => {
    const comparison = situations.comparedHostile();
    expect(pairsLayout(comparison, 2000)!.rows).toHaveLength(8);
    const few = pairsLayout(comparison, 200)!;
    expect(few.rows).toHaveLength(3);
    expect(few.height).toBeLessThanOrEqual(200);
    expect(few.rest).toBe(
      "… and 9,997 more pairs: 1,997 not fixed, 2,000 partly, 2,000 fixed, 2,000 not seen, 2,000 new",
    );
    expect(pairsLayout({...comparison, pairs: []}, 900)).toBeNull();
    expect(pairsLayout({...comparison, after: oneSidedCapture()}, 900)).toBeNull();
  });

  test("tell their payload in round numbers", () => {
    expect([0, 999, 1000, 12_345, 99_960, 999_499, 999_500, 5e9, 2 ** 53].map(bytesText)).toEqual([
      "0 B",
      "999 B",
      "1.0 kB",
      "12.3 kB",
      "100 kB",
      "999 kB",
      "1.0 MB",
      "5.0 GB",
      "9.0 PB",
    ]);
  });
});

describe("What is to be cleared", () => {
  const wordsOf = (room: number) =>
    oldLayout(situations.comparedFixedWithOldOnes(), room)!.lines.map(({label, words}) => `${label}: ${words}`);

  test("comes with the commands for one pair of hosts, and a warning before those that change something", () => {
    expect(wordsOf(900)).toEqual([
      "PAN-OS: show session all filter source 10.20.0.17 destination 203.0.113.50",
      ": each of the following clears sessions: look first at which, and take that of your firewall",
      "PAN-OS: clear session all filter source 10.20.0.17 destination 203.0.113.50",
      "FortiOS: diagnose sys session filter clear",
      ": diagnose sys session filter src 10.20.0.17",
      ": diagnose sys session filter dst 203.0.113.50",
      ": diagnose sys session filter sport 51544",
      ": diagnose sys session filter dport 443",
      ": diagnose sys session filter",
      ": diagnose sys session clear",
      "Linux: conntrack -D -p tcp -s 10.20.0.17 -d 203.0.113.50 --sport 51544 --dport 443",
      ": and so on for 4 further pairs of hosts",
    ]);
  });

  test("never with half a block of commands", () => {
    for (let room = 80; room < 400; room += 10) {
      const told = wordsOf(room);
      const block = told.filter(words => words.includes("diagnose"));
      expect([0, 7]).toContain(block.length);
      // Without its warning no command stands.
      if (told.some(words => words.startsWith("Linux") || words.includes("clear session")))
        expect(told.some(words => words.includes("look first"))).toBe(true);
    }
  });

  test("or where a command is too long for the page, with where it is to be found", () => {
    const {lines, list} = oldLayout(situations.comparedIpv6(), 900)!;
    expect(list).toHaveLength(2);
    expect(lines[0]!.words).toMatch(/^asymcap compare -o report\.md has the command/);
    expect(oldLayout(situations.comparedFixed(), 900)).toBeNull();
  });
});

test("The notes of both captures keep to their room, and what could not be read comes first", () => {
  for (const room of [130, 200, 400]) {
    const {lines, height} = comparedNotes(situations.comparedHostile(), room);
    expect(height).toBeLessThanOrEqual(room);
    expect(lines[0]!.words).toMatch(/^before: Incomplete input/);
  }
});

test("Markdown has it all, and no markup of a capture's names", async () => {
  const render = async (comparison: Parameters<typeof comparisonMarkdown.render>[0]) => {
    let text = "";
    for await (const piece of comparisonMarkdown.render(comparison)) text += piece;
    return text;
  };
  const told = await render(situations.comparedFixedWithOldOnes());
  expect(told).toMatch(/^# Fixed\n\nFixed: all 8 new connections/);
  expect(told).toContain("| `10.20.0.0/24` | `203.0.113.50:443` | 5 of 5 asymmetric | 1.2 kB, 0 B | 4 of 4 work |");
  expect(told).toContain("**MODIFIES STATE.** PAN-OS: clears every session of the two hosts, those that work too");
  expect(told).toContain("diagnose sys session filter clear\ndiagnose sys session filter src 10.20.0.17\n");
  expect(told).toContain(
    "| `flow_tcp_non_syn`: packets without a session that are no SYN | 130 | 155 | +25, still grows |",
  );
  const hostile = await render(situations.comparedHostile());
  expect(hostile.replace(/(`+)[\s\S]*?\1/g, "").replace(/\\./g, "")).not.toMatch(/<script|<\/title/);
  expect(hostile.split("\n").length).toBeLessThan(400);
});
