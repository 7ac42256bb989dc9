import {join} from "node:path";
import {describe, expect, test} from "vitest";
import {asymcap, hostile} from "./program.ts";

const captures = join(import.meta.dirname, "../../captures");
const strict = ["outside", "inside"].map(
  name => `fw/${name}=${join(captures, "return-bypass-strict", `${name}.pcap`)}`,
);
const nat = ["fw/inside=inside", "fw/outside=outside", "other/outside=other"].map(given => {
  const [name, file] = given.split("=");
  return `${name}=${join(captures, "snat-bypassed", `${file}.pcap`)}`;
});
const lines = (text: string): string[] => text.split("\n").slice(0, -1);

describe("asymcap show", () => {
  test("draws one connection at every point, the missing packets where they must have been", async () => {
    const {status, stdout, stderr} = await asymcap("show", ...strict, "10.1.0.11:40016");
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^10\.1\.0\.11:40016 → 10\.2\.0\.11:5000\none-way, replies are missing \(suspected\), fails\n/,
    );
    expect(stdout).toContain("fw/outside (outside.pcap): 13 packets from the client, 0 from the server\n");
    expect(stdout).toMatch(/ {4}453 {4}\+0\.000 {2}│─ SYN seq 0 ─+▶│\n +│◀┄ SYN-ACK ┄+│ {2}must exist: acked below\n/);
    expect(stdout).toContain("fw/inside (inside.pcap): 1 packet from the client, 0 from the server\n");
    expect(lines(stdout).filter(line => line.length > 80)).toEqual([]);
    expect(stdout.replaceAll("\n", "")).not.toMatch(hostile);
  });

  test("finds it by either end, also as it is called behind a translation", async () => {
    const {status, stdout} = await asymcap("show", ...nat, "10.3.0.1:20012");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^10\.1\.0\.10:40012 → 10\.2\.0\.20:5000\n/);
    expect(stdout).toContain("  here 10.3.0.1:20012 → 10.2.0.20:5000\n");
  });

  test("of several draws the one that shows the fault best, and names the others", async () => {
    const {stdout} = await asymcap("show", ...strict, "10.2.0.11");
    expect(stdout).toMatch(/^10\.1\.0\.11:40016 → 10\.2\.0\.11:5000\n/);
    expect(stdout).toContain("3 other connections with this end; name the client's port to see one:\n");
    expect(stdout).toContain("  10.1.0.11:40004 → 10.2.0.11:5000   one-way\n");
  });

  test("IPv6 is named with or without brackets", async () => {
    const capture = join(captures, "ipv6-return-bypass", "inside.pcap");
    for (const end of ["[2001:db8:2::10]:5000", "2001:db8:2::10", "2001:DB8:2:0::10"]) {
      const {status, stdout} = await asymcap("show", capture, end);
      expect(status).toBe(0);
      expect(stdout).toContain("[2001:db8:2::10]:5000\n");
      expect(lines(stdout).filter(line => line.length > 80)).toEqual([]);
    }
  });

  test.each([
    [["10.1.0.11"], /show needs captures, then an endpoint/],
    [[strict[0]!, strict[1]!], /show needs captures, then an endpoint: .*; ".*" is none/],
    [[strict[0]!, "10.1.0.11:99999"], /"10\.1\.0\.11:99999" is none/],
    [[strict[0]!, "198.51.100.1"], /no TCP connection in these captures has the end 198\.51\.100\.1/],
  ])("%j is refused with what to do", async (given, problem) => {
    const {status, stdout, stderr} = await asymcap("show", ...given);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(problem);
  });

  test("redacted it is found by its own address, and shown under its pseudonym", async () => {
    const {status, stdout} = await asymcap("show", "--redact", strict[0]!, "10.1.0.11:40016");
    expect(status).toBe(0);
    expect(stdout).not.toContain("10.1.0.11");
    expect(stdout).toContain(":40016 → ");
  });
});
