import {ethernet, ipv4, ipv6, tcp} from "../support/bytes.ts";
import {type CaptureFile, type CaptureSet, endsOf, type Frame, linkOf} from "./capture-set.ts";
import {edited} from "./edit.ts";
import type {Judged, JudgedConnection} from "./judged.ts";
import {layoutOf} from "./layout.ts";

/** How a healthy connection that is added differs from its model. */
export interface Another {
  /** It is so many milliseconds later, as far as the capture goes on for so long. */
  readonly milliseconds: number;
  /** It is from another address of the same network; else from another port of the same one. */
  readonly otherHost: boolean;
}

/** Connections that were seen whole, whose ports were used once, and that nothing is said against. */
export const healthy = ({conversations}: Judged): JudgedConnection[] =>
  [...conversations]
    .filter(
      ([name, {outcome, certainty, accusedBy, failing}]) =>
        outcome === "complete" &&
        certainty === null &&
        accusedBy.length === 0 &&
        failing === false &&
        !name.includes("#") &&
        !conversations.has(`${name}#2`),
    )
    .map(([, one]) => one);

export type Side = "client" | "server";

/** Whose packets go in which direction of the connections, as frames name it. */
export function sidesOf(connections: readonly JudgedConnection[]): ReadonlyMap<string, Side> {
  const sides = new Map<string, Side>();
  for (const {client, server} of connections.flatMap(one => one.flows)) {
    sides.set(`${client} > ${server}`, "client");
    sides.set(`${server} > ${client}`, "server");
  }
  return sides;
}

/** Numbers of the new connection are so far from those of its model. */
const apart = {client: 0x2b67_1003, server: 0x5d3c_0a01, identification: 0x4321};

/** The set with one more connection: the model's frames at all points, of another client and with other numbers. */
export function withAnother(
  set: CaptureSet,
  model: JudgedConnection,
  {milliseconds, otherHost}: Another,
  base: Judged,
): CaptureSet | null {
  const isTranslated = model.flows.some(flow => flow.client !== model.client || flow.server !== model.server);
  const sides = sidesOf([model]);
  const sideOf = (frame: Frame, file: CaptureFile) => sides.get(endsOf(frame, file)?.direction ?? "");
  const own = set.files.flatMap(file => file.frames.filter(frame => sideOf(frame, file) !== undefined));
  const all = set.files.flatMap(file => file.frames);
  if (all.length === 0 || hasFragments(set)) return null;
  const last = (frames: readonly Frame[]) => frames.reduce((time, one) => (one.time > time ? one.time : time), 0n);
  const room = last(all) - last(own);
  const wished = BigInt(milliseconds) * 1_000_000n;
  const delay = (wished < room ? wished : room) + 7000n;
  const used = new Set([...base.conversations.values()].flatMap(one => one.flows.map(flow => flow.client)));
  const step = stepTo(model, used);
  if (step === null) return null;
  const files = set.files.map(file => {
    const added = file.frames.flatMap((frame): Frame[] => {
      const side = sideOf(frame, file);
      if (side === undefined) return [];
      const [mine, others] = side === "client" ? [apart.client, apart.server] : [apart.server, apart.client];
      let address = 0;
      const bytes = edited(frame.bytes, linkOf(file, frame), {
        ports: (source, target) => (side === "client" ? [source + step, target] : [source, target + step]),
        numbers: {sequence: mine, acknowledgment: others, identification: apart.identification},
        // The source's address comes first.
        address: one =>
          otherHost && !isTranslated && (address++ === 0) === (side === "client") ? neighbour(one) : null,
      });
      return [{...frame, time: frame.time + delay, bytes}];
    });
    // In the order of the file as it was: only the new ones are sorted in.
    return {...file, frames: merged(file.frames, added)};
  });
  return {...set, files};
}

/** How many ports further on all of the client's ports are free. */
function stepTo({flows}: JudgedConnection, used: ReadonlySet<string>): number | null {
  for (let step = 1; step < 200; step++) {
    const ports = flows.map(({client}) => /^(.*):(\d+)$/.exec(client)!);
    if (
      ports.every(([, address, port]) => Number(port) + step < 65_536 && !used.has(`${address}:${Number(port) + step}`))
    )
      return step;
  }
  return null;
}

/** Another host of the same network. */
function neighbour(address: Uint8Array): Uint8Array {
  const to = address.slice();
  const host = to.at(-1)!;
  to[to.length - 1] = host === 250 ? 249 : 250;
  return to;
}

function hasFragments(set: CaptureSet): boolean {
  return set.files.some(file =>
    file.frames.some(frame => (layoutOf(frame.bytes, linkOf(file, frame)).ip?.fragment ?? 0) > 0),
  );
}

/** Puts each added frame before the first one that is later than it. */
function merged(frames: readonly Frame[], added: readonly Frame[]): Frame[] {
  const all = [...frames];
  let from = 0;
  for (const one of added) {
    let at = from;
    while (at < all.length && all[at]!.time <= one.time) at++;
    all.splice(at, 0, one);
    from = at;
  }
  return all;
}

/** Milliseconds from one segment of a made connection to the next. */
const pause = 20;

/**
 * The set with a whole connection that no other is the model of: between the networks of the connection, and its very server or
 * another host there. Only where one classic capture of Ethernet sees all; else nothing tells which points it would pass.
 */
export function withMade(
  set: CaptureSet,
  beside: JudgedConnection,
  {milliseconds, otherHost}: Another,
): CaptureSet | null {
  const [file, ...more] = set.files;
  if (file === undefined || more.length > 0 || file.interfaces.length !== 1 || file.interfaces[0]!.link !== 1)
    return null;
  const sides = sidesOf([beside]);
  const sideOf = (frame: Frame) => sides.get(endsOf(frame, file)?.direction ?? "");
  const model = file.frames.find(frame => sideOf(frame) !== undefined);
  if (model === undefined) return null;
  const {source, target, sourcePort, targetPort} = endsOf(model, file)!;
  const isRequest = sideOf(model) === "client";
  const [client, server] = isRequest ? [source, target] : [target, source];
  const port = isRequest ? targetPort : sourcePort;
  const macs = [model.bytes.slice(6, 12), model.bytes.slice(0, 6)].map(one =>
    Buffer.from(one)
      .toString("hex")
      .replaceAll(/..(?!$)/g, "$&:"),
  );
  const [clientMac, serverMac] = isRequest ? macs : macs.toReversed();
  const tagged = layoutOf(model.bytes, 1).typeAt > 12;
  const hosts = {client: elsewhere(client), server: otherHost ? elsewhere(server) : server};
  const number = {client: 0x1234_5678, server: 0x2345_6789};
  let [sent, answered] = [0, 0];
  const begin = file.frames[0]!.time + BigInt(milliseconds) * 1_000_000n;
  const segments: [fromClient: boolean, flags: string, payload: number][] = [
    [true, "SYN", 0],
    [false, "SYN-ACK", 0],
    [true, "ACK", 0],
    [true, "PSH-ACK", 100],
    [false, "PSH-ACK", 900],
    [true, "ACK", 0],
    [true, "FIN-ACK", 0],
    [false, "FIN-ACK", 0],
    [true, "ACK", 0],
  ];
  const added = segments.map(([fromClient, flags, payload], i): Frame => {
    const segment = tcp(
      {
        sourcePort: fromClient ? 47_321 : port,
        targetPort: fromClient ? port : 47_321,
        flags,
        sequence: fromClient ? number.client + sent : number.server + answered,
        acknowledgment: flags === "SYN" ? 0 : fromClient ? number.server + answered : number.client + sent,
      },
      payload,
    );
    const much = payload + (/SYN|FIN/.test(flags) ? 1 : 0);
    if (fromClient) sent += much;
    else answered += much;
    const [from, to] = fromClient ? [hosts.client, hosts.server] : [hosts.server, hosts.client];
    const packet = from.includes(":")
      ? ipv6({source: from, target: to, hops: 61}, segment)
      : ipv4({source: from, target: to, ttl: 61, identification: 700 + i}, segment);
    const bytes = ethernet(
      {
        source: fromClient ? clientMac : serverMac,
        target: fromClient ? serverMac : clientMac,
        vlans: tagged ? [((model.bytes[14]! & 15) << 8) | model.bytes[15]!] : [],
      },
      packet,
    );
    return {id: 1_000_000 + i, time: begin + BigInt(i * pause) * 1_000_000n, bytes, interface: 0};
  });
  return {...set, files: [{...file, frames: merged(file.frames, added)}]};
}

/** An address of the same network that no ladder has. */
const elsewhere = (address: string): string => address.replace(/(?<=[.:])[0-9a-f]*$/, "251");
