import {describe, expect, it} from "vitest";
import {clearingSteps} from "../../src/compare/clearing.ts";
import type {StaleConnection} from "../../src/compare/comparison.ts";

const stale = (client: string, port: number, server = "10.2.0.4", service = 443): StaleConnection => ({
  id: port,
  client: {address: client, port},
  server: {address: server, port: service},
  brokenBefore: true,
  first: 0,
  last: 1,
});
const commands = (platform: string, ...all: StaleConnection[]) =>
  clearingSteps(all)
    .filter(step => step.platform === platform)
    .map(step => step.command);

describe("the commands that clear stale connections", () => {
  it("name one connection by both its ports, where the device has a filter for them", () => {
    expect(commands("linux", stale("10.1.0.3", 40_000))).toEqual([
      "conntrack -D -p tcp -s 10.1.0.3 -d 10.2.0.4 --sport 40000 --dport 443",
    ]);
    expect(commands("fortios", stale("10.1.0.3", 40_000))).toEqual([
      [
        "diagnose sys session filter clear",
        "diagnose sys session filter src 10.1.0.3",
        "diagnose sys session filter dst 10.2.0.4",
        "diagnose sys session filter sport 40000",
        "diagnose sys session filter dport 443",
        "diagnose sys session filter",
        "diagnose sys session clear",
      ].join("; "),
    ]);
    expect(commands("pan-os", stale("10.1.0.3", 40_000))).toEqual([
      "show session all filter source 10.1.0.3 destination 10.2.0.4",
      "clear session all filter source 10.1.0.3 destination 10.2.0.4",
    ]);
  });

  it("name several of the same hosts and service together", () => {
    expect(commands("linux", stale("10.1.0.3", 40_000), stale("10.1.0.3", 40_001))).toEqual([
      "conntrack -D -p tcp -s 10.1.0.3 -d 10.2.0.4 --dport 443",
    ]);
    expect(commands("fortios", stale("10.1.0.3", 40_000), stale("10.1.0.3", 40_001))[0]).not.toContain("sport");
  });

  it("know IPv6", () => {
    const six = stale("2001:db8:1::3", 40_000, "2001:db8:2::4");
    expect(commands("linux", six)).toEqual([
      "conntrack -D -f ipv6 -p tcp -s 2001:db8:1::3 -d 2001:db8:2::4 --sport 40000 --dport 443",
    ]);
    expect(
      commands("fortios", six)[0]!
        .split("\n")
        .every(line => line.startsWith("diagnose sys session6 ")),
    ).toBe(true);
  });

  it("are given for a few pairs of hosts, and none for nothing", () => {
    expect(clearingSteps([])).toEqual([]);
    const many = Array.from({length: 40}, (_, i) => stale(`10.1.0.${i}`, 40_000));
    expect(commands("linux", ...many)).toHaveLength(5);
  });

  it("say what changes something, and that there is no way back", () => {
    for (const {command, effect, undo} of clearingSteps([stale("10.1.0.3", 40_000)])) {
      const changes = /^clear|clear$|conntrack -D/.test(command);
      expect(effect).toBe(changes ? "changes" : "reads");
      expect(undo === null).toBe(!changes);
    }
  });
});
