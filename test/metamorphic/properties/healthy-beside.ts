import * as fc from "fast-check";
import {type CaptureFile, type CaptureSet, endsOf, type Frame, linkOf, withFrames} from "../capture-set.ts";
import {edited} from "../edit.ts";
import {type Judged, type JudgedConversation, type JudgedFinding, rankOf, strengthOf, told} from "../judged.ts";
import {layoutOf, tcpProtocol} from "../layout.ts";
import type {Pair, Property} from "../property.ts";

interface HealthyChoice {
  readonly does: "add" | "remove";
  /** Which healthy connection, modulo how many there are: the one that is taken out, or that a new one is made after. */
  readonly which: number;
  /** A new one is so many milliseconds later, as far as the capture goes on for so long. */
  readonly milliseconds: number;
  /** A new one is from the next address of the same network; else from another port. */
  readonly otherHost: boolean;
}

/**
 * What these say is a contrast: nothing of that network comes by here, one direction of everything is missing. A healthy connection
 * is the very thing that they look for, so that it may move them between note and suspicion; `symmetric` they must not become.
 */
const contrasts = new Set([
  "one-sided-capture",
  "unanswered",
  "unasked",
  "icmp-ok-tcp-fails",
  "udp-ok-tcp-fails",
  "intermittent",
  "some-clients",
]);

export const healthyBeside: Property<HealthyChoice> = {
  name: "healthy-beside",
  draws: 3,
  holds:
    "One more healthy connection of the same networks, seen whole at the same points, weakens no finding, and one less strengthens none: what works beside a fault does not excuse it.",
  choices: (_, base) =>
    healthy(base).length === 0
      ? null
      : fc.record({
          does: fc.constantFrom("add" as const, "remove" as const),
          which: fc.nat(1000),
          milliseconds: fc.nat(3000),
          otherHost: fc.boolean(),
        }),
  vary(set, choice, base) {
    const all = healthy(base);
    // A choice is tried on ever less of a set where its smallest violation is looked for.
    if (all.length === 0) return null;
    const model = all[choice.which % all.length]!;
    if (choice.does === "remove")
      return withFrames(set, (frame, file) => (sideOf(frame, file, model) === null ? frame : null));
    return withAnother(set, model, choice, base);
  },
  violation: pair => (pair.choice.does === "add" ? weakened(pair) : strengthened(pair)),
};

/** Connections that were seen whole, whose ports were used once, and that nothing is said against. */
const healthy = ({conversations}: Judged): JudgedConversation[] =>
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

/** Whose packet of the connection a frame is; null if it is of none. */
function sideOf(frame: Frame, file: CaptureFile, {flows}: JudgedConversation): "client" | "server" | null {
  const ends = endsOf(frame, file);
  if (ends === null || ends.protocol !== tcpProtocol) return null;
  const text = (address: string, port: number) =>
    address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
  const [source, target] = [text(ends.source, ends.sourcePort), text(ends.target, ends.targetPort)];
  if (flows.some(({client, server}) => source === client && target === server)) return "client";
  return flows.some(({client, server}) => source === server && target === client) ? "server" : null;
}

/** Numbers of the new connection are so far from those of its model. */
const apart = {client: 0x2b67_1003, server: 0x5d3c_0a01, identification: 0x4321};

/** The set with one more connection: the model's frames at all points, of another client and with other numbers. */
function withAnother(
  set: CaptureSet,
  model: JudgedConversation,
  {milliseconds, otherHost}: HealthyChoice,
  base: Judged,
): CaptureSet | null {
  const isTranslated = model.flows.some(flow => flow.client !== model.client || flow.server !== model.server);
  const own = set.files.flatMap(file => file.frames.filter(frame => sideOf(frame, file, model) !== null));
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
      const side = sideOf(frame, file, model);
      if (side === null) return [];
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
function stepTo({flows}: JudgedConversation, used: ReadonlySet<string>): number | null {
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
    file.frames.some(frame => layoutOf(frame.bytes, linkOf(file, frame)).ip?.isLaterFragment === true),
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

// ------------------------------------------------------------------ comparing

const accuses = ({detector, certainty}: JudgedFinding): boolean => certainty !== "note" && !contrasts.has(detector);
const saysTheSame = (one: JudgedFinding, two: JudgedFinding): boolean =>
  one.detector === two.detector && one.missing === two.missing;

function weakened({base, variant}: Pair<HealthyChoice>): string | null {
  if (
    base.verdict.kind === "proven"
      ? variant.verdict.kind !== "proven"
      : strengthOf(base) > 0 && strengthOf(variant) === 0
  )
    return `with one more healthy connection the verdict is ${told(variant)}, it was ${told(base)}`;
  return lacking(base, variant, "with one more healthy connection");
}

function strengthened({base, variant}: Pair<HealthyChoice>): string | null {
  if (variant.verdict.kind === "proven" && base.verdict.kind !== "proven")
    return `with one healthy connection less the verdict is ${told(variant)}, it was ${told(base)}`;
  const gained = lacking(variant, base, "with one healthy connection less, the other way round:");
  return gained;
}

/** What is told by the first and not, or not as surely, by the second. */
function lacking(one: Judged, two: Judged, when: string): string | null {
  for (const finding of one.findings.filter(accuses)) {
    const like = two.findings.filter(
      other => saysTheSame(finding, other) && rankOf(other.certainty) >= rankOf(finding.certainty),
    );
    const known = new Set(like.flatMap(other => other.conversations));
    const lost = finding.conversations.filter(name => !known.has(name));
    if (lost.length > 0)
      return `${when} ${finding.certainty} ${finding.detector} is not said of ${lost.slice(0, 3).join(", ")} (${lost.length} of ${finding.conversations.length})`;
  }
  return null;
}
