import {execFileSync} from "node:child_process";
import {chownSync, existsSync, readdirSync, readFileSync, statSync} from "node:fs";
import {setTimeout as sleep} from "node:timers/promises";
import {beforeEach, describe, expect, test} from "vitest";
import type {Host} from "../../captures/lab/host.ts";
import {Network} from "../../captures/lab/network.ts";
import {asymcap, canLab, client, isCi, server, workplace} from "./lab.ts";

const prefix = "asymlive-";
const nobody = 65534;

/** The program as it is started, told to go on, and ended. */
describe.skipIf(!canLab && !isCi)("live on the loopback interface of a host", () => {
  let host: Host;
  const {path, run} = workplace(prefix);
  const live = (...words: string[]) => run(host.inside(asymcap("live", "lo", ...words)));
  const report = () => path("report.json");
  const read = () => JSON.parse(readFileSync(report(), "utf8"));

  beforeEach(() => {
    host = new Network(4, prefix).host("live");
  });

  const traffic = async (seconds: number) => {
    await run(host.inside(server("127.0.0.1", 5000, seconds))).says(/ready/, 10);
    run(host.inside(client("127.0.0.1", 5000, 100, seconds)));
  };

  const appears = async (path: string) => {
    for (let i = 0; i < 200 && !existsSync(path); i++) await sleep(100);
    return existsSync(path);
  };

  test("SIGINT writes the reports and ends with status 0 where all is whole", {timeout: 30_000}, async () => {
    await traffic(20);
    const one = live("-o", report());
    await sleep(6000);
    one.child.kill("SIGINT");
    expect(await one.ended()).toBe(0);
    const {verdict, totals, points} = read();
    expect(verdict.kind).toBe("symmetric");
    expect(totals.byOutcome.complete).toBeGreaterThan(10);
    expect(points).toMatchObject([{name: "lo", dropped: 0}]);
  });

  test("--duration ends it; --handshakes-only accuses nobody of the ACKs that it leaves out", {
    timeout: 30_000,
  }, async () => {
    await traffic(20);
    const one = live("--handshakes-only", "--duration", "6s", "-o", report());
    expect(await one.ended()).toBe(0);
    const {verdict, totals, captures, findings} = read();
    expect(totals.tcp).toBeGreaterThan(100);
    expect(["symmetric", "inconclusive"]).toContain(verdict.kind);
    expect(findings.filter((finding: {certainty: string}) => finding.certainty !== "note")).toEqual([]);
    expect(captures[0].notes.join()).toMatch(/only SYN, FIN, RST and ICMP/);
  });

  test("SIGHUP puts the reports aside", {timeout: 30_000}, async () => {
    await traffic(20);
    const one = live("-o", report(), "--every", "1s");
    expect(await appears(report())).toBe(true);
    one.child.kill("SIGHUP");
    await sleep(2500);
    one.child.kill("SIGTERM");
    await one.ended();
    const names = readdirSync(path(".")).sort();
    expect(names).toHaveLength(2);
    expect(names[0]).toMatch(/^report-\d{8}T\d{6}Z\.json$/);
    expect(names[1]).toBe("report.json");
  });

  test("rights are given up once the interface is open, and reports belong to the user", {
    timeout: 30_000,
  }, async () => {
    chownSync(path("."), nobody, nobody);
    await traffic(20);
    const one = live("-o", report(), "--every", "1s", "--user", "nobody");
    expect(await appears(report())).toBe(true);
    const uids = (pid: number) =>
      /^Uid:\t(\d+)\t(\d+)\t(\d+)\t(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))!.slice(1);
    const {pid} = one.child;
    const children = execFileSync("ps", ["-o", "pid=", "--ppid", String(pid)], {encoding: "utf8"})
      .trim()
      .split(/\s+/);
    for (const id of [pid!, ...children.map(Number)]) expect(uids(id)).toEqual(Array(4).fill(String(nobody)));
    expect(statSync(report()).uid).toBe(nobody);
    one.child.kill("SIGINT");
    expect(await one.ended()).toBe(0);
  });

  test("of sudo the rights of who called it are taken on", {timeout: 30_000}, async () => {
    chownSync(path("."), nobody, nobody);
    await traffic(20);
    const environment = {SUDO_UID: String(nobody), SUDO_GID: String(nobody), SUDO_USER: "nobody"};
    const one = run(host.inside(asymcap("live", "lo", "-o", report(), "--duration", "2s")), environment);
    await one.ended();
    expect(statSync(report()).uid).toBe(nobody);
  });

  test("an interface that goes away ends it, and is told of", {timeout: 30_000}, async () => {
    host.run(["ip", "link", "add", "span0", "type", "veth", "peer", "span1"]);
    host.run(["ip", "link", "set", "span0", "up"]);
    const one = run(host.inside(asymcap("live", "span0")));
    await sleep(2000);
    host.run(["ip", "link", "del", "span0"]);
    expect(await one.ended()).toBe(2);
    expect(one.errors.text).toMatch(/span0: .*gone/);
  });

  test.each([
    [["nope0"], /nope0: there is no such interface; `asymcap interfaces` lists them/],
    [["lo", "--filter", "tcp porta 3"], /the filter "tcp porta 3" is none to libpcap/],
    [["lo", "--user", "nosuch"], /--user nosuch: there is no such user/],
    [["lo", "lo"], /named twice/],
  ])("%s is refused", async (words, message) => {
    const one = run(host.inside(asymcap("live", ...words)));
    expect(await one.ended()).toBe(2);
    expect(one.errors.text).toMatch(message);
  });
});
