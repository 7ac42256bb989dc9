import {afterEach, describe, expect, test} from "vitest";
import type {Analysis, FindingCertainty} from "../../src/judge/analysis.ts";
import {Group} from "../../src/rules/groups.ts";
import {rules} from "../../src/rules/index.ts";
import type {AnyRule, Judged} from "../../src/rules/rule.ts";
import {judgeCase, namesOf} from "../support/scenarios.ts";

/** Causes that speak where a certain detector has found something: the finding is put in the detector's mouth. */

const all = rules as AnyRule[];
const usual = [...all];
afterEach(() => {
  all.splice(0, all.length, ...usual);
});

interface Put extends Partial<Judged<object>> {
  readonly detector: string;
  readonly certainty: FindingCertainty;
  readonly sentence?: string;
}

/** Judges a ladder with a finding more, about its first connection; others of the same rule are silent. */
function judgeWith(name: string, {detector, sentence, ...judged}: Put): Promise<Analysis> {
  const known = usual.find(one => one.name === detector)!;
  const says: AnyRule = {
    ...known,
    start: ({conversations}) => ({
      settle() {
        const group = new Group({});
        group.add(conversations.cursor().move(0));
        return [group];
      },
      judge: () => ({points: [0], facts: {}, since: 0, evidence: [], alternatives: [], filter: "tcp", ...judged}),
    }),
    words: () => sentence ?? `${detector} says so`,
    headline: () => detector,
  };
  all.splice(0, all.length, ...usual.filter(one => one.name !== detector), says);
  return judgeCase(name);
}

const silent = "C1-unanswered-and-nothing-else";

describe("the first cause", () => {
  test.each([
    ["lost-downstream", "suspected", "E1-healthy-firewall", "drop-downstream"],
    ["lost-downstream", "proven", "E1-healthy-firewall", "drop-downstream"],
    ["offload", "note", "E1-healthy-firewall", "offload"],
    ["intermittent", "suspected", "E1-healthy-firewall", "ecmp-per-flow"],
    ["some-clients", "suspected", "E1-healthy-firewall", "return-bypasses-firewall"],
    ["udp-ok-tcp-fails", "suspected", "E1-healthy-firewall", "ecmp-per-flow"],
  ] as const)("%s, %s, in %s: %s", async (detector, certainty, name, cause) => {
    const analysis = await judgeWith(name, {detector, certainty});
    expect(namesOf(analysis)[0]).toBe(cause);
    expect(analysis.causes[0]!.for).toContain(`${detector} says so`);
  });

  test.each([
    ["reverse-path", null, silent, "reverse-path-check"],
    ["interface-changed", null, silent, "reply-on-other-interface"],
    ["no-session", "requests", "T-syn-acks-alone", "request-bypasses-firewall"],
  ] as const)("of a device that says: %s, missing %s, in %s: %s", async (kind, missing, name, cause) => {
    const told = {detector: "device-log", certainty: "proven", facts: {kind}, missing} as const;
    expect(namesOf(await judgeWith(name, told))[0]).toBe(cause);
  });

  test("is not asymmetry where a device drops an ACK of an expired session", async () => {
    const told = {detector: "device-log", certainty: "note", facts: {kind: "no-session"}} as const;
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
