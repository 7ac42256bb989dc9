import {describe, expect, test} from "vitest";
import type {Analysis} from "../../src/judge/analysis.ts";
import {judge, judgeCase, judgeScenario, scenarios, stepsOf} from "../support/scenarios.ts";

/** What to type next, and what will not help. */

describe("next steps", () => {
  test.each(scenarios)("$name, $text: what changes something comes last, and says how to undo it", async scenario => {
    for (const {next} of (await judge(scenario)).causes) {
      for (const step of next) {
        if (step.effect === "reads") expect(step.undo).toBeNull();
        else expect(step.undo).toMatch(/./);
      }
      const effects = next.map(step => step.effect);
      expect(effects).toEqual([...effects].sort().reverse());
    }
  });

  test.each(scenarios)("$name, $text: addresses are filled in", async scenario => {
    const analysis = await judge(scenario);
    const known = new Set(
      Array.from({length: analysis.totals.conversations}, (_, id) => analysis.connection(id, false)).flatMap(one =>
        one.flows.flatMap(flow => [flow.client.address, flow.server.address]),
      ),
    );
    for (const {command} of stepsOf(analysis)) {
      // Names of what no capture tells.
      for (const [word] of command.matchAll(/\b[A-Z]{2,}\b/g))
        expect(["NAME", "ZONE", "INTERFACE", "ID"]).toContain(word);
      expect(command).not.toMatch(/<|>|\bundefined\b|\bnull\b|x\.x|\[object/);
      for (const [address] of command.matchAll(/\b\d+\.\d+\.\d+\.\d+\b(?!\/)/g)) expect(known).toContain(address);
    }
  });

  test.each(scenarios)("$name, $text: commands that do not exist are not printed", async scenario => {
    const invented = [
      /pbf-rule-match/,
      /show pbf rule(?! all)/,
      /show debug dataplane/,
      /\/tmp\//,
      /stage (ingress|egress)/,
      /flow_tcp_rst_from_server|flow_tcp_syn_ack_send_err|flow_fwd_l3_loopback_err/,
      /session_discard_asymmetric_path|flow_deny_tcp_not_syn/,
      /info6 routing-table (details|all)/,
    ];
    for (const {command, why} of stepsOf(await judge(scenario)))
      for (const pattern of invented) expect(`${command}\n${why}`).not.toMatch(pattern);
  });

  test("of IPv6 are those of IPv6", async () => {
    const commands = stepsOf(await judgeScenario("ipv6-return-bypass")).map(step => step.command);
    expect(commands).toContain("traceroute -6 2001:db8:1::10");
    expect(commands).toContain("ip -6 route get 2001:db8:1::10 from 2001:db8:2::10");
    expect(commands).toContain("get router info6 routing-table 2001:db8:1::10");
    expect(commands.join("\n")).toContain("diagnose sys session6 filter src 2001:db8:1::10");
    for (const command of commands)
      expect(command).not.toMatch(/router info |sys session |^traceroute (?!-6)|^ip (?!-6)/);
  });

  test("clear the sessions of the hosts concerned only, with a look before", async () => {
    const analysis = await judgeScenario("return-bypass-strict");
    const [, ...further] = analysis.causes;
    const clearing = stepsOf(analysis).filter(
      step => /session(6| all)? (clear|filter)/.test(step.command) && step.effect === "changes",
    );
    expect(clearing.map(step => step.platform)).toEqual(["pan-os", "fortios"]);
    expect(clearing[0]!.command).toMatch(/^clear session all filter source [\d.]+ destination [\d.]+$/);
    expect(clearing[1]!.command.split("; ")).toEqual([
      "diagnose sys session filter clear",
      expect.stringMatching(/^diagnose sys session filter src 10\.1\.0\.\d+$/),
      expect.stringMatching(/^diagnose sys session filter dst 10\.2\.0\.\d+$/),
      "diagnose sys session filter dport 5000",
      "diagnose sys session filter",
      "diagnose sys session clear",
    ]);
    for (const {next} of further) for (const step of next) expect(step.effect).toBe("reads");
  });

  test("ask of the translated address where the server knows no other", async () => {
    const snat = await judgeScenario("snat-bypassed");
    expect(snat.causes[0]!.next[1]!.command).toBe("ip route get 10.3.0.1 from 10.2.0.20");
  });
});

describe("where the evidence does not suffice", () => {
  const short = scenarios.filter(({run}) =>
    ["suspected", "one-sided-capture", "inconclusive"].includes(run.verdict.kind),
  );
  const recipe = async (analysis: Analysis) => {
    const first = analysis.causes[0]!.next;
    const of = (platform: string, pattern: RegExp) =>
      first.find(step => step.platform === platform && pattern.test(step.command));
    expect(of("linux", /^tcpdump -ni any -s 128 -w both\.pcap '.+'$/)).toBeDefined();
    expect(of("fortios", /^diagnose sniffer packet any 'host \S+ and host \S+' 6 0 a$/)).toBeDefined();
    expect(
      of("fortios", /debug flow .*; diagnose debug console timestamp enable; diagnose debug flow trace start/),
    ).toBeDefined();
    expect(of("pan-os", /^set session offload no$/)).toMatchObject({undo: "set session offload yes"});
    const capture = of("pan-os", /packet-diag set capture on$/)!;
    expect(capture.undo).toBe("debug dataplane packet-diag clear all");
    const filters = capture.command.split("; ").filter(line => line.includes("set filter match"));
    const ends = filters.map(line => /source (\S+) destination (\S+)$/.exec(line)!.slice(1).sort().join());
    // One for either direction.
    expect(filters.length).toBe(2 * new Set(ends).size);
    for (const stage of ["receive file rx", "transmit file tx", "drop file drop"])
      expect(capture.command).toContain(`set capture stage ${stage}.pcap`);
    expect(capture.command).toContain("set filter on");
  };

  test.each(short)("$name, $text: the next capture", async scenario => recipe(await judge(scenario)));

  test.each(["C1-unanswered-and-nothing-else", "T-syn-acks-alone", "handshakes-only", "A1-without-witness"])(
    "ladder %s: the next capture",
    async name => recipe(await judgeCase(name)),
  );

  test("what is proven needs no further capture", async () => {
    const proven = scenarios.filter(({run}) => run.verdict.kind === "proven");
    for (const scenario of proven)
      for (const {command} of stepsOf(await judge(scenario))) expect(command).not.toMatch(/packet-diag|-w both\.pcap/);
  });
});

describe("what will not help", () => {
  test.each(scenarios)("$name, $text", async scenario => {
    const {ruledOut, verdict} = await judge(scenario);
    const vain = ruledOut.filter(one => /help|no cure/.test(one.says));
    // What works needs no help.
    expect(vain.length > 0).toBe(verdict.kind === "proven" && verdict.failing === true);
    for (const one of vain) expect(`${one.says}: ${one.because}`.length).toBeLessThan(170);
  });
});
