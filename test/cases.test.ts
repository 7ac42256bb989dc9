import {afterAll, describe, expect, test} from "vitest";
import type {Analysis, ConnectionRecord, Finding} from "../src/judge/analysis.ts";
import {cases, judgeVariant, type Variant, variantsOf} from "./support/cases.ts";
import type {Ladder} from "./support/ladder.ts";
import {secondPoint} from "./support/ladder-capture.ts";

/**
 * Every ladder of test/cases and of docs/evidence.md, judged; each also with its packets shuffled within 5 ms, cut at a snapshot length
 * of 68 bytes, and beside a capture of a second point that sees the same as the first.
 * Expectations are about the connections that the ladder draws, not about its witness.
 */
/** What an `expect` line may say, and how it is checked. */
const checks: [pattern: RegExp, check: (match: RegExpExecArray, subject: Subject) => void][] = [
  [/^no findings$/, (_, {findings}) => expect(findings.filter(one => one.certainty !== "note")).toEqual([])],
  [/^no ([a-z-]+)$/, ([, detector], {findings}) => expect(findings.map(one => one.detector)).not.toContain(detector)],
  [
    /^([a-z-]+) at ([^,]+), (proven|suspected|note)(?:, since ([\d.]+))?(?:, rules (.+))?$/,
    ([, detector, points, certainty, since, rules], {analysis, findings, start}) => {
      const namesOf = (one: Finding) =>
        one.points.map(id => analysis.points.find(point => point.id === id)!.name).filter(name => name !== secondPoint);
      const finding = findings.find(one => one.detector === detector && namesOf(one).length > 0);
      expect(finding, `a finding of ${detector}`).toBeDefined();
      expect(finding).toMatchObject({detector, certainty});
      const names = namesOf(finding!);
      expect(names.sort()).toEqual(points!.split(" ").sort());
      // Shuffling moves packets by up to 5 ms.
      if (since !== undefined) expect(Math.abs((finding!.since - start) / 1e9 - Number(since))).toBeLessThan(0.0051);
      for (const rule of rules?.split(" ") ?? []) expect(finding!.evidence.map(one => one.rule)).toContain(rule);
      for (const one of finding!.evidence) expect(one.frame).toBeGreaterThan(0);
      expect(finding!.displayFilter).not.toBe("");
    },
  ],
  [
    /^outcome ([a-z-]+)(?:, missing (replies|requests))?(?:, (works|fails|unknown))?$/,
    ([, outcome, missing, fate], {connection}) => {
      expect(connection.outcome).toBe(outcome);
      expect(connection.missing).toBe(missing ?? null);
      if (fate !== undefined) expect(connection.failing).toBe(fate === "unknown" ? null : fate === "fails");
    },
  ],
  [
    /^([a-z-]+) says (.+)$/,
    ([, detector, text], {findings}) =>
      expect(findings.find(one => one.detector === detector)?.sentence).toContain(text),
  ],
  [
    /^begins at ([\d.]+)$/,
    ([, time], {connection, start}) =>
      expect(Math.abs((connection.first - start) / 1e9 - Number(time))).toBeLessThan(0.0051),
  ],
  [
    /^note ([^:]+): (.+)$/,
    ([, point, text], {analysis}) => {
      const {captures} = analysis.points.find(one => one.name === point)!;
      expect(captures.flatMap(id => analysis.captures[id]!.notes).join("\n")).toContain(text);
    },
  ],
  [
    /^requests (\d+) packets$/,
    ([, count], {connection}) => expect(connection.flows[0]!.requests.packets).toBe(Number(count)),
  ],
  [
    /^requests (\d+) bytes$/,
    ([, count], {connection}) => expect(connection.flows[0]!.requests.bytes).toBe(Number(count)),
  ],
  [/^sentence (.+)$/, ([, text], {analysis}) => expect(analysis.verdict.sentence).toContain(text)],
  [
    /^seen at (.+)$/,
    ([, points], {analysis, connection}) =>
      expect(connection.flows.map(flow => analysis.points.find(one => one.id === flow.point)!.name).sort()).toEqual(
        points!.split(" ").sort(),
      ),
  ],
  [/^verdict ([a-z-]+)$/, ([, kind], {analysis}) => expect(analysis.verdict.kind).toBe(kind)],
  [/^conversations (\d+)$/, ([, count], {analysis}) => expect(analysis.totals.conversations).toBe(Number(count))],
  [
    /^copies (\d+) of requests, (\d+) of replies$/,
    ([, requests, replies], {connection}) =>
      expect(connection.flows.slice(0, 1).map(flow => [flow.requests.copies, flow.replies.copies])).toEqual([
        [Number(requests), Number(replies)],
      ]),
  ],
];

interface Subject {
  readonly analysis: Analysis;
  /** The last connection that the ladder draws. */
  readonly connection: ConnectionRecord;
  /** Findings about it. */
  readonly findings: Analysis["findings"];
  /** The time 0.000 of the ladder. */
  readonly start: number;
}

async function subjectOf(ladder: Ladder, variant: Variant): Promise<Subject> {
  const {analysis, start} = await judgeVariant(ladder, variant);
  expect(analysis.partial).toBe(false);
  const all = Array.from({length: analysis.totals.conversations}, (_, id) => analysis.connection(id));
  const port = Number(ladder.subject.replace(/.*:/, ""));
  const isWitness = (one: ConnectionRecord) => /[.:]201$/.test(one.client.address);
  const connection = all.filter(one => one.client.port === port && !isWitness(one)).at(-1)!;
  return {
    analysis,
    connection,
    findings: analysis.findings.filter(one => one.conversations.includes(connection.id)),
    start,
  };
}

describe.each(cases)("$name: $title", ({ladder}) => {
  describe.each(variantsOf(ladder))("$variant", variant => {
    const isCut = variant.change.snaplen !== undefined && ladder.cutExpectations.length > 0;
    let subject: Promise<Subject> | null = null;
    test.each(isCut ? ladder.cutExpectations : ladder.expectations)("%s", async expectation => {
      const found = checks.find(([pattern]) => pattern.test(expectation));
      if (found === undefined) throw new Error(`not an expectation: ${expectation}`);
      // Judged once for all that is expected.
      subject ??= subjectOf(ladder, variant);
      found[1](found[0].exec(expectation)!, await subject);
    });
    afterAll(() => {
      subject = null;
    });
  });
});
