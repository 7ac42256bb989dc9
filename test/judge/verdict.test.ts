import {describe, expect, test} from "vitest";
import {type Finding, type FindingCertainty, type Outcome, outcomes} from "../../src/judge/analysis.ts";
import {leadingFinding} from "../../src/judge/leading.ts";
import {ruleOf} from "../../src/rules/index.ts";
import {type VerdictInput, verdict} from "../../src/summary/verdict.ts";
import {Epoch} from "../../src/time/time.ts";

/** Which finding leads, and what heads the report where it is of a detector that the verdict has no words for. */

const finding = (detector: string, certainty: FindingCertainty, sentence: string, conversations = [0]): Finding => ({
  id: 0,
  detector,
  certainty,
  missing: null,
  points: [0],
  conversations,
  since: 0,
  facts: {},
  sentence,
  evidence: [],
  alternatives: [],
  displayFilter: "tcp",
  displayFilters: [],
  example: 0,
  leads: ruleOf({detector})?.leads ?? null,
});

const sentenceOf = (kind: "proven" | "suspected", findings: readonly Finding[]): string => {
  const input: VerdictInput = {
    findings,
    groups: [],
    byOutcome: Object.fromEntries(outcomes.map(outcome => [outcome, 0])) as Record<Outcome, number>,
    conversations: 4,
    concerned: 4,
    failing: 4,
    working: 0,
    stopped: 0,
    ended: 0,
    died: 0,
    epoch: new Epoch(),
    handshakesOnly: false,
    vain: {connections: 0, areHeard: false, stalled: 0, attempts: 4, servers: 0, isMost: false},
    inVain: null,
    cut: 0,
    untold: 0,
    empty: [],
    points: [0],
    pointName: () => "fw",
  };
  return verdict(kind, leadingFinding(kind, findings), input).sentence;
};

describe("a detector that the verdict does not know", () => {
  const unknown = finding("mirrored-hops", "proven", "Hops are mirrored at fw: 4 connections; all of one hour");

  test("heads the report with its own sentence", () => {
    expect(sentenceOf("proven", [unknown])).toBe(`${unknown.sentence}; the 4 affected connections fail`);
    expect(sentenceOf("suspected", [{...unknown, certainty: "suspected"}])).toMatch(/^Hops are mirrored at fw: /);
  });

  test.each(["split-path", "hidden-requests", "unasked"])("comes after %s, even with more connections", name => {
    const known = finding(name, "proven", "known");
    expect(leadingFinding("proven", [{...unknown, conversations: [0, 1, 2, 3]}, known])).toBe(known);
  });

  test("leads what is less sure", () => {
    expect(leadingFinding("proven", [finding("hidden-replies", "suspected", "known"), unknown])).toBe(unknown);
  });
});

describe("what a device says of a mismatch", () => {
  const mismatch = finding("interface-mismatch", "proven", "Requests pass by a, replies by b", [1, 2]);
  const facts = {kind: "dropped", device: "ASA", what: "SYN-ACKs", between: null, statements: 2, words: "x"};
  const told = {...finding("device-log", "proven", "The ASA drops SYN-ACKs", [2]), facts};

  test("of its connections stands beside it", () => {
    expect(sentenceOf("proven", [told, mismatch])).toBe(
      "Requests pass fw, replies return by fw; the ASA says at fw that it drops SYN-ACKs; the 4 affected connections fail",
    );
  });

  test.each([
    ["of others", {...told, conversations: [3]}],
    ["as a note", {...told, certainty: "note"} as const],
  ])("%s does not", (_, other) => {
    expect(sentenceOf("proven", [other, mismatch])).not.toContain("ASA");
  });
});
