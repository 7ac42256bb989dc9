import {describe, expect, it} from "vitest";
import {compareCounters, parseCounters} from "../../src/compare/counters.ts";

/** A listing in the form of PAN-OS; `rows` are name, value and severity. */
function listing(rows: readonly (readonly [string, number, string])[], command = "show counter global"): string {
  return [
    `admin@fw-1(active)> ${command}`,
    "",
    "Global counters:",
    "Elapsed time since last sampling: 30.125 seconds",
    "",
    "name                                   value     rate severity  category  aspect    description",
    "-".repeat(80),
    ...rows.map(
      ([name, value, severity]) =>
        `${name.padEnd(35)} ${String(value).padStart(8)} ${"0".padStart(8)} ${severity.padEnd(9)} flow      session   What it counts: some, or others`,
    ),
    "-".repeat(80),
    `Total counters shown: ${rows.length}`,
    "-".repeat(80),
  ].join("\r\n");
}

const rows = [
  ["pkt_recv", 4800, "info"],
  ["flow_tcp_non_syn", 130, "info"],
  ["flow_tcp_non_syn_drop", 130, "drop"],
  ["tcp_out_of_sync", 4, "warn"],
] as const;
const more = (by: number) => rows.map(([name, value, severity]) => [name, value + by, severity] as const);
const changes = (before: string, after: string) =>
  compareCounters(parseCounters(before)!, parseCounters(after)!).map(({name, before: a, after: b, increase}) => [
    name,
    a,
    b,
    increase,
  ]);

describe("a listing of counters", () => {
  it("has names and values", () => {
    const {values, isDelta, isFiltered} = parseCounters(listing(rows))!;
    expect(Object.fromEntries(values)).toEqual({
      pkt_recv: 4800,
      flow_tcp_non_syn: 130,
      flow_tcp_non_syn_drop: 130,
      tcp_out_of_sync: 4,
    });
    expect([isDelta, isFiltered]).toEqual([false, false]);
  });

  it("may be of a support file: a colon before each row, which ends after the rate", () => {
    const {values} = parseCounters(
      ":Global counters:\n:Elapsed time since last sampling: 1.0 seconds\n:flow_tcp_non_syn   12   0\n",
    )!;
    expect(Object.fromEntries(values)).toEqual({flow_tcp_non_syn: 12});
  });

  it("may be without a counter that says anything", () => {
    expect(parseCounters(listing([]))!.values.size).toBe(0);
  });

  it.each(["", "some text\n", "eth0: 12 0\nname value rate\n", "admin@fw> show counter global\nInvalid syntax.\n"])(
    "%j is none",
    text => {
      expect(parseCounters(text)).toBe(null);
    },
  );
});

describe("from one listing to the next", () => {
  it("counters stand still, or grow", () => {
    expect(changes(listing(rows), listing(rows))).toEqual([
      ["flow_tcp_non_syn", 130, 130, 0],
      ["flow_tcp_non_syn_drop", 130, 130, 0],
      ["tcp_out_of_sync", 4, 4, 0],
    ]);
    expect(changes(listing(rows), listing(more(5))).map(([, , , increase]) => increase)).toEqual([5, 5, 5]);
  });

  it("a counter that a whole listing lacks was 0", () => {
    expect(changes(listing([["pkt_recv", 1, "info"]]), listing(rows))[0]).toEqual(["flow_tcp_non_syn", 0, 130, 130]);
  });

  it("a counter that a listing of drops lacks may be anything: its severity hides it", () => {
    const drops = listing(rows.filter(([, , severity]) => severity === "drop"));
    expect(changes(listing(rows), drops)).toEqual([
      ["flow_tcp_non_syn", 130, null, null],
      ["flow_tcp_non_syn_drop", 130, 130, 0],
      ["tcp_out_of_sync", 4, null, null],
    ]);
    const filtered = listing([["pkt_recv", 1, "info"]], "show counter global filter category flow");
    expect(changes(filtered, listing(rows))[0]).toEqual(["flow_tcp_non_syn", null, 130, null]);
  });

  it("counters may be set back in between", () => {
    expect(changes(listing(more(5)), listing(rows))[0]).toEqual(["flow_tcp_non_syn", 135, 130, null]);
  });

  it("of listings with `delta yes`, the second is the increase", () => {
    const command = "show counter global filter delta yes packet-filter yes";
    expect(changes(listing(more(5), command), listing(rows, command))[0]).toEqual(["flow_tcp_non_syn", 135, 130, 130]);
  });
});
