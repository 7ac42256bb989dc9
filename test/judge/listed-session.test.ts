import {describe, expect, test} from "vitest";
import {analyze} from "../../src/analyze.ts";
import {listedSession} from "../../src/rules/listed-session.ts";
import {isOf} from "../../src/rules/rule.ts";
import {bypass, causeOf, first, stream, utf8} from "../support/side-judging.ts";
import {fortigateSession, panSession} from "../support/side-texts.ts";

/** Listings of sessions, and no packet at all. */
const judged = (...texts: readonly (string | readonly [device: string, text: string])[]) =>
  analyze(
    texts.map((one, i) => ({
      path: `listing-${i + 1}.txt`,
      name: typeof one === "string" ? null : one[0],
      stream: stream(utf8(typeof one === "string" ? one : one[1])),
    })),
  );
const findingsOf = async (analysis: ReturnType<typeof judged>) =>
  (await analysis).findings.filter(one => isOf(one, listedSession));
const port = 51_156;

describe("a session that is listed alone", () => {
  test("with more from the client than SYNs come to is suspected: the client was answered by another path", async () => {
    const analysis = await judged(panSession({port, counts: [656, 0]}));
    expect(analysis.verdict).toMatchObject({kind: "suspected", failing: null});
    expect(analysis.verdict.sentence).toContain("656 packets (48,544 bytes) from the client, none back");
    expect(analysis.verdict.sentence).toContain("SYNs alone do not come to that");
    expect(first(analysis)).toBe(bypass);
    expect(causeOf(analysis, "server-silent")).toBeUndefined();
    expect(analysis.findings[0]!.evidence[0]).toMatchObject({capture: 0, frame: null, line: 3, rule: "S12"});
  });

  test("with as much as SYNs come to leaves the silent server open, and says it first", async () => {
    const analysis = await judged(panSession({port, counts: [4, 0]}));
    expect(analysis.verdict.kind).toBe("suspected");
    expect(analysis.verdict.sentence).toContain("SYNs alone may come to that");
    expect([first(analysis), causeOf(analysis, bypass)?.rank]).toEqual(["server-silent", 2]);
  });

  test("that counts both directions accuses nobody", async () => {
    const analysis = await judged(panSession({port, counts: [30, 28]}));
    expect(analysis.verdict.kind).toBe("inconclusive");
    expect(analysis.verdict.sentence).toContain("counts both directions of 1 session that is listed");
    expect(analysis.causes.map(({cause}) => cause)).not.toContain(bypass);
  });

  test("twice tells what grew meanwhile", async () => {
    const [finding] = await findingsOf(
      judged(panSession({port, counts: [100, 0]}) + panSession({port, counts: [160, 0]})),
    );
    expect(finding).toMatchObject({facts: {grown: {packets: 60, bytes: 4440}, connections: 1}});
    expect(finding!.sentence).toContain("between two listings requests grew by 60 packets (4,440 bytes)");
  });

  test("by a device of which most sessions are answered is a note, where SYNs come to it", async () => {
    const answered = [1, 2, 3, 4].map(i => panSession({id: i, port: port + i, counts: [20, 20]}));
    const few = await judged(answered.join("") + panSession({port, counts: [3, 0]}));
    const more = await judged(answered.join("") + panSession({port, counts: [300, 0]}));
    expect([few.verdict.kind, more.verdict.kind]).toEqual(["inconclusive", "suspected"]);
  });

  test("of which another firewall has the other direction: the pair's owners differ", async () => {
    const analysis = await judged(
      panSession({prompt: "PA-A", port, counts: [12, 0]}),
      panSession({prompt: "PA-B", port, counts: [0, 9]}),
    );
    expect([analysis.verdict.kind, first(analysis)]).toEqual(["suspected", "ha-owner-mismatch"]);
    expect(analysis.verdict.sentence).toContain("Two devices have one direction each of 1 session");
  });

  test("by one firewall twice, under no name of its own, is no pair", async () => {
    const unnamed = (counts: readonly [number, number]) => panSession({port, counts}).split("\n").slice(2).join("\n");
    const kinds = (await findingsOf(judged(unnamed([12, 0]), unnamed([0, 9])))).map(({facts}) => facts.kind);
    expect(kinds).not.toContain("halves");
  });

  test("that a member of a cluster knows of its peer alone says nothing", async () => {
    expect(await findingsOf(judged(fortigateSession({port, counts: [9, 0], state: "log may_dirty syn_ses"})))).toEqual(
      [],
    );
  });

  test("asks first what the vendor at hand can tell", async () => {
    const {causes} = await judged(fortigateSession({port, counts: [90, 0]}));
    expect(causes[0]!.next.find(({platform}) => platform !== "any")!.platform).toBe("fortios");
  });

  test("beside a capture that holds packets is evidence for what these show, and no verdict of its own", async () => {
    const {listed} = {listed: (await findingsOf(judged(panSession({port, counts: [9, 0]})))).length};
    const line =
      "10:11:01.123456 IP 192.0.2.33.35406 > 198.51.100.128.6068: Flags [S], seq 2082727465, win 64240, length 0";
    const beside = await findingsOf(judged(panSession({port, counts: [9, 0]}), `${line}\n`));
    expect([listed, beside.length]).toEqual([1, 0]);
  });
});
