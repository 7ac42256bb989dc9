import {readFileSync} from "node:fs";
import {setTimeout as sleep} from "node:timers/promises";
import {beforeEach, describe, expect, test} from "vitest";
import {customary, type Detour, detour} from "../../captures/lab/detour.ts";
import {Network} from "../../captures/lab/network.ts";
import {asymcap, canLab, client, inside, isCi, server, workplace} from "./lab.ts";

const prefix = "asymroute-";

/** Real TCP over a firewall; the server's route back is broken, and mended, while live watches. */
describe.skipIf(!canLab && !isCi)("a route that is broken and mended under live traffic", () => {
  let place: Detour;
  const {path, run} = workplace(prefix);

  beforeEach(() => {
    place = detour(new Network(4, prefix), customary("firewall"));
  });

  const replyThrough = (gateway: "10.2.0.1" | "10.2.0.254") =>
    place.host("mail").run(["ip", "route", "replace", "10.1.0.0/24", "via", gateway]);

  test("is told of at the right times, and the report shows it", {timeout: 90_000}, async () => {
    const {firewall, host, address} = place;
    for (const name of ["mail", "web"])
      await run(inside(host(name), server(address(name), 5000, 80))).says(/ready/, 10);
    run(inside(host("alice"), client(address("mail"), 5000, 200, 80)));
    run(inside(host("alice"), client(address("web"), 5000, 200, 80)));
    const report = path("report.json");
    const live = run(
      inside(firewall, asymcap("live", "outside", "inside", "--json-lines", "-o", report, "--every", "2s", "--quiet")),
    );
    await sleep(8000);
    expect(live.output.text).toBe("");
    const broken = Date.now();
    replyThrough("10.2.0.254");
    const [raised] = await live.says(/.*"event":"raised".*\n/, 20);
    const finding = JSON.parse(raised);
    expect(finding.finding).toMatchObject({detector: "hidden-replies", missing: "replies"});
    expect(Math.abs(Date.parse(finding.since) - broken)).toBeLessThan(1000);
    await sleep(3000);
    const mended = Date.now();
    replyThrough("10.2.0.1");
    const [closed] = await live.says(/.*"event":"closed".*\n/, 30);
    expect(JSON.parse(closed).key).toBe(finding.key);
    expect(Math.abs(Date.parse(JSON.parse(closed).until) - mended)).toBeLessThan(1000);
    live.child.kill("SIGINT");
    expect(await live.ended()).toBe(1);
    const {verdict, points, captures} = JSON.parse(readFileSync(report, "utf8"));
    expect(verdict.kind).toBe("proven");
    expect(
      captures[0].notes.filter((note: string) => !/^over, lasted from .*: Replies from 10\.2\.0\.10 bypass/.test(note)),
    ).toEqual([]);
    expect(captures[0].notes).toHaveLength(2);
    expect(points.map((point: {name: string}) => point.name).sort()).toEqual(["inside", "outside"]);
    expect(points.every((point: {dropped: number}) => point.dropped === 0)).toBe(true);
  });
});
