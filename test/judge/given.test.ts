import {describe, expect, test} from "vitest";
import {asymmetric, judge, oneWayPort} from "../support/side-judging.ts";
import {panCounters, panFilter, panSession, tracerouteTo} from "../support/side-texts.ts";

/** Nobody is sent for what lies on the table: a command whose output was given is not advised. */
const unanswered = `# nothing answers
client 10.1.0.3:51544     server 10.2.0.4:443     point fw
0.000 > SYN                lost
1.000 > SYN                lost
3.000 > SYN                lost
7.000 > SYN                lost
`;
const starved = `# the client's ACK is lost beyond the first point
client 10.1.0.3:51544     server 10.2.0.4:443     point fw/inside
0.000 > SYN                @fw/inside,dc/core
0.040 < SYN-ACK            @dc/core,fw/inside
0.041 > ACK                @fw/inside lost
1.060 < SYN-ACK            @dc/core,fw/inside
1.061 > ACK                @fw/inside lost
3.080 < SYN-ACK            @dc/core,fw/inside
3.081 > ACK                @fw/inside lost
`;

const commandsOf = async (ladder: string, texts: Parameters<typeof judge>[1]) =>
  (await judge(ladder, texts)).causes.flatMap(({next}) => next.map(({command}) => command));

const session = panSession({port: oneWayPort, counts: [4000, 0]});
const lookUp = "10.1.0.3 from 10.2.0.4 via 10.2.0.253 dev eth0\n";

describe("a command whose output was given is not advised", () => {
  test.each([
    ["sessions of these hosts", "show session all filter source", asymmetric, session],
    ["counters", "show counter global", starved, panCounters([["flow_tcp_non_syn_drop", 12, "drop"]])],
    ["the capture's filter", "packet-diag show setting", unanswered, panFilter(["10.9.0.3[0]->10.9.0.4[0]"])],
    ["a route asked for", "ip route get 10.1.0.3 from 10.2.0.4", asymmetric, lookUp],
    ["a traceroute", "traceroute 10.1.0.3", asymmetric, tracerouteTo("10.1.0.3", ["10.2.0.253", "10.1.0.3"])],
  ])("%s", async (_what, command, ladder, text) => {
    expect((await commandsOf(ladder, [])).some(one => one.includes(command))).toBe(true);
    expect((await commandsOf(ladder, [["fw", text]])).filter(one => one.includes(command))).toEqual([]);
  });
});

describe("a command is advised all the same", () => {
  test("where its output was given of other hosts", async () => {
    const commands = await commandsOf(asymmetric, [["fw", session.replaceAll("10.2.0.4", "10.9.0.9")]]);
    expect(commands.join("\n")).toContain("show session all filter source");
  });

  test("where the route to another host was asked for", async () => {
    const commands = await commandsOf(asymmetric, [["fw", lookUp.replace("10.1.0.3", "10.7.0.3")]]);
    expect(commands).toContain("ip route get 10.1.0.3 from 10.2.0.4");
  });

  test("where one of two devices that captured gave it: the other may hold the other half", async () => {
    const commands = await commandsOf(starved, [["fw", session.replaceAll(`${oneWayPort}`, "51544")]]);
    expect(commands.join("\n")).toContain("show session all filter source");
  });
});
