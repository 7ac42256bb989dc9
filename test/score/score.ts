import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import type {Truth} from "../../captures/lab/truth.ts";
import {analyze} from "../../src/analyze.ts";
import type {Analysis} from "../../src/judge/analysis.ts";

/** How one analysis of a scenario's captures compares with what really happened. */
export interface Score {
  readonly scenario: string;
  readonly arguments: string;
  /** Connections, and of these the asymmetric ones that the captures can show. */
  readonly conversations: number;
  readonly asymmetric: number;
  /** Of the asymmetric ones: found, with whatever certainty, and proven. */
  readonly found: number;
  readonly proven: number;
  /** Of the asymmetric ones of which no point saw one direction: how many there are, and how many are proven. */
  readonly oneWay: number;
  readonly oneWayProven: number;
  /** Connections that are called asymmetric, proven, and are not. */
  readonly wronglyProven: number;
  readonly wronglySuspected: number;
  readonly verdict: Analysis["verdict"];
  /** The cause that the truth names, and the one that ranks first. */
  readonly cause: string | null;
  readonly firstCause: string | null;
  /** Whether anything in the scenario is asymmetric. */
  readonly isAsymmetric: boolean;
}

const folder = join(import.meta.dirname.replace(/[/\\]\.build(?=[/\\])/, ""), "../../captures");

/** Judges every run of every scenario, and compares every connection with the truth. */
export async function scoreAll(): Promise<Score[]> {
  const scores: Score[] = [];
  for (const scenario of readdirSync(folder, {withFileTypes: true})) {
    if (!scenario.isDirectory() || scenario.name === "lab") continue;
    const truth: Truth = JSON.parse(readFileSync(join(folder, scenario.name, "truth.json"), "utf8"));
    for (const run of truth.runs) scores.push(await scoreOf(scenario.name, truth, run));
  }
  return scores;
}

async function scoreOf(scenario: string, truth: Truth, run: Truth["runs"][number]): Promise<Score> {
  const captures = run.arguments
    .filter(argument => !argument.startsWith("--"))
    .map(argument => {
      const [file, name] = argument.split("=").reverse() as [string, string | undefined];
      return {path: join(folder, scenario, file), name: name ?? null};
    });
  const analysis = await analyze(captures, {
    pingOk: run.arguments.includes("--ping-ok"),
    bothDirections: run.arguments.includes("--both-directions"),
  });
  const judged = new Map<string, ReturnType<Analysis["connection"]>>();
  for (let id = 0; id < analysis.totals.conversations; id++) {
    const one = analysis.connection(id, false);
    judged.set(`${text(one.client)} ${text(one.server)}`, one);
  }
  const expected = run.conversations ?? truth.conversations;
  const pairs = expected.map(fate => ({fate, found: judged.get(`${fate.client} ${fate.server}`)}));
  const asymmetric = pairs.filter(({fate}) => fate.asymmetric && fate.certainty !== null);
  const oneWay = run.certainty === undefined ? asymmetric.filter(({fate}) => fate.outcome === "one-way") : [];
  const healthy = pairs.filter(({fate}) => !fate.asymmetric);
  const sure = ({found}: (typeof pairs)[number]) => found?.certainty === "proven";
  return {
    scenario,
    arguments: run.arguments.join(" "),
    conversations: expected.length,
    asymmetric: asymmetric.length,
    found: asymmetric.filter(({found}) => (found?.certainty ?? null) !== null).length,
    proven: asymmetric.filter(sure).length,
    oneWay: oneWay.length,
    oneWayProven: oneWay.filter(sure).length,
    wronglyProven: healthy.filter(sure).length,
    wronglySuspected: healthy.filter(({found}) => found?.certainty === "suspected").length,
    verdict: analysis.verdict,
    cause: truth.cause,
    firstCause: analysis.causes[0]?.cause ?? null,
    isAsymmetric: expected.some(fate => fate.asymmetric),
  };
}

const text = ({address, port}: {readonly address: string; readonly port: number}) =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

/** The figures that the project promises, over all runs. */
export function totalsOf(scores: readonly Score[]) {
  const sum = (of: (score: Score) => number) => scores.reduce((all, score) => all + of(score), 0);
  const caused = scores.filter(score => score.isAsymmetric && score.cause !== null);
  const proven = sum(score => score.proven);
  return {
    precision: proven / (proven + sum(score => score.wronglyProven)),
    found: sum(score => score.found) / sum(score => score.asymmetric),
    oneWayProven: sum(score => score.oneWayProven) / sum(score => score.oneWay),
    firstCause: caused.filter(score => score.firstCause === score.cause).length / caused.length,
  };
}

/** The scores as a table in Markdown. */
export function tableOf(scores: readonly Score[]): string {
  const rows = scores.map(score => {
    const share = score.asymmetric === 0 ? "–" : `${score.found} of ${score.asymmetric}`;
    const wrong =
      score.wronglyProven === 0 && score.wronglySuspected === 0
        ? "0"
        : `${score.wronglyProven} + ${score.wronglySuspected}`;
    const cause =
      score.cause === null || !score.isAsymmetric
        ? "–"
        : score.firstCause === score.cause
          ? score.cause
          : `${score.firstCause}, not ${score.cause}`;
    return `| ${score.scenario} | ${score.arguments.replaceAll(/\S+=/g, "")} | ${score.conversations} | ${share} | ${score.asymmetric === 0 ? "–" : score.proven} | ${wrong} | ${score.verdict.kind} | ${cause} |`;
  });
  const {precision, found, oneWayProven, firstCause} = totalsOf(scores);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return [
    "| scenario | captures | connections | asymmetric: found | proven | wrongly accused | verdict | first cause |",
    "|---|---|---:|---:|---:|---:|---|---|",
    ...rows,
    "",
    `Precision of \`proven\` ${precision.toFixed(2)}; found ${percent(found)} of the asymmetric connections that the captures can show; ` +
      `${percent(oneWayProven)} of the one-way ones proven; first cause right in ${percent(firstCause)}.`,
  ].join("\n");
}
