import {once} from "node:events";
import {readFileSync, writeFileSync} from "node:fs";
import {setTimeout as sleep} from "node:timers/promises";
import {beforeEach, describe, expect, test} from "vitest";
import type {Host} from "../../captures/lab/host.ts";
import {Network} from "../../captures/lab/network.ts";
import {Flows, has, packetsEach} from "./flows.ts";
import {asymcap, canLab, isCi, type Running, workplace} from "./lab.ts";

const prefix = "asymload-";
/** `npm run soak` takes its time; otherwise each run is short. */
const isSoak = process.env.ASYMCAP_SOAK === "1";
const seconds = isSoak ? 60 : 5;
const patience = 180_000;
const hasReplay = await has("tcpreplay");

const {path, run} = workplace(prefix);
const report = () => JSON.parse(readFileSync(path("report.json"), "utf8"));

/** Load from one host to another, and what became of each packet. */
describe.skipIf((!canLab || !hasReplay) && !isCi)("a link under load", () => {
  let near: Host;
  let far: Host;
  let capture: string;

  beforeEach(async () => {
    const network = new Network(4, prefix);
    [near, far] = [network.host("near"), network.host("far")];
    network.link([near, "span0"], [far, "load0"]);
    for (const [host, face] of [
      [near, "span0"],
      [far, "load0"],
    ] as const) {
      host.sysctl("net.ipv6.conf.all.disable_ipv6", 1);
      host.run(["ip", "link", "set", face, "arp", "off"]);
    }
    const flows = await Flows.make();
    capture = path("load.pcap");
    writeFileSync(capture, Buffer.concat([flows.head, flows.next(40_000, Date.now() / 1000)]));
  });

  const replay = (rate: number) =>
    run(
      far.inside([
        "tcpreplay",
        "-q",
        "-K",
        "-i",
        "load0",
        `--pps=${rate}`,
        "--loop=100000",
        `--duration=${seconds}`,
        capture,
      ]),
    );
  const sentBy = ({output}: Running) => Number(/Successful packets:\s+(\d+)/.exec(output.text)![1]);

  test("of 200,000 packets a second through cap each is counted, or reported as lost", {
    timeout: patience,
  }, async () => {
    const live = run(near.inside(asymcap("live", "span0", "-o", path("report.json"), "--quiet")));
    await sleep(3000);
    const load = replay(200_000);
    expect(await load.ended()).toBe(0);
    await sleep(1000);
    live.child.kill("SIGINT");
    expect(await live.ended()).toBeLessThan(2);
    const {totals, points} = report();
    const sent = sentBy(load);
    process.stderr.write(`cap: ${sent} sent, ${totals.packets} read, ${points[0].dropped} lost\n`);
    expect(totals.packets).toBeGreaterThan(seconds * 10_000);
    expect(totals.packets + points[0].dropped).toBe(sent);
  });

  test("of 600,000 packets a second through dumpcap each is counted, or reported as lost", {
    timeout: patience,
  }, async () => {
    const words = `dumpcap -q -i span0 -B 64 -s 320 -w - | ${asymcap("live", "-", "-o", path("report.json"), "--quiet").join(" ")}`;
    const live = run(near.inside(["sh", "-c", words]));
    await sleep(3000);
    const load = replay(600_000);
    expect(await load.ended()).toBe(0);
    await sleep(4000);
    // dumpcap ends its stream with what it has lost.
    near.run(["sh", "-c", `kill -INT $(ps -o pid= --ppid ${live.child.pid} -C dumpcap | head -1)`]);
    expect(await live.ended()).toBeLessThan(2);
    const {totals, points} = report();
    const sent = sentBy(load);
    process.stderr.write(`dumpcap: ${sent} sent, ${totals.packets} read, ${points[0].dropped} lost\n`);
    expect(totals.packets).toBeGreaterThan(seconds * 10_000);
    expect(totals.packets + points[0].dropped).toBe(sent);
  });

  test("SIGINT in the midst of it is answered with whole reports", {timeout: patience}, async () => {
    const paths = ["json", "svg", "md"].map(extension => path(`report.${extension}`));
    const live = run(near.inside(asymcap("live", "span0", ...paths.flatMap(path => ["-o", path]))));
    await sleep(3000);
    const load = replay(200_000);
    await sleep(3000);
    live.child.kill("SIGINT");
    expect(await live.ended()).toBeLessThan(2);
    expect(report().totals.packets).toBeGreaterThan(1000);
    expect(readFileSync(paths[1]!, "utf8")).toMatch(/<\/svg>\s*$/);
    expect(live.output.text).toMatch(/connections/);
    load.child.kill("SIGKILL");
  });
});

/** Connections that never end, through a table that holds few of them. */
describe("for a long time", () => {
  const total = isSoak ? 2_000_000 : 60_000;
  const held = isSoak ? 100_000 : 3000;
  const duration = isSoak ? 600 : 15;

  test(`${total} connections pass through a table of ${held} and memory stays flat`, {
    timeout: (duration + 60) * 1000,
  }, async () => {
    const live = run(
      asymcap("live", "-", "--max-flows", String(held), "-o", path("report.json"), "--every", "5s", "--quiet"),
      {},
      true,
    );
    const {stdin, pid} = live.child;
    const resident = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]) / 1024;
    const flows = await Flows.make();
    stdin!.write(flows.head);
    const memory: number[] = [];
    const steps = duration * 10;
    const began = Date.now();
    for (let step = 0; step < steps; step++) {
      if (!stdin!.write(flows.next(Math.ceil(total / steps), Date.now() / 1000))) await once(stdin!, "drain");
      await sleep(Math.max(0, began + (step + 1) * 100 - Date.now()));
      memory.push(resident());
    }
    stdin!.end();
    expect(await live.ended()).toBe(0);
    const {totals, verdict} = report();
    expect(totals.packets).toBe(flows.made * packetsEach);
    expect(totals.conversations + totals.forgotten).toBe(flows.made);
    expect(totals.conversations).toBeLessThanOrEqual(held);
    expect(verdict.kind).toBe("symmetric");
    const most = (from: number, to: number) => Math.max(...memory.slice(memory.length * from, memory.length * to));
    process.stderr.write(
      `memory: ${most(0.25, 0.5).toFixed(0)} MB in the second quarter, ${most(0.75, 1).toFixed(0)} MB in the last\n`,
    );
    expect(most(0.75, 1)).toBeLessThan(most(0.25, 0.5) * 1.15 + 20);
  });
});
