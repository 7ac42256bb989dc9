import {describe, expect, it, test} from "vitest";
import {readCapture} from "../../src/capture/capture.ts";
import {CapturePoints} from "../../src/capture/points.ts";
import {filterRules} from "../../src/capture/side/bpf-filter.ts";
import {type SideRecord, SideRecords} from "../../src/capture/side/record.ts";
import {Statements} from "../../src/capture/statement.ts";
import {Epoch} from "../../src/time/time.ts";
import {
  fortigateSession,
  fortigateStatus,
  panCounters,
  panFilter,
  panSession,
  tracerouteTo,
} from "../support/side-texts.ts";

/** What outputs of devices tell beside packets, read from transcripts. */
async function read(text: string) {
  const side = new SideRecords();
  const summary = {
    id: 0,
    path: "a.txt",
    format: null,
    packets: 0,
    ordinal: 0,
    bytes: 0,
    notes: [],
    errors: [],
    typed: [],
    digest: null,
    mistakes: [],
    lines: [],
  };
  async function* stream() {
    yield new TextEncoder().encode(text);
  }
  const context = {
    points: new CapturePoints(),
    epoch: new Epoch(),
    reader: "asymcap" as const,
    statements: new Statements(),
    side,
    supports: () => true,
  };
  for await (const _ of readCapture({path: "a.txt", stream: stream()}, summary, context));
  return {records: side.list, ...summary} as {
    records: SideRecord[];
    format: string | null;
    packets: number;
    notes: string[];
    errors: Error[];
  };
}

const one = async (text: string): Promise<SideRecord> => {
  const {records} = await read(text);
  expect(records).toHaveLength(1);
  return records[0]!;
};

describe("sessions", () => {
  test("PAN-OS: show session id", async () => {
    expect(await one(panSession({port: 50_000, counts: [3, 0], translated: ["203.0.113.9", 17_742]}))).toMatchObject({
      kind: "session",
      platform: "pan-os",
      line: 3,
      id: "41233",
      client: {address: "10.1.0.3", port: 50_000},
      server: {address: "10.2.0.4", port: 443},
      translated: {client: {address: "203.0.113.9", port: 17_742}, server: {address: "10.2.0.4", port: 443}},
      requests: {packets: 3, bytes: 222},
      replies: {packets: 0, bytes: 0},
      enters: "ethernet1/1",
      leaves: "ethernet1/3",
      byPeer: false,
      isOffloaded: false,
    });
    expect(await one(panSession({port: 1, counts: [1, 1], byPeer: true, offloaded: true}))).toMatchObject({
      translated: null,
      byPeer: true,
      isOffloaded: true,
    });
  });

  test("FortiOS: diagnose sys session list, with an auxiliary session, its interfaces named or not", async () => {
    const list = fortigateSession({port: 50_000, counts: [290, 188], reflect: 31, state: "log dirty synced"});
    expect(await one(list)).toMatchObject({
      kind: "session",
      platform: "fortios",
      id: "0002b1c4",
      client: {address: "10.1.0.3", port: 50_000},
      translated: {client: {address: "203.0.113.9", port: 60_418}},
      requests: {packets: 290},
      replies: {packets: 188},
      enters: "7",
      leaves: "30",
      repliesEnter: "31",
      byPeer: false,
    });
    const named =
      "fgt-a # diagnose netlink interface list\nif=port2 family=00 type=1 index=7 mtu=1500 link=0 master=0\n";
    expect((await read(`${list}${named}`)).records[1]).toMatchObject({kind: "interface", index: "7", name: "port2"});
  });

  test("Linux: conntrack -L, with and without accounting", async () => {
    const tuple = "src=10.1.0.3 dst=10.2.0.4 sport=50000 dport=443";
    const back = "src=10.2.0.4 dst=10.1.0.3 sport=443 dport=50000";
    expect(await one(`tcp      6 118 SYN_SENT ${tuple} [UNREPLIED] ${back} mark=0 use=1\n`)).toMatchObject({
      requests: {packets: null},
      replies: {packets: 0},
    });
    expect(
      await one(
        `ipv4     2 tcp      6 431999 ESTABLISHED ${tuple} packets=5 bytes=400 ${back} packets=4 bytes=300 [ASSURED]\n`,
      ),
    ).toMatchObject({requests: {packets: 5, bytes: 400}, replies: {packets: 4, bytes: 300}});
  });

  test("traffic logs of FortiOS and PAN-OS", async () => {
    const forti =
      'date=2024-03-05 time=10:16:02 devname="FGT" logid="0000000013" type="traffic" subtype="forward" srcip=10.1.0.3 srcport=50000 srcintf="port2" ' +
      'dstip=10.2.0.4 dstport=443 dstintf="port3" sessionid=176580 proto=6 action="timeout" trandisp="snat" transip=203.0.113.9 transport=60418 ' +
      "duration=20 sentbyte=222 rcvdbyte=0 sentpkt=3 rcvdpkt=0";
    expect(await one(`${forti}\n`)).toMatchObject({
      kind: "log",
      client: {address: "10.1.0.3", port: 50_000},
      requests: {packets: 3, bytes: 222},
      replies: {packets: 0, bytes: 0},
      enters: "port2",
      leaves: "port3",
    });
    const pan =
      "Mar  5 10:16:01 PA-A 1,2024/03/05 10:16:01,0123,TRAFFIC,end,2049,2024/03/05 10:16:01,10.1.0.3,10.2.0.4,203.0.113.9,10.2.0.4," +
      '"rule, with comma",,,incomplete,vsys1,trust,untrust,ethernet1/1,ethernet1/3,fwd,2024/03/05 10:16:01,41233,1,50000,443,17742,443,' +
      "0x400019,tcp,allow,222,222,0,3,2024/03/05 10:15:01,5,any,0,123,0x0,US,US,0,3,0,aged-out";
    expect(await one(`${pan}\n`)).toMatchObject({
      kind: "log",
      id: "41233",
      translated: {client: {address: "203.0.113.9", port: 17_742}, server: {address: "10.2.0.4", port: 443}},
      requests: {packets: 3},
      replies: {packets: 0},
      leaves: "ethernet1/3",
    });
  });
});

describe("counters", () => {
  test("PAN-OS: a listing of drops is known as one, and a command says what it lists", async () => {
    const {records} = await read(
      panCounters(
        [["flow_tcp_non_syn_drop", 25, "drop"]],
        "show counter global filter delta yes severity drop packet-filter yes",
      ),
    );
    expect(records).toMatchObject([
      {name: "flow_tcp_non_syn_drop", value: 25, isDelta: true, isOfFilter: true, dropsOnly: true},
    ]);
    const whole = await read(
      panCounters([
        ["pkt_recv", 48, "info"],
        ["flow_tcp_non_syn_drop", 25, "drop"],
      ]),
    );
    expect(whole.records).toMatchObject([
      {isDelta: false, dropsOnly: false},
      {value: 25, dropsOnly: false},
    ]);
  });

  test("ASA: show asp drop", async () => {
    const {records} = await read(
      "ciscoasa# show asp drop\n\nFrame drop:\n  First TCP packet not SYN (tcp-not-syn)     205\n\nLast clearing: never\n",
    );
    expect(records).toMatchObject([{kind: "counter", platform: "asa", name: "tcp-not-syn", value: 205, line: 4}]);
  });
});

describe("filters of captures", () => {
  test("PAN-OS: packet-diag show setting; zeros are anything, and what is off filters nothing", async () => {
    expect(await one(panFilter(["10.1.0.3[0]->0.0.0.0[443]"]))).toMatchObject({
      kind: "filter",
      rules: [{source: "10.1.0.3", sourcePort: null, target: null, targetPort: 443}],
      shown: "10.1.0.3 → any:443",
    });
    expect(await one(panFilter(["10.1.0.3[0]->10.2.0.4[0]"], false))).toMatchObject({kind: "filter", rules: []});
  });

  test.each([
    ["src host 10.1.0.3 and dst host 10.2.0.4", [{source: "10.1.0.3", target: "10.2.0.4"}]],
    ["src 10.1.0.3 && dst port 443 or arp", [{source: "10.1.0.3", targetPort: 443}]],
    ["host 10.1.0.3 and src net 10.2.0.0/16", [{source: "10.1.0.3"}, {source: "10.2.0.0/16", target: "10.1.0.3"}]],
    ["dst host 10.2.0.4 or host 10.1.0.6", [{target: "10.2.0.4"}, {source: "10.1.0.6"}, {target: "10.1.0.6"}]],
    [
      "host 10.1.0.3 and host 10.2.0.4 or dst port 80",
      [{source: "10.2.0.4", target: "10.1.0.3"}, {source: "10.1.0.3", target: "10.2.0.4"}, {targetPort: 80}],
    ],
    ["src port 443 and port 8443", [{sourcePort: 443, targetPort: 8443}]],
    ["host 10.1.0.3 and port 443", null],
    ["not src host 10.1.0.3", null],
    ["(src host 10.1.0.3)", null],
    ["src host mail", null],
  ])("libpcap: %s", (expression, rules) => {
    if (rules === null) expect(filterRules(expression)).toBe(null);
    else expect(filterRules(expression)).toMatchObject(rules);
  });
});

describe("routes", () => {
  const hop = (gateway: string | null, face: string | null) => ({gateway, interface: face});
  const cases: [string, string, object[]][] = [
    [
      "FortiOS, table",
      [
        "fgt-a # get router info routing-table all",
        "Codes: K - kernel, C - connected, S - static, R - RIP, B - BGP",
        "Routing table for VRF=0",
        "S*      0.0.0.0/0 [10/0] via 203.0.113.1, port3, [1/0]",
        "                  [10/0] via 198.51.100.1, port4, [1/0]",
        "C       10.1.0.0/24 is directly connected, port2",
        "B       10.9.0.0/16 [200/0] via 10.0.0.1 (recursive via 198.51.100.14, port4), 01:02:03",
      ].join("\n"),
      [
        {network: "0.0.0.0", bits: 0, hops: [hop("203.0.113.1", "port3"), hop("198.51.100.1", "port4")], metric: 10},
        {network: "10.1.0.0", bits: 24, hops: [hop(null, "port2")]},
        {network: "10.9.0.0", bits: 16, hops: [hop("198.51.100.14", "port4")]},
      ],
    ],
    [
      "FortiOS, details",
      'Routing table for VRF=0\nRouting entry for 10.2.0.0/24\n  Known via "static", distance 10, metric 0, best\n  * vrf 0 198.51.100.14, via port4\n    198.51.100.15, via port5\n',
      [{network: "10.2.0.0", hops: [hop("198.51.100.14", "port4")]}],
    ],
    [
      "ASA",
      "S*       0.0.0.0 0.0.0.0 [1/0] via 203.0.113.1, outside\nO        10.3.0.0 255.255.255.0\n           [110/11] via 10.1.0.254, 00:01:02, inside\n",
      [
        {platform: "asa", bits: 0, hops: [hop("203.0.113.1", "outside")]},
        {network: "10.3.0.0", bits: 24, hops: [hop("10.1.0.254", "inside")]},
      ],
    ],
    [
      "PAN-OS, table: only what is active",
      "destination      nexthop       metric flags   age  interface     next-AS\n0.0.0.0/0        203.0.113.1   10     A S          ethernet1/3\n0.0.0.0/0        198.51.100.1  20       S          ethernet1/4\n10.1.0.0/24      10.1.0.1      0      A C          ethernet1/1\n",
      [
        {bits: 0, hops: [hop("203.0.113.1", "ethernet1/3")]},
        {network: "10.1.0.0", hops: [hop(null, "ethernet1/1")]},
      ],
    ],
    [
      "PAN-OS, look-up",
      "runtime route lookup\n---------\nvirtual-router:   default\ndestination:      10.1.0.3\nresult:\n  via 10.1.0.254 interface ethernet1/1, source 10.1.0.1, metric 10\n",
      [{asked: "10.1.0.3", hops: [hop("10.1.0.254", "ethernet1/1")]}],
    ],
    [
      "Linux",
      "root@srv:~# ip route get 10.1.0.3 from 10.2.0.4\n10.1.0.3 from 10.2.0.4 via 10.2.0.253 dev eth0 uid 0 \n    cache \nroot@srv:~# ip route\ndefault proto static metric 20 \n\tnexthop via 10.2.0.1 dev eth0 weight 1 \n\tnexthop via 10.2.0.2 dev eth1 weight 1 \n10.2.0.0/24 dev eth0 proto kernel scope link src 10.2.0.4 \n",
      [
        {asked: "10.1.0.3", from: "10.2.0.4", hops: [hop("10.2.0.253", "eth0")]},
        {bits: 0, metric: 20, hops: [hop("10.2.0.1", "eth0"), hop("10.2.0.2", "eth1")]},
        {network: "10.2.0.0", bits: 24, asked: null, hops: [hop(null, "eth0")]},
      ],
    ],
    [
      "Linux, IPv6",
      "2001:db8:1::3 from :: via fe80::1 dev eth0 src 2001:db8:2::4 metric 1024 pref medium\ndefault via fe80::1 dev eth0 proto ra metric 100 pref medium\n",
      [
        {asked: "2001:db8:1::3", from: "::", hops: [hop("fe80::1", "eth0")]},
        {network: "::", bits: 0},
      ],
    ],
    [
      "Junos: the next hop in use",
      "inet.0: 12 destinations, 13 routes (12 active, 0 holddown, 0 hidden)\n+ = Active Route, - = Last Active, * = Both\n\n10.1.0.0/24        *[Static/5] 2w3d 04:05:06\n                    >  to 198.51.100.14 via ge-0/0/1.0\n                       to 198.51.100.18 via ge-0/0/2.0\n                    [OSPF/150] 1w0d, metric 0\n                    >  to 198.51.100.22 via ge-0/0/3.0\n",
      [{network: "10.1.0.0", hops: [hop("198.51.100.14", "ge-0/0/1.0")]}],
    ],
  ];
  test.each(cases)("%s", async (_, text, routes) => {
    const {records} = await read(text);
    expect(records).toMatchObject(routes);
    expect(records).toHaveLength(routes.length);
  });
});

describe("traceroutes", () => {
  it("name the routers, whatever host they ran on", async () => {
    expect(await one(tracerouteTo("10.1.0.3", ["10.2.0.254", null]))).toMatchObject({
      target: "10.1.0.3",
      hops: ["10.2.0.254", null, "10.1.0.3"],
    });
    const windows =
      "C:\\Users\\me>tracert -d 10.2.0.4\r\n\r\nTracing route to 10.2.0.4 over a maximum of 30 hops\r\n\r\n  1    <1 ms    <1 ms    <1 ms  10.1.0.254\r\n" +
      "  2     *        *        *     Request timed out.\r\n  3     1 ms     1 ms     1 ms  10.2.0.4\r\n\r\nTrace complete.\r\n";
    expect(await one(windows)).toMatchObject({hops: ["10.1.0.254", null, "10.2.0.4"]});
    const asa =
      "ciscoasa# traceroute 10.2.0.4\nTracing the route to 10.2.0.4\n\n 1  10.1.0.254 0 msec 0 msec 0 msec\n 2  10.2.0.4 1 msec *  1 msec\n";
    expect(await one(asa)).toMatchObject({hops: ["10.1.0.254", "10.2.0.4"]});
  });
});

test.each([
  [fortigateStatus("7.2.5"), "fortios", "7.2.5"],
  ["#config-version=FGT60F-6.2.3-FW-build1066-191219:opmode=0:vdom=0:user=admin\n", "fortios", "6.2.3"],
  ["admin@PA-A> show system info\nhostname: PA-A\nsw-version: 10.1.6-h3\n", "pan-os", "10.1.6-h3"],
])("a version: %j", async (text, platform, version) => {
  expect(await one(text)).toMatchObject({kind: "version", platform, version});
});

describe("a transcript", () => {
  it("may hold several outputs, of several devices, and packets between them", async () => {
    const sniffer = [
      "fgt-a # diagnose sniffer packet any 'host 10.2.0.4' 4 0 l",
      "interfaces=[any]",
      "filters=[host 10.2.0.4]",
      "2024-03-05 10:15:01.000001 port2 in 10.1.0.3.50000 -> 10.2.0.4.443: syn 100 ",
      "",
    ].join("\n");
    const {records, packets, format, notes} = await read(
      [
        fortigateStatus("7.2.5"),
        sniffer,
        fortigateSession({port: 50_000, counts: [3, 0]}),
        panSession({port: 50_000, counts: [3, 0]}),
      ].join(""),
    );
    expect([packets, format]).toEqual([1, "fortigate-sniffer"]);
    expect(records.map(({kind}) => kind)).toEqual(["version", "session", "session"]);
    expect(new Set(records.map(({device}) => device)).size).toBe(2);
    expect(notes).toContain("side evidence, no packets: 1 version, 2 sessions");
  });

  it("has a filter of the sniffer that takes one direction", async () => {
    const {records} = await read(
      "fgt-a # diagnose sniffer packet any 'src host 10.1.0.3' 4 0 l\nfilters=[src host 10.1.0.3]\n",
    );
    expect(records).toMatchObject([{kind: "filter", rules: [{source: "10.1.0.3", target: null}]}]);
  });

  it("of sentences with networks in them is none", async () => {
    expect(
      (await read("VLAN10 10.1.0.0/24 is for clients\nSERVERS  10.2.0.0/24 behind the firewall\n")).errors,
    ).toHaveLength(1);
  });

  it("that holds nothing of the kind is an error that names what is understood", async () => {
    const {errors} = await read("Dear colleague,\nthe session list is attached.\n");
    expect(errors.map(({message}) => message)).toEqual([
      expect.stringMatching(
        /a\.txt: .*none of its 2 lines is of a known transcript; .*fortigate-session-list.*routes.*traceroute/,
      ),
    ]);
  });
});

describe("hostile texts", () => {
  it("have names without control characters", async () => {
    const [route] = (await read("10.1.0.0/24 via 10.2.0.1 dev eth\u0085\u202e0 proto static\n")).records;
    expect(JSON.stringify(route)).not.toMatch(/[\u0080-\u009f\u202e]/);
  });

  it("as long as a routing table of the Internet are read in time, and kept in part", async () => {
    const lines = Array.from({length: 120_000}, (_, i) => `10.${(i >> 8) & 255}.${i & 255}.0/24 via 10.2.0.1 dev eth0`);
    const {records, notes} = await read(`${lines.join("\n")}\n`);
    expect(records).toHaveLength(50_000);
    expect(notes.join()).toContain("120000 routes");
  });

  it.each([
    ["session info: proto=6 ", 40],
    ["S* 10.0.0.0/8 [10/0] via ", 300],
    ["10.1.0.3 via ", 300],
    [" 1  ((((10.0.0.1", 300],
    ["srcip=10.0.0.1 type=traffic dstip=", 100],
    ["1,2,3,TRAFFIC,end,,", 300],
  ])("of many %j end soon", async (piece, times) => {
    const before = performance.now();
    await read(`${Array.from({length: 200}, () => piece.repeat(times)).join("\n")}\n`);
    expect(performance.now() - before).toBeLessThan(3000);
  });
});
