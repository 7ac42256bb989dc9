import {describe, expect, it, test} from "vitest";
import {asymmetric, bypass, causeOf, first, judge, oneWayPort} from "../support/side-judging.ts";
import {fortigateSession, panFilter, panSession, tracerouteTo} from "../support/side-texts.ts";

/** What looks like side evidence for or against a cause, and is none. */
const told = async (...texts: Parameters<typeof judge>[1]) => {
  const analysis = await judge(asymmetric, texts);
  return {analysis, all: JSON.stringify(analysis.causes)};
};

describe("routes", () => {
  const waiting = "S       10.2.0.0/24 [20/0] via 10.9.9.1, port4\n";
  const used = "S    *> 10.2.0.0/24 [10/0] via 10.9.0.1, port3\n";

  test("of a database that are not selected are not used", async () => {
    const {analysis} = await told(`fgt # get router info routing-table database\n${used}${waiting}`);
    expect(analysis.sideEvidence.map(({says}) => says)).toEqual(["10.2.0.0/24 is routed via 10.9.0.1 (port3)"]);
  });

  it.each([
    [
      "VRFs",
      "Routing table for VRF=0\nS*      0.0.0.0/0 [10/0] via 203.0.113.1, port1\nRouting table for VRF=7\nS*      0.0.0.0/0 [10/0] via 10.9.0.1, port2\n",
    ],
    [
      "virtual domains",
      "fgt (root) # get router info routing-table all\nS*      0.0.0.0/0 [10/0] via 203.0.113.1, port1\nfgt (guest) # get router info routing-table all\nS*      0.0.0.0/0 [10/0] via 10.9.0.1, port2\n",
    ],
  ])("of two %s are not two default routes of one table", async (_, text) => {
    expect(causeOf((await told(text)).analysis, "second-default-route")).toBe(undefined);
  });

  test("of which a router was asked for a packet that comes in are not the sender's", async () => {
    const {all} = await told(
      "10.1.0.3 from 10.2.0.4 via 10.9.0.1 dev eth2 iif eth1 \n    cache iif eth1\ndefault via 10.2.0.254 dev eth0\n",
    );
    expect(all).not.toContain("not by its default gateway");
  });
});

test("traceroutes there and back of one device in between tell nothing of the ways of one packet", async () => {
  const text = `${tracerouteTo("10.2.0.4", [])}${tracerouteTo("10.1.0.3", ["10.0.1.1"])}`;
  expect((await told(text)).all).not.toContain("the ways differ");
});

describe("sessions", () => {
  test("that a standby was told of by its peer count nothing there", async () => {
    const copy = fortigateSession({port: oneWayPort, counts: [1, 0]}).replace(/^state=.*$/m, "state=may_dirty syn_ses");
    expect((await told(copy)).all).not.toContain("that device either");
  });

  test("of two texts without names may be of one device", async () => {
    const halves = [panSession({port: oneWayPort, counts: [9, 0]}), panSession({port: oneWayPort, counts: [0, 8]})];
    const nameless = halves.map(text => text.replaceAll(/^\S+@\S+> /gm, ""));
    expect(first((await told(...nameless)).analysis)).toBe(bypass);
    expect(first((await told(halves[0]!, nameless[1]!)).analysis)).toBe(bypass);
  });

  it.each([
    ["deny", "no reply"],
    ["start", "no reply"],
  ])("that a log tells of as %s lack no replies", async action => {
    const log = `date=2026-11-21 time=10:00:00 type="traffic" subtype="forward" srcip=10.1.0.3 srcport=${oneWayPort} dstip=10.2.0.4 dstport=443 proto=6 action="${action}" sessionid=77 sentpkt=1 rcvdpkt=0 sentbyte=60 rcvdbyte=0\n`;
    expect((await told(log)).all).not.toContain("that device either");
    const closed = log.replace(`action="${action}"`, 'action="timeout"');
    expect((await told(closed)).all).toContain("that device either");
  });

  test("have numbers, and nothing else, from logs", async () => {
    const log = `type="traffic" srcip=10.1.0.3 srcport=${oneWayPort} dstip=10.2.0.4 dstport=443 proto=6 action="timeout" sessionid="\u009b1m7" sentpkt=3 rcvdpkt=0\n`;
    const {analysis} = await told(log);
    expect(JSON.stringify([analysis.sideEvidence, analysis.causes, analysis.findings])).not.toContain("\u009b");
  });
});

test("a filter of other protocols, or by the interface that packets enter by, tells nothing of TCP", async () => {
  const rule = "0.0.0.0[0]->10.2.0.4[0]";
  const kinds = async (text: string) => (await told(["fw", text])).analysis.sideEvidence.map(({kind}) => kind);
  expect(await kinds(panFilter([rule]))).toContain("filter");
  expect(await kinds(panFilter([rule]).replace("proto 6", "proto 17"))).not.toContain("filter");
  const byFace = panFilter([rule]).replace("ingress-interface any", "ingress-interface ethernet1/1");
  expect(await kinds(byFace)).not.toContain("filter");
});
