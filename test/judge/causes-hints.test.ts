import {afterEach, describe, expect, test} from "vitest";
import type {Analysis} from "../../src/judge/analysis.ts";
import {groupOf} from "../../src/rules/groups.ts";
import {rules} from "../../src/rules/index.ts";
import {type AnyRule, type Draft, rule} from "../../src/rules/rule.ts";
import {judgeCase, namesOf} from "../support/scenarios.ts";

/** Causes that speak where a certain rule has found something: the finding is put in its mouth. */

const all = rules as AnyRule[];
const usual = [...all];
afterEach(() => {
  all.splice(0, all.length, ...usual);
});

/** Judges a ladder with a finding more, about its first conversation; others of the same rule are silent. */
function judgeWith(name: string, draft: Partial<Draft> & Pick<Draft, "detector" | "certainty">): Promise<Analysis> {
  const {detector, certainty, missing = null, points = [0], since = 0} = draft;
  const {facts = {}, evidence = [], alternatives = [], sentence = `${detector} says so`} = draft;
  const says = rule({
    ...{name: detector, question: "?", reads: [], leads: null, most: 1},
    start: ({conversations}) => ({
      settle: () => [groupOf(draft.conversations ?? [0], conversations.cursor(), {})],
      judge: () => ({certainty, missing, points, since, facts, evidence, alternatives}),
    }),
    words: () => sentence,
  });
  all.splice(0, all.length, ...usual.filter(({name}) => name !== detector), says);
  return judgeCase(name);
}

const word = (says: string) => [{capture: 0, frame: null, line: 3, rule: "P10", says}];
const silent = "C1-unanswered-and-nothing-else";

describe("the first cause", () => {
  test.each([
    ["lost-downstream", "suspected", "E1-healthy-firewall", "drop-downstream"],
    ["lost-downstream", "proven", "E1-healthy-firewall", "drop-downstream"],
    ["offload", "note", "E1-healthy-firewall", "offload"],
    ["intermittent", "suspected", "E1-healthy-firewall", "ecmp-per-flow"],
    ["some-clients", "suspected", "E1-healthy-firewall", "policy-based-forwarding"],
    ["udp-ok-tcp-fails", "suspected", "E1-healthy-firewall", "policy-based-forwarding"],
  ] as const)("%s, %s, in %s: %s", async (detector, certainty, name, cause) => {
    const analysis = await judgeWith(name, {detector, certainty});
    expect(namesOf(analysis)[0]).toBe(cause);
    expect(analysis.causes[0]!.for).toContain(`${detector} says so`);
  });

  test.each([
    ["reverse path check fail, drop", "reverse-path-check"],
    ["asp-drop rpf-violated", "reverse-path-check"],
    ["outgoing dev changed:6->5 dir=original, drop", "reply-on-other-interface"],
    ["a SYN-ACK: no session matched", "request-bypasses-firewall"],
    ["a SYN-ACK: first pak not sync", "request-bypasses-firewall"],
  ])("of a device that says: %s: %s", async (says, cause) => {
    const told = {detector: "device-log", certainty: "proven", evidence: word(says)} as const;
    expect(namesOf(await judgeWith(silent, told))[0]).toBe(cause);
  });

  test("is not asymmetry where a device drops an ACK of an expired session", async () => {
    const told = {detector: "device-log", certainty: "note", evidence: word("an ACK: no session matched")} as const;
    expect(namesOf(await judgeWith("E1-healthy-firewall", told))).toEqual([]);
  });
});

describe("hints", () => {
  test("are quoted beside what is proven, and outrank nothing", async () => {
    const sentence = "10.1.0.1 redirects to 10.1.0.9";
    const redirect = {detector: "icmp-redirect", certainty: "note", missing: "replies", sentence} as const;
    const {causes} = await judgeWith("A-replies-bypass", redirect);
    expect(causes[0]!.cause).toBe("return-bypasses-firewall");
    expect(causes[0]!.for).toContain(sentence);
  });

  test.each(["some-clients", "intermittent", "udp-ok-tcp-fails"])(
    "of %s add no cause to what is proven",
    async detector => {
      const plain = namesOf(await judgeCase("A-replies-bypass"));
      expect(namesOf(await judgeWith("A-replies-bypass", {detector, certainty: "note"}))).toEqual(plain);
    },
  );

  test("of another next hop are no proof", async () => {
    const analysis = await judgeWith("E1-healthy-firewall", {detector: "next-hop-mismatch", certainty: "note"});
    for (const {against, cause} of analysis.causes)
      if (cause === "policy-based-forwarding") expect(against).not.toEqual([]);
  });
});
