import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {
  type Combination,
  combinationsOf,
  type Point,
  type PointsTruth,
  type Right,
  type ToldConnection,
} from "../../captures/lab/points.ts";
import type {Run, TrueConnection, Truth} from "../../captures/lab/truth.ts";
import {analyze} from "../../src/analyze.ts";
import type {Analysis, ConnectionRecord} from "../../src/judge/analysis.ts";

/** How asymcap judges some of a scenario's points, and how that compares with what really happened. */
export interface Judged {
  readonly scenario: string;
  readonly points: readonly string[];
  /** What may be said; null where no truth tells it of this combination. */
  readonly right: Right | null;
  readonly kind: Analysis["verdict"]["kind"];
  readonly failing: boolean | null;
  readonly firstCause: string | null;
  /** Connections called asymmetric, proven, that are so, and that are not, or not in the direction that is named. */
  readonly proven: number;
  readonly wronglyProven: readonly string[];
  /** Where an asymmetry has to be said: the asymmetric connections that the points saw, and those that are found. */
  readonly shown: number;
  readonly found: number;
  /** Of all connections that the points saw: whether they work is said rightly, wrongly, or not said. */
  readonly fates: Readonly<Record<"right" | "wrong" | "silent", number>>;
}

/** A combination before it is judged. */
interface Given {
  readonly scenario: string;
  readonly points: readonly Point[];
  readonly right: Right | null;
  readonly conversations: readonly Truthful[];
}

/** What both kinds of truth tell of a connection. */
type Truthful = Pick<TrueConnection, "client" | "server" | "translated" | "works" | "asymmetric"> &
  Partial<Pick<TrueConnection, "certainty">> &
  Partial<Pick<ToldConnection, "seen">>;

const folder = join(import.meta.dirname.replace(/[/\\]\.build(?=[/\\])/, ""), "../../captures");

/** Judges every scenario in every combination of its points. */
export async function judgeAll(): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const scenario of readdirSync(folder, {withFileTypes: true})) {
    if (!scenario.isDirectory() || scenario.name === "lab") continue;
    const truth: Truth | PointsTruth = JSON.parse(readFileSync(join(folder, scenario.name, "truth.json"), "utf8"));
    const all = "points" in truth ? toldOf(truth) : arrangedOf(truth as Truth);
    for (const one of all) judged.push(await judge(one));
  }
  return judged;
}

function toldOf({combinations, conversations, points, scenario}: PointsTruth): Given[] {
  const named = new Map(points.map(point => [point.name, point]));
  return combinations.map((right: Combination) => ({
    scenario,
    points: right.points.map(name => named.get(name)!),
    right,
    conversations,
  }));
}

/** The combinations of all files of a scenario's runs; what a run says is right for its files, options aside. */
function arrangedOf({cause, conversations, runs, scenario}: Truth): Given[] {
  const files = (run: Run) => run.arguments.filter(argument => !argument.startsWith("--"));
  const all = [...new Set(runs.flatMap(files))].map(argument => {
    const [file, name] = argument.split("=").reverse() as [string, string];
    return {name, file};
  });
  return combinationsOf(all).map(points => {
    const text = points
      .map(({file, name}) => `${name}=${file}`)
      .sort()
      .join(" ");
    const run = runs.find(
      one => one.arguments.every(word => !word.startsWith("--")) && files(one).sort().join(" ") === text,
    );
    if (run === undefined) return {scenario, points, right: null, conversations};
    const isAsymmetric = (run.conversations ?? conversations).some(one => one.asymmetric);
    const {failing, kind} = run.verdict;
    const right = {
      verdict: [kind],
      failing: [failing],
      causes: isAsymmetric && (kind === "proven" || kind === "suspected") ? [cause] : ANY,
    };
    return {scenario, points, right, conversations: run.conversations ?? conversations};
  });
}

/** Where the truth of a run asks for no cause. */
const ANY: Right["causes"] = [];

async function judge({conversations, points, right, scenario}: Given): Promise<Judged> {
  const analysis = await analyze(points.map(({file, name}) => ({path: join(folder, scenario, file), name})));
  const records = new Map<string, ConnectionRecord>();
  for (let id = 0; id < analysis.totals.conversations; id++) {
    const record = analysis.connection(id, false);
    const key = `${text(record.client)} ${text(record.server)}`;
    // Of two connections of one name, as at the two sides of a proxy, the accused one.
    if ((records.get(key)?.certainty ?? null) === null) records.set(key, record);
  }
  const names = points.map(({name}) => name);
  const visible = conversations.filter(({seen}) => seen === undefined || names.some(name => name in seen));
  const pairs = visible.map(truth => ({truth, record: recordOf(truth, records)}));
  const known = new Set(conversations.flatMap(one => tuplesOf(one)));
  const strangers = [...records].filter(([key, {certainty}]) => certainty === "proven" && !known.has(key));
  const proven = pairs.filter(({record}) => record?.certainty === "proven");
  const wrong = proven.filter(({record, truth}) => !isSo(record!, truth, names));
  const shown = pairs.filter(({truth}) => truth.asymmetric && truth.certainty !== null && hasToSay(right));
  const fates = {right: 0, wrong: 0, silent: 0};
  for (const {record, truth} of right?.blind === true ? [] : pairs) {
    const failing = record?.failing ?? null;
    fates[failing === null ? "silent" : failing === !truth.works ? "right" : "wrong"] += 1;
  }
  return {
    scenario,
    points: names,
    right,
    kind: analysis.verdict.kind,
    failing: analysis.verdict.failing,
    firstCause: analysis.causes[0]?.cause ?? null,
    proven: proven.length - wrong.length,
    wronglyProven: [...wrong.map(({truth}) => tuplesOf(truth)[0]!), ...strangers.map(([key]) => key)],
    shown: shown.length,
    found: shown.filter(({record}) => (record?.certainty ?? null) !== null).length,
    fates,
  };
}

const text = ({address, port}: {readonly address: string; readonly port: number}) =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

const tuplesOf = (one: Truthful): string[] =>
  [one, ...(one.translated === undefined ? [] : [one.translated])].map(({client, server}) => `${client} ${server}`);

/** The record of a connection by either of its names: the accused one, where there are two. */
function recordOf(truth: Truthful, records: ReadonlyMap<string, ConnectionRecord>): ConnectionRecord | undefined {
  const found = tuplesOf(truth).flatMap(key => records.get(key) ?? []);
  return found.find(({certainty}) => certainty !== null) ?? found[0];
}

/** Whether what is said of a connection is so: it is asymmetric, and a point lacks the direction that is named. */
function isSo({missing}: ConnectionRecord, {asymmetric, seen}: Truthful, points: readonly string[]): boolean {
  if (!asymmetric || missing === null || seen === undefined) return asymmetric;
  return points.some(name => {
    const [requests = 0, replies = 0] = seen[name] ?? [];
    return missing === "requests" ? requests === 0 && replies > 0 : replies === 0 && requests > 0;
  });
}

/** Whether nothing but an asymmetry may be said. */
const hasToSay = (right: Right | null): boolean =>
  right?.verdict.every(kind => ["proven", "suspected", "one-sided-capture"].includes(kind)) ?? false;

/** Whether the verdict is one of those that are right; null where no truth tells it. */
export const verdictIsRight = ({failing, kind, right}: Judged): boolean | null =>
  right === null ? null : right.verdict.includes(kind) && right.failing.includes(failing);

/** Whether the first cause is one of those that are right; null where none is asked for. */
export const causeIsRight = ({firstCause, right}: Judged): boolean | null =>
  right === null || right.causes.length === 0
    ? null
    : (right.causes as readonly (string | null)[]).includes(firstCause);

const accuses = ({kind}: Judged): boolean => kind === "proven" || kind === "suspected";

/** Those that call symmetric what fewer of the same points show to be asymmetric. */
export const silencedOf = (all: readonly Judged[]): Judged[] =>
  all.filter(
    one =>
      one.kind === "symmetric" &&
      all.some(
        other =>
          other.scenario === one.scenario &&
          other.points.length < one.points.length &&
          hasToSay(other.right) &&
          accuses(other) &&
          other.points.every(name => one.points.includes(name)),
      ),
  );
