import {join} from "node:path";
import * as fc from "fast-check";
import {type Mutation, mutate, mutation} from "./mutation.ts";
import type {Situation} from "./situations.ts";

/** How a mutant is made: numbers and words only, so that fast-check can make a failing one smaller. */
export interface Recipe {
  /** Which situation, modulo how many there are. */
  readonly situation: number;
  /** Of its first file, its second one and so on; the last goes for all further ones. */
  readonly mutations: readonly (readonly Mutation[])[];
  /** A file of another situation that is given too. */
  readonly stranger: number | null;
  readonly command: "analyze" | "compare";
  readonly options: readonly (readonly string[])[];
  /** Whether captures are given by the names of their points, or by a name that no terminal should see. */
  readonly named: "no" | "own" | "hostile";
  /** Bytes a piece, where the first file comes on standard input. */
  readonly piece: number | null;
  /** Extensions of the reports that are written, or the format of the one on standard output. */
  readonly reports: readonly string[];
}

const moment = fc.constantFrom(
  "+0s",
  "+1s",
  "+90s",
  "14:12:00",
  "2026-11-21T14:12:00Z",
  "2026-11-21 10:15:02",
  "1970-01-01T00:00:00Z",
);
const filter = fc.constantFrom(
  "host 10.1.0.3",
  "not host 10.1.0.3",
  "tcp and port 5000",
  "net 10.2.0.0/16 or udp",
  "portrange 1-1024 or (ip6 and not icmp6)",
);
/** Things that no option takes; the program says so and ends. */
const nonsense = fc.constantFrom(
  "",
  "\u001b[31m",
  "\u0000",
  "-",
  "((((",
  "host",
  "\u202e",
  "9e99",
  "-1",
  "NaN",
  "+1e308s",
);

const given = (name: string, value: fc.Arbitrary<string>) => value.map(one => [name, one]);
const option = fc.oneof(
  {arbitrary: fc.constant(["--redact"]), weight: 6},
  {arbitrary: given("--filter", filter), weight: 4},
  {arbitrary: given("--since", moment), weight: 3},
  {arbitrary: given("--until", moment), weight: 2},
  {arbitrary: given("--max-flows", fc.constantFrom("1000", "1,001", "2000000")), weight: 3},
  {arbitrary: fc.constant(["--reader", "pcap-parser"]), weight: 6},
  {arbitrary: fc.constant(["--ping-ok"]), weight: 3},
  {arbitrary: fc.constant(["--both-directions"]), weight: 3},
  {arbitrary: given("--internal", fc.constantFrom("10.1.0.0/16", "2001:db8::/32", "0.0.0.0/0")), weight: 2},
  {
    arbitrary: given(
      "--event",
      moment.map(time => `${time}=\u001b[31mnew\u202e <ISP> & "more"`),
    ),
    weight: 3,
  },
  {
    arbitrary: fc.tuple(fc.constantFrom("--filter", "--since", "--max-flows", "--internal", "--event"), nonsense),
    weight: 1,
  },
);

export const recipe: fc.Arbitrary<Recipe> = fc.record({
  situation: fc.nat(1_000_000),
  mutations: fc.array(fc.array(mutation, {maxLength: 4}), {minLength: 1, maxLength: 2}),
  stranger: fc.oneof({arbitrary: fc.constant(null), weight: 9}, {arbitrary: fc.nat(1_000_000), weight: 1}),
  command: fc.oneof(
    {arbitrary: fc.constant("analyze" as const), weight: 11},
    {arbitrary: fc.constant("compare" as const), weight: 1},
  ),
  options: fc.oneof({arbitrary: fc.constant([]), weight: 2}, {arbitrary: fc.array(option, {maxLength: 3}), weight: 1}),
  named: fc.oneof(
    {arbitrary: fc.constantFrom("no" as const, "own" as const), weight: 15},
    {arbitrary: fc.constant("hostile" as const), weight: 1},
  ),
  piece: fc.oneof(
    {arbitrary: fc.constant(null), weight: 14},
    {arbitrary: fc.constantFrom(1, 7, 4096, 65_536), weight: 1},
  ),
  reports: fc.oneof(
    {arbitrary: fc.constant([]), weight: 40},
    {arbitrary: fc.constant(["json"]), weight: 60},
    {arbitrary: fc.constant(["md"]), weight: 15},
    {arbitrary: fc.constant([".json", ".md"]), weight: 10},
    {arbitrary: fc.constant([".json", ".svg", ".txt"]), weight: 4},
    // Drawing takes long.
    {arbitrary: fc.constant([".png", ".md"]), weight: 1},
  ),
});

/** A mutant and how the program is called with it. */
export interface Mutant {
  readonly name: string;
  readonly files: readonly {readonly name: string; readonly bytes: Uint8Array}[];
  readonly argv: readonly string[];
  /** Paths of the reports that it is to write. */
  readonly reports: readonly string[];
  /** Whether JSON is what it is to print. */
  readonly isJson: boolean;
  readonly stdin: {readonly bytes: Uint8Array; readonly piece: number} | null;
}

/** Makes the mutant; its files are to stand in `folder`. */
export function mutantOf(made: Recipe, situations: readonly Situation[], folder: string): Mutant {
  const situation = situations[made.situation % situations.length]!;
  const stranger = made.stranger === null ? [] : situations[made.stranger % situations.length]!.files.slice(0, 1);
  const all = [...situation.files, ...stranger].map(({point, bytes}, i) => ({
    point: made.named === "no" ? null : made.named === "own" ? point : hostileName,
    name: join(folder, `${i}`),
    bytes: mutate(bytes, made.mutations[Math.min(i, made.mutations.length - 1)]!),
  }));
  const isCompared = made.command === "compare";
  const first = all[0]!;
  // A little at a time takes long.
  const isStream = made.piece !== null && first.bytes.length <= made.piece * 20_000;
  const stdin = isStream && !isCompared ? {bytes: first.bytes, piece: made.piece} : null;
  const inputs = all.map(({point, name}, i) => {
    const path = i === 0 && stdin !== null ? "-" : name;
    return point === null ? path : `${point}=${path}`;
  });
  const format = made.reports.find(report => !report.startsWith("."));
  const reports = made.reports.filter(report => report !== format).map(extension => join(folder, `report${extension}`));
  const options = made.options.flat().filter((_, i, words) => !isCompared || !isForAnalyze(words[i]!, words[i - 1]));
  const half = Math.max(1, inputs.length >> 1);
  const listings = all.length > 1 ? ["--evidence", all[0]!.name, "--evidence", all[1]!.name] : [];
  const argv = isCompared
    ? [
        "compare",
        "--before",
        ...inputs.slice(0, half),
        "--after",
        ...(inputs.length > 1 ? inputs.slice(half) : inputs),
        ...listings,
      ]
    : stranger.length > 0
      ? ["analyze", ...inputs.slice(0, -1), "--evidence", inputs.at(-1)!]
      : ["analyze", ...inputs];
  const outputs = [
    ...reports.flatMap(report => ["-o", report]),
    ...(format === undefined ? [] : ["-o", "-", "--format", format]),
  ];
  return {
    name: situation.name,
    files: all,
    argv: [...argv, ...options, ...outputs],
    reports,
    isJson: format === "json",
    stdin,
  };
}

const hostileName = "fw\u001b[31m<&\u202e/in\u0007\"'";

const analyzeOnly = new Set(["--since", "--until", "--event", "--ping-ok"]);
/** Options of `analyze` that `compare` has not, and their values. */
const isForAnalyze = (word: string, before: string | undefined): boolean =>
  analyzeOnly.has(word) || (before !== undefined && before !== "--ping-ok" && analyzeOnly.has(before));
