import "./metamorphic/fixed-hash.ts";
import {spawnSync} from "node:child_process";
import {beforeAll, describe, expect, test} from "vitest";
import {type Bounded, boundedRun} from "./metamorphic/bounded.ts";
import {argumentsOf, bytesOf, type CaptureSet, endsOf, framesOf, readFile} from "./metamorphic/capture-set.ts";
import {type Judged, judge} from "./metamorphic/judged.ts";
import {keep} from "./metamorphic/keep.ts";
import {madeSet, madeSetNamed} from "./metamorphic/made.ts";
import {properties} from "./metamorphic/properties.ts";
import type {Choice, Property} from "./metamorphic/property.ts";
import {attempt, commandOf} from "./metamorphic/run.ts";
import {committedSets, setOfLadder} from "./metamorphic/sets.ts";
import {tcpdumpText} from "./metamorphic/tcpdump-printer.ts";
import {violated, violatedVariants} from "./metamorphic/violated.ts";

const sources = committedSets();
const named = (name: string): Property => properties.find(one => one.name === name)!;

/** A bounded form of `npm run metamorphic`. */
describe("a property that no scenario can be tuned to:", () => {
  let results: ReadonlyMap<string, Bounded>;
  beforeAll(async () => {
    results = await boundedRun();
  }, 180_000);

  test.each(properties)("$name", ({name}) => {
    const {variants, found} = results.get(name)!;
    const known = violated[name] ?? [];
    const unknown = [...found].filter(([set]) => !known.includes(set));
    const said = unknown.map(([set, trial]) => {
      const command = commandOf(trial, set);
      return `${set}: ${trial.violation}\n${command}\nwritten to ${keep(trial, set, command)}`;
    });
    expect(said, "new violations").toEqual([]);
    const mended = known.filter(set => !found.has(set));
    expect(mended, "violated no more: take them out of test/metamorphic/violated.ts").toEqual([]);
    expect(variants).toBeGreaterThan(50);
  });
});

test.each(violatedVariants)("still violated: $property of $set, $choice", async ({property, set, choice}) => {
  const source = madeSetNamed(set) ?? sources.find(one => one.name === set)!;
  const trial = await attempt(named(property), await source.load(), choice);
  expect(trial!.violation, "violated no more: take it out of test/metamorphic/violated.ts").not.toBeNull();
});

test("every property that is listed as violated is one", () => {
  const names = properties.map(one => one.name);
  for (const name of Object.keys(violated)) expect(names).toContain(name);
});

describe("a set", () => {
  test("that is written and read again is the same", async () => {
    for (const source of sources.filter(one => /interfaces\.pcapng|any\.pcap|rx\.pcap|G4|ipv6/.test(one.name))) {
      const set = await source.load();
      expect(await judge(set)).toEqual(await judge(await reread(set)));
      expect(framesOf(await reread(set)).map(one => one.time)).toEqual(framesOf(set).map(one => one.time));
    }
  });

  test("that is made is the same each time, healthy or not as its number is even or odd", async () => {
    for (const number of [0, 1, 2, 3]) {
      const [one, two] = [await madeSet(number).load(), await madeSet(number).load()];
      expect(one).toEqual(two);
      expect(one.isHealthy).toBe(number % 2 === 0);
      expect(/unseen/.test(one.ladder!)).toBe(number % 2 === 1);
    }
  });
});

/** Two clients and a server; what is said of a segment of the second one's is `mark`. */
const ladder = (mark: string) => `
client 10.20.30.17:51544     server 203.0.113.50:443     point fw/inside
0.000 > SYN
0.040 < SYN-ACK
0.041 > ACK
0.042 > PSH-ACK 517
0.081 < PSH-ACK 4321
0.085 > ACK
2.800 > FIN-ACK
2.840 < FIN-ACK
2.841 > ACK
client 10.20.30.18:51545     server 203.0.113.50:443     point fw/inside
1.000 > SYN
1.040 < SYN-ACK ${mark}
1.041 > ACK
1.042 > PSH-ACK 517
1.081 < PSH-ACK 4321 ${mark}
1.085 > ACK
1.200 > PSH-ACK 300
1.240 < PSH-ACK 900 ${mark}
1.245 > ACK
2.200 > FIN-ACK
2.240 < FIN-ACK ${mark}
2.241 > ACK
witness
`;
const healthy = () => setOfLadder("healthy", ladder(""), true);
const asymmetric = () => setOfLadder("asymmetric", `${ladder("unseen")}options --both-directions\n`, false);

/** A choice of each property, and what its variant of the healthy ladder is like, beside the set that it was made of. */
const variants: [
  name: string,
  choice: Choice,
  check: (variant: CaptureSet, set: CaptureSet, judged: Judged) => void,
][] = [
  [
    "order",
    {pieces: 3, order: "reversed", seed: 4},
    (variant, set) => {
      expect(variant.files.length).toBe(3);
      expect(new Set(framesOf(variant))).toEqual(new Set(framesOf(set)));
      expect(framesOf(variant)[0]).not.toBe(framesOf(set)[0]);
    },
  ],
  [
    "renaming",
    {seed: 5, shift: 86_400, what: "all"},
    (variant, set, {conversations}) => {
      expect(framesOf(variant)[0]!.time - framesOf(set)[0]!.time).toBe(86_400_000_000_000n);
      expect([...conversations.keys()].filter(name => /10\.20\.30\.|:443$|:5154/.test(name))).toEqual([]);
      expect(conversations.size).toBe(3);
    },
  ],
  [
    "roles",
    {},
    (_, set, {conversations}) => {
      expect(framesOf(set).length).toBeGreaterThan(100);
      expect([...conversations.keys()]).toContain("203.0.113.50:51544 > 10.20.30.17:443");
    },
  ],
  [
    "healthy-beside",
    {does: "add", which: 0, milliseconds: 100, otherHost: true},
    (_, __, judged) => {
      expect([...judged.conversations.values()].map(one => one.outcome)).toEqual(Array(4).fill("complete"));
    },
  ],
  [
    "healthy-beside",
    {does: "remove", which: 0, milliseconds: 0, otherHost: false},
    (_, __, {conversations}) => expect(conversations.size).toBe(2),
  ],
  [
    "loss",
    {seed: 3},
    (variant, set) => {
      const lost = framesOf(set).length - framesOf(variant).length;
      expect(lost).toBeGreaterThan(0);
      expect(lost).toBeLessThan(0.03 * framesOf(set).length);
    },
  ],
  [
    "filter",
    {
      terms: [
        {not: false, way: "src", kind: "host", value: "10.20.30.17"},
        {not: true, way: "dst", kind: "port", value: "443"},
      ],
      joined: "and",
      file: null,
    },
    variant => expect(variant.files).toEqual([]),
  ],
  [
    "filter",
    {
      terms: [
        {not: false, way: "", kind: "port", value: "51544"},
        {not: false, way: "dst", kind: "host", value: "10.20.30.18"},
      ],
      joined: "or",
      file: null,
    },
    (_, __, {conversations}) =>
      expect([...conversations.values()].map(one => one.outcome)).toEqual(["complete", "one-way"]),
  ],
  [
    "thinning",
    {seed: 1, share: 0.5, burst: 1, from: "203.0.113.0/24"},
    (variant, set) => {
      const count = (one: CaptureSet, requests: boolean) =>
        one.files.flatMap(file =>
          file.frames.filter(frame => endsOf(frame, file)!.source.startsWith("10.") === requests),
        ).length;
      expect(count(variant, true)).toBe(count(set, true));
      expect(count(variant, false) / count(set, false)).toBeCloseTo(0.5, 1);
    },
  ],
  [
    "text",
    {printer: "FortiGate sniffer", below: "packet"},
    (_, set, {conversations}) => {
      expect(conversations.size).toBe(3);
      expect(Buffer.from(bytesOf(set.files[0]!)).toString("latin1")).not.toContain("diagnose");
    },
  ],
  ["snaplen", {length: 68}, variant => expect(Math.max(...framesOf(variant).map(one => one.bytes.length))).toBe(68)],
  ["copies", {delay: 30}, (variant, set) => expect(framesOf(variant).length).toBe(2 * framesOf(set).length)],
];

describe("the variant of", () => {
  test.each(variants)("%s %j is what it says", async (name, choice, check) => {
    const trial = await attempt(named(name), await healthy(), choice);
    if (trial === null) check({...(await healthy()), files: []}, await healthy(), await judge(await healthy()));
    else check(trial.variant, trial.set, trial.judged!);
  });

  test("second-point has a file more, of packets one hop on", async () => {
    const choice = {file: 0, at: "another device", sees: "all", side: "greater", microseconds: 50};
    const trial = await attempt(named("second-point"), await asymmetric(), choice);
    expect(trial!.judged!.findings.some(one => one.certainty === "proven")).toBe(true);
    const hops = trial!.variant.files.map(({frames}) => new Set(frames.map(one => one.bytes[22])));
    expect(hops).toEqual([new Set([63]), new Set([62, 64])]);
  });
});

/** Which judgement a property must not let pass for the variant's: `proven` of a healthy capture, or nothing of an asymmetric one. */
const wrong: [name: string, choice: Choice, from: "healthy" | "asymmetric"][] = [
  ...variants
    .filter(([name, choice]) => choice.does !== "add" && name !== "second-point")
    .map(([name, choice]): [string, Choice, "healthy"] => [name, choice, "healthy"]),
  ["order", {pieces: 2, order: "kept", seed: 1}, "asymmetric"],
  ["renaming", {seed: 5, shift: 0, what: "ports"}, "asymmetric"],
  ["roles", {}, "asymmetric"],
  ["copies", {delay: 0}, "asymmetric"],
  ["healthy-beside", {does: "add", which: 0, milliseconds: 100, otherHost: true}, "asymmetric"],
  ["second-point", {file: 0, at: "another device", sees: "all", side: "less", microseconds: 50}, "asymmetric"],
];

describe("what is wrong is found:", () => {
  test.each(wrong)("%s %j of the %s ladder", async (name, choice, from) => {
    const property = named(name);
    const [set, other] =
      from === "healthy" ? [await healthy(), await asymmetric()] : [await asymmetric(), await healthy()];
    const [base, variant] = [await judge(set), await judge(other)];
    expect([base.verdict.kind, variant.verdict.kind].sort()).toEqual(["proven", "symmetric"]);
    expect(property.violation({set, base, variant, choice})).not.toBeNull();
    if (name !== "renaming" && name !== "roles")
      expect(property.violation({set, base, variant: base, choice})).toBeNull();
  });

  test("a connection that is proven beside others that were before", async () => {
    const base = await judge(await asymmetric());
    const conversations = new Map(
      [...base.conversations].map(([name, one]) => [name, {...one, certainty: "proven" as const}]),
    );
    const set = await asymmetric();
    for (const name of ["loss", "snaplen", "text"])
      expect(named(name).violation({set, base, variant: {...base, conversations}, choice: {}})).toContain("is proven");
  });
});

const hasTcpdump = spawnSync("tcpdump", ["--version"]).status === 0;

describe.skipIf(!hasTcpdump)("what is printed is what tcpdump prints", () => {
  test.each([
    ["-nn", {absolute: false, link: false}],
    ["-nnSe", {absolute: true, link: true}],
  ])("with %s", async (options, manner) => {
    const chosen = sources.filter(one => /^(healthy|span-duplicates|ICMP-d|G17|P4-|P11-)/.test(one.name));
    expect(chosen.length).toBeGreaterThan(5);
    for (const source of chosen)
      for (const file of (await source.load()).files) {
        const env = {...process.env, TZ: "UTC"};
        const {stdout} = spawnSync("tcpdump", [options, "-r", "-"], {input: bytesOf(file), maxBuffer: 1 << 28, env});
        expect(tcpdumpText(file, manner)).toBe(stdout.toString());
      }
  });
});

/** The set as it is once written. */
async function reread(set: CaptureSet): Promise<CaptureSet> {
  const files = await Promise.all(argumentsOf(set).map(argument => readFile(argument, 0)));
  return {...set, files};
}
