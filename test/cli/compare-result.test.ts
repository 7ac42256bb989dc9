import {describe, expect, it} from "vitest";
import {ethernet, ipv4, udp} from "../support/bytes.ts";
import {after as at} from "../support/containers.ts";
import {broken, type Comparison, comparing, fails, mended, witnesses, works} from "./comparing.ts";
import {workplace} from "./program.ts";
import {answers, handshake, healthy, oneWay, says} from "./traffic.ts";

const {comparison, text} = comparing(workplace());

const statuses = ({pairs}: Comparison) =>
  Object.fromEntries(pairs.map(({server, status}) => [server.split(":").at(-1), status]));

describe("the result", () => {
  it("fixed: new connections of all pairs that were broken complete, and go on", async () => {
    const {status, json} = await comparison(broken, mended(...works(443), ...works(8443)));
    expect([status, json.result]).toEqual([0, "fixed"]);
    expect(json.sentence).toBe(
      "Fixed: all 6 new connections of the 2 pairs broken before complete, and go on in both directions",
    );
    expect(statuses(json)).toEqual({443: "fixed", 8443: "fixed", 80: "not-broken"});
    expect(json.pairs.find(pair => pair.server.endsWith(":443"))).toMatchObject({
      client: "10.1.0.0/24",
      server: "10.2.0.4:443",
      before: {conversations: 3, broken: 3},
      after: {begun: 3, working: 3, failing: 0},
    });
    expect(json.stale).toEqual([]);
    expect(json.clearing).toEqual([]);
  });

  it("not fixed: what is sent after the first exchange is never answered, and the client gives up", async () => {
    const dies = [203, 205, 207].flatMap((seconds, i) => {
      const port = 52_000 + i;
      const sent = {flags: "PSH-ACK", sequence: 101, acknowledgment: 901};
      return [
        ...handshake(seconds, port),
        ...[0.3, 0.9, 1.6, 2.3].map(wait => says(seconds + wait, port, sent, 400)),
        says(seconds + 2.5, port, {flags: "RST-ACK", sequence: 501, acknowledgment: 901}, 0),
      ];
    });
    const {json} = await comparison(broken, mended(...dies, ...works(8443)));
    expect(statuses(json)).toMatchObject({443: "not-fixed", 8443: "fixed"});
  });

  it("partly: half of the pairs work", async () => {
    const {status, json} = await comparison(broken, mended(...works(443), ...fails(8443)));
    expect([status, json.result]).toEqual([1, "partly"]);
    expect(statuses(json)).toEqual({443: "fixed", 8443: "not-fixed", 80: "not-broken"});
    expect(json.sentence).toBe("Partly fixed: 1 of the 2 pairs broken before works now, 3 of 6 new connections");
  });

  it("partly: half of the connections of a pair work", async () => {
    const {json} = await comparison(broken, mended(...works(443), ...fails(443), ...works(8443)));
    expect(json.result).toBe("partly");
    expect(statuses(json)).toMatchObject({443: "partly", 8443: "fixed"});
  });

  it("partly: what was broken works, and something else is broken instead", async () => {
    const {json} = await comparison(broken, mended(...works(443), ...works(8443), ...fails(80)));
    expect(json.result).toBe("partly");
    expect(statuses(json)).toEqual({443: "fixed", 8443: "fixed", 80: "broken-since"});
    expect(json.sentence).toContain("1 pair not known to be broken before is broken now");
  });

  it("partly: and something else gets no answer any more", async () => {
    const silent = [0, 1, 3].map(seconds => says(195 + seconds, 54_000, {flags: "SYN", sequence: 7}, 0, 22));
    const worked = [...broken, ...healthy(10, 45_000, 22)];
    const later = mended(...works(443), ...works(8443), ...silent);
    const {json} = await comparison(worked, later);
    expect([json.result, statuses(json)[22]]).toEqual(["partly", "broken-since"]);
    // Where it is not known ever to have worked, it is another matter.
    expect((await comparison(broken, later)).json).toMatchObject({result: "fixed"});
  });

  it("partly: half of the connections of the only pair work", async () => {
    const {json} = await comparison(broken, mended(...works(443), ...fails(443)));
    expect(json.sentence).toBe(
      "Partly fixed: all 6 new connections of the pair broken before work, 3 of them still asymmetric; 1 pair broken before is not seen after",
    );
  });

  describe("where only some connections were broken", () => {
    const mixed = [...broken, ...[10, 11, 12].flatMap((seconds, i) => healthy(seconds, 45_000 + i))];
    const many = Array.from({length: 6}, (_, i) => healthy(203 + i, 50_000 + i)).flat();

    it("not-fixed: as many are as before", async () => {
      const {json} = await comparison(mixed, mended(...works(443), ...fails(443)));
      expect(json.result).toBe("not-fixed");
      expect(json.sentence).toMatch(
        /^Not fixed: 3 of 6 new connections are still asymmetric, though they work, about as many as before/,
      );
    });

    it("partly: fewer are", async () => {
      expect((await comparison(mixed, mended(...many, ...oneWay(210, 53_000)))).json.result).toBe("partly");
    });

    it("fixed: many work", async () => {
      expect((await comparison(mixed, mended(...many))).json.result).toBe("fixed");
    });

    it("inconclusive: so few work that it may be chance", async () => {
      const {json} = await comparison(mixed, mended(...works(443)));
      expect([json.result, statuses(json)[443]]).toEqual(["inconclusive", "untested"]);
    });
  });

  it("not-fixed: none works", async () => {
    const {status, json} = await comparison(broken, mended(...fails(443), ...fails(8443)));
    expect([status, json.result]).toEqual([1, "not-fixed"]);
    expect(json.sentence).toBe("Not fixed: all 6 new connections work, still asymmetric");
  });

  /** No reply is captured, and none comes: the client sends its request again and again. */
  const dead = (seconds: number, port: number) => [
    ...oneWay(seconds, port).slice(0, 2),
    ...[0.1, 0.4, 1, 2.2].map(later =>
      says(seconds + later, port, {flags: "PSH-ACK", sequence: 101, acknowledgment: 901}, 50),
    ),
  ];
  const died = [...witnesses(1, 30_000), ...[3, 5, 7].flatMap((seconds, i) => dead(seconds, 40_000 + i))].sort((a, b) =>
    Number(a.time - b.time),
  );

  it("partly: what failed works now, still on two paths", async () => {
    const {status, json} = await comparison(died, mended(...fails(443)));
    expect([status, json.result, statuses(json)[443]]).toEqual([1, "partly", "partly"]);
    expect(json.sentence).toBe("Partly fixed: all 3 new connections of the pair broken before work, still asymmetric");
  });

  it("not-fixed: what worked on two paths works on two paths", async () => {
    expect((await comparison(broken, mended(...fails(443), ...fails(8443)))).json.result).toBe("not-fixed");
  });

  describe("where most attempts got no answer before", () => {
    const asked = Array.from({length: 60}, (_, i) =>
      [0, 1, 3].map(later => says(2 + i / 6 + later, 40_000 + i, {flags: "SYN", sequence: 100})),
    ).flat();
    const silence = [...witnesses(1, 30_000), ...asked].sort((a, b) => Number(a.time - b.time));

    it("fixed: they are answered, and go on", async () => {
      const {status, json} = await comparison(silence, mended(...works(443)));
      expect([status, json.result]).toEqual([0, "fixed"]);
    });

    it("not-fixed: they get none after, either", async () => {
      const again = [203, 204, 206].map(seconds => says(seconds, 54_000, {flags: "SYN", sequence: 7}));
      const {status, json} = await comparison(silence, mended(...again, ...witnesses(220, 33_000)));
      expect([status, json.result]).toEqual([1, "not-fixed"]);
    });
  });

  it("a server that is silent before and after, while others were broken, is no failure of the fix", async () => {
    const silent = (from: number, port: number) =>
      [0, 1, 3].map(later => says(from + later, port, {flags: "SYN", sequence: 100}, 0, 9_999));
    const before = [...broken, ...silent(3, 60_000)].sort((a, b) => Number(a.time - b.time));
    const {json} = await comparison(before, mended(...works(443), ...works(8443), ...silent(203, 60_001)));
    expect([json.result, statuses(json)[9_999]]).toEqual(["fixed", "not-broken"]);
  });

  it("not-fixed: SYNs are not answered any more at all", async () => {
    const silent = [203, 204, 206].map(seconds => says(seconds, 54_000, {flags: "SYN", sequence: 7}));
    const {json} = await comparison(broken, mended(...silent, ...witnesses(220, 33_000)));
    expect(json.result).toBe("not-fixed");
    expect(json.sentence).toBe(
      "Not fixed: the new connection does not work: 1 without success otherwise; 1 pair broken before is not seen after",
    );
  });

  it("is told of what can be seen; a pair that is not seen after is named", async () => {
    const {status, json} = await comparison(broken, mended(...works(443)));
    expect([status, json.result]).toEqual([0, "fixed"]);
    expect(json.sentence).toMatch(/; 1 pair broken before is not seen after$/);
    expect(statuses(json)).toMatchObject({443: "fixed", 8443: "not-seen"});
  });

  it("inconclusive: nothing in common", async () => {
    const {status, json} = await comparison(broken, mended(...works(9000)));
    expect([status, json.result]).toEqual([2, "inconclusive"]);
    expect(json.sentence).toMatch(/nothing of what was broken before is in the capture after/);
    expect(statuses(json)).toMatchObject({443: "not-seen", 9000: "new"});
  });

  it("inconclusive: no new connection", async () => {
    const old = Array.from({length: 5}, (_, i) =>
      says(203 + i, 40_000, {flags: "PSH-ACK", sequence: 301, acknowledgment: 2901}, 50),
    );
    const {status, json} = await comparison(broken, mended(...old));
    expect([status, json.result]).toEqual([2, "inconclusive"]);
    expect(json.sentence).toMatch(/of what was broken before, the capture after has no new connection/);
    expect(json.stale.map(one => one.conversation)).toEqual(["10.1.0.3:40000 > 10.2.0.4:443"]);
  });

  it("inconclusive: no TCP at all", async () => {
    const other = [1, 2].map(seconds => ({time: at(seconds), bytes: ethernet({}, ipv4({}, udp({})))}));
    const {status, json} = await comparison(broken, other);
    expect([status, json.sentence]).toEqual([
      2,
      "Whether it is fixed cannot be told: the capture after holds no TCP connection",
    ]);
  });
});

describe("a handshake alone is no success", () => {
  const goesOn = (seconds: number, port: number, acknowledgments: readonly number[]) => [
    ...handshake(seconds, port),
    ...acknowledgments.map((acknowledgment, i) =>
      says(seconds + 1 + i, port, {flags: "PSH-ACK", sequence: 101 + 50 * i, acknowledgment}, 50),
    ),
  ];

  it("where the client then acknowledges what is not seen", async () => {
    const {json} = await comparison(broken, mended(...goesOn(203, 50_000, [901, 1401, 1901, 2401, 2901])));
    expect(json.result).toBe("not-fixed");
    expect(json.pairs.find(pair => pair.server.endsWith(":443"))!.after).toMatchObject({
      begun: 1,
      working: 0,
      failing: 1,
      stopped: 1,
    });
    expect(json.sentence).toMatch(/1 with a handshake and then one direction only/);
  });

  it("where the client sends its data again and again", async () => {
    const again = [0.1, 0.4, 1, 2.2, 4.6].map(seconds =>
      says(203 + seconds, 50_000, {flags: "PSH-ACK", sequence: 101, acknowledgment: 901}, 50),
    );
    const {json} = await comparison(broken, mended(...handshake(203, 50_000), ...again));
    expect(json.result).toBe("not-fixed");
  });

  it("where replies stop after the first", async () => {
    const begun = healthy(203, 50_000).slice(0, 5);
    const again = [1, 2, 4, 8].map(seconds =>
      says(203 + seconds, 50_000, {flags: "PSH-ACK", sequence: 151, acknowledgment: 1401}, 50),
    );
    const {json} = await comparison(broken, mended(...begun, ...again));
    expect(json.result).toBe("not-fixed");
  });

  it("nor a failure, where the capture ends before more could come", async () => {
    const {json} = await comparison(broken, mended(...handshake(219.5, 50_000)));
    expect(json.result).toBe("inconclusive");
    expect(json.pairs.find(pair => pair.server.endsWith(":443"))!.after).toMatchObject({begun: 1, unclear: 1});
  });

  it("but a server that only acknowledges is heard as well", async () => {
    const upload = [1, 2, 3, 4].flatMap(i => [
      says(203 + i, 50_000, {flags: "PSH-ACK", sequence: 51 + 50 * i, acknowledgment: 901}, 50),
      answers(203.02 + i, 50_000, {flags: "ACK", sequence: 901, acknowledgment: 101 + 50 * i}),
    ]);
    const {json} = await comparison(broken, mended(...handshake(203, 50_000), ...upload));
    expect(json.result).toBe("fixed");
  });

  it("and a client that closes long after the server did has lost nothing", async () => {
    const begun = healthy(203, 50_000).slice(0, 5);
    const end = [
      answers(203.1, 50_000, {flags: "FIN-ACK", sequence: 1401, acknowledgment: 151}),
      says(203.11, 50_000, {flags: "ACK", sequence: 151, acknowledgment: 1402}),
      says(216, 50_000, {flags: "RST-ACK", sequence: 151, acknowledgment: 1402}),
    ];
    expect((await comparison(broken, mended(...begun, ...end))).json.result).toBe("fixed");
  });
});

describe("stale connections", () => {
  /** An older connection that repeats its data, and gets no answer. */
  const repeats = (port: number, service = 443) =>
    [0, 1, 3, 7].map(seconds =>
      says(203 + seconds, port, {flags: "PSH-ACK", sequence: 301, acknowledgment: 2901}, 50, service),
    );

  it("are those of before that still get nowhere, and those in the midst of such a fate", async () => {
    const {status, json} = await comparison(
      broken,
      mended(...works(443), ...works(8443), ...repeats(40_001), ...repeats(47_111, 8443)),
    );
    expect([status, json.result]).toEqual([0, "fixed"]);
    expect(json.stale).toMatchObject([
      {conversation: "10.1.0.3:40001 > 10.2.0.4:443", client: {address: "10.1.0.3", port: 40_001}, brokenBefore: true},
      {conversation: "10.1.0.3:47111 > 10.2.0.4:8443", brokenBefore: false},
    ]);
    expect(json.sentence).toMatch(/; 2 older connections still run on the broken path and need clearing$/);
    expect(json.clearing.map(step => step.platform)).toEqual([
      "pan-os",
      "pan-os",
      "fortios",
      "linux",
      "pan-os",
      "pan-os",
      "fortios",
      "linux",
    ]);
  });

  it("are not those that work by now, gave up, or are of a service that never was broken", async () => {
    const recovered = [
      ...repeats(40_001),
      answers(211, 40_001, {flags: "PSH-ACK", sequence: 2901, acknowledgment: 351}, 500),
      says(211.1, 40_001, {flags: "ACK", sequence: 351, acknowledgment: 3401}),
    ];
    const gaveUp = [...repeats(40_002), says(214, 40_002, {flags: "RST", sequence: 351})];
    const {json} = await comparison(broken, mended(...works(443), ...recovered, ...gaveUp, ...repeats(47_112, 80)));
    expect(json.stale).toEqual([]);
  });

  it("are not those that reuse the ports of one of before", async () => {
    expect((await comparison(broken, mended(...healthy(203, 40_001)))).json).toMatchObject({
      result: "fixed",
      stale: [],
    });
    // A new initial number, and it fails: a new connection that fails.
    const failing = [0, 1, 3].map(seconds => says(203 + seconds, 40_001, {flags: "SYN", sequence: 7_000_000}));
    expect((await comparison(broken, mended(...failing, ...witnesses(220, 33_000)))).json).toMatchObject({
      result: "not-fixed",
      stale: [],
    });
  });

  it("are not to be cleared where new connections fail as well", async () => {
    const {json} = await comparison(broken, mended(...fails(443), ...repeats(40_001)));
    expect(json).toMatchObject({result: "not-fixed", stale: [], clearing: []});
  });

  it("come with commands that are not wrapped, and are marked", async () => {
    const told = await text(broken, mended(...works(443), ...works(8443), ...repeats(40_001)));
    const lines = told.split("\n").map(line => line.trim());
    expect(lines).toContain("clear session all filter source 10.1.0.3 destination 10.2.0.4");
    expect(lines).toContain("CHANGES pan-os");
    expect(lines).toContain("undo: none: the clients must reconnect");
    expect(told.replace(/\s+/g, " ")).toContain("idle sessions in minutes, long-lived ones in hours");
    const block = lines.indexOf("diagnose sys session filter clear");
    expect(lines.slice(block, block + 7)).toEqual([
      "diagnose sys session filter clear",
      "diagnose sys session filter src 10.1.0.3",
      "diagnose sys session filter dst 10.2.0.4",
      "diagnose sys session filter sport 40001",
      "diagnose sys session filter dport 443",
      "diagnose sys session filter",
      "diagnose sys session clear",
    ]);
  });
});
