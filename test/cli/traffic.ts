import {
  arp,
  client4,
  ethernet,
  filler,
  icmp,
  icmp6,
  ipv4,
  ipv6,
  server4,
  type TcpFields,
  tcp,
  udp,
} from "../support/bytes.ts";
import {after as at, type Captured} from "../support/containers.ts";

const client = {source: client4, target: server4};
const server = {source: server4, target: client4};

/** A segment of the client's, to port 443 unless told otherwise. */
export const says = (seconds: number, port: number, fields: TcpFields, payload = 0, service = 443): Captured => ({
  time: at(seconds),
  bytes: ethernet({}, ipv4(client, tcp({sourcePort: port, targetPort: service, ...fields}, payload))),
});
/** A segment of the server's. */
export const answers = (seconds: number, port: number, fields: TcpFields, payload = 0, service = 443): Captured => ({
  time: at(seconds),
  bytes: ethernet(
    {source: "02:00:00:00:00:02", target: "02:00:00:00:00:01"},
    ipv4(server, tcp({sourcePort: service, targetPort: port, ...fields}, payload)),
  ),
});

/** A connection of which both directions were captured. */
export const healthy = (seconds: number, port: number, service = 443): Captured[] => [
  ...handshake(seconds, port, service),
  says(seconds + 0.03, port, {flags: "PSH-ACK", sequence: 101, acknowledgment: 901}, 50, service),
  answers(seconds + 0.04, port, {flags: "PSH-ACK", sequence: 901, acknowledgment: 151}, 500, service),
  says(seconds + 0.05, port, {flags: "FIN-ACK", sequence: 151, acknowledgment: 1401}, 0, service),
  answers(seconds + 0.06, port, {flags: "FIN-ACK", sequence: 1401, acknowledgment: 152}, 0, service),
  says(seconds + 0.07, port, {flags: "ACK", sequence: 152, acknowledgment: 1402}, 0, service),
];

export const handshake = (seconds: number, port: number, service = 443): Captured[] => [
  says(seconds, port, {flags: "SYN", sequence: 100}, 0, service),
  answers(seconds + 0.01, port, {flags: "SYN-ACK", sequence: 900, acknowledgment: 101}, 0, service),
  says(seconds + 0.02, port, {flags: "ACK", sequence: 101, acknowledgment: 901}, 0, service),
];

/** A connection that works, of which no reply was captured: the client acknowledges more and more that was not seen. */
export const oneWay = (seconds: number, port: number, service = 443): Captured[] => [
  says(seconds, port, {flags: "SYN", sequence: 100}, 0, service),
  says(seconds + 0.02, port, {flags: "ACK", sequence: 101, acknowledgment: 901}, 0, service),
  ...[0, 1, 2, 3].flatMap(round => [
    says(
      seconds + 0.1 + round,
      port,
      {flags: "PSH-ACK", sequence: 101 + round * 50, acknowledgment: 901 + round * 500},
      50,
      service,
    ),
    says(
      seconds + 0.2 + round,
      port,
      {flags: "ACK", sequence: 151 + round * 50, acknowledgment: 1401 + round * 500},
      0,
      service,
    ),
  ]),
];

/** Healthy connections all along. */
export const symmetric: Captured[] = [2, 4, 6, 8, 10].flatMap((seconds, i) => healthy(seconds, 40_000 + i));

/** One direction missing of some connections, while others are whole. */
export const asymmetric: Captured[] = [
  ...symmetric,
  ...[3, 5, 7].flatMap((seconds, i) => oneWay(seconds, 50_000 + i)),
].sort((a, b) => Number(a.time - b.time));

const packet = ipv4({}, tcp({}, 20));

/** How many packets of `everything` are to be counted as what. */
export const everythingCounts = {
  tcp: 2,
  udp: 1,
  icmp: 2,
  skipped: {"not-ip": 1, fragment: 2, "cut-short": 1, malformed: 1, "other-protocol": 1},
};

/** One frame at least for every count of the report. */
export const everything: Captured[] = [
  ethernet({}, packet),
  ethernet({}, ipv6({}, tcp({}))),
  ethernet({}, ipv4({}, udp({}))),
  ethernet({}, ipv4({}, icmp({}))),
  ethernet({}, ipv6({}, icmp6({}))),
  ethernet({}, arp()),
  ethernet({}, ipv4({fragment: {offset: 1480, more: true}}, udp({}, 20))),
  ethernet({}, ipv4({fragment: {offset: 2960, more: false}}, udp({}, 20))),
  ethernet({}, packet).subarray(0, 30),
  ethernet({}, ipv4({headerLength: 4}, tcp({}))),
  ethernet({}, ipv4({protocol: 47}, filler(8))),
].map((bytes, i) => ({time: at(i), bytes}));

/** Columns of the widest line of a summary. Commands stand by themselves, nine columns in, and are never wrapped. */
export const widthOf = (text: string): number =>
  Math.max(
    ...text
      .split("\n")
      .filter(line => !/^ {9}\S/.test(line))
      .map(line => line.length),
  );
