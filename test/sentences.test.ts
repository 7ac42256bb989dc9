import {readdirSync, readFileSync} from "node:fs";
import {join} from "node:path";
import {describe, expect, test} from "vitest";

/*
 * What is told in words is for people: the program asks the facts that the words are made from. So no text function and no regular
 * expression reads them, anywhere in src; what is listed may be bounded (`cause.for.slice(0, 3)`), its lines may not be looked into.
 */

/** Members that hold a text for people. */
const texts = "sentence|says|why|because|excludedBecause|brief|command|undo|toTell|toSee";
/** Members that hold several. */
const lists = "for|against|clauses";
const reading =
  "startsWith|endsWith|includes|indexOf|lastIndexOf|split|replace|replaceAll|match|matchAll|search|slice|substring|substr|charAt";
/** Of a list `slice` bounds it, and the others look for a line in it. */
const seeking = "includes|indexOf|lastIndexOf";

/** `finding.sentence`, `cause.for[0]!`, `cause.for.at(-1)`: also behind an optional chain, and by itself where it was destructured. */
const element = String.raw`[!?]*(?:\.?\[[^\]]*\]|\.at\([^)]*\))[!?]*`;
const text = String.raw`(?:\b(?:${texts})\b[!?]*|\.(?:${lists})\b${element}|\bclauses\b${element})`;
/** One of them as it is, or handed through functions: `printable(analysis.verdict.sentence, 1000)`. */
const call = String.raw`\.(?:${reading})\(`;
const patterns: readonly RegExp[] = [
  new RegExp(String.raw`${text}\s*${call}`),
  new RegExp(String.raw`\w\((?:[^()]|\([^()]*\))*${text}(?:[^()]|\([^()]*\))*\)[!?]*\s*${call}`),
  new RegExp(String.raw`(?:\.(?:${lists})|\bclauses)\b[!?]*\s*\.(?:${seeking})\(`),
  // /…/.test(finding.sentence), pattern.exec(says), RegExp.prototype[Symbol.replace] is nobody's habit.
  new RegExp(String.raw`\.(?:test|exec)\((?:[^()]|\([^()]*\))*${text}`),
];

/** Other names of such a text, each with the code in which it may be read: to the end of the function at the top of the file. */
function* aliases(code: string): Generator<readonly [name: string, scope: string]> {
  const declared = [
    // const words = finding.sentence, = printable(verdict.sentence), = cause.for[0]
    String.raw`(?:const|let) (\w+)(?:: string)? = (?:\w+\()*(?:[\w$]+[!?]*\.)*${text}(?=[;,)\s!]|$)`,
    // const {sentence: words} = finding, ({says: words}) => …
    String.raw`[{,]\s*(?:${texts}): (\w+)(?=[^{}]*\}(?:: \w+)?(?:\)| =[ >]))`,
    // for (const line of cause.for), cause.for.some(line => …)
    String.raw`for \(const (\w+) of [^;{]*\.(?:${lists})\b`,
    String.raw`(?:\.(?:${lists})|\bclauses)\b[!?]*\s*\.(?:some|every|find|findLast|findIndex|filter|map|flatMap|forEach)\(\(?(\w+)`,
  ];
  for (const pattern of declared)
    for (const found of code.matchAll(new RegExp(pattern, "gm"))) {
      const end = code.indexOf("\n}", found.index);
      yield [found[1]!, code.slice(found.index, end < 0 ? code.length : end)];
    }
}

const uncommented = (source: string) => source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");

/** Returns what reads a text, as it stands there. */
function readings(source: string): string[] {
  const code = uncommented(source);
  const found = patterns.flatMap(pattern => [...code.matchAll(new RegExp(pattern, "g"))].map(([all]) => all));
  for (const [name, scope] of aliases(code)) {
    const read = new RegExp(
      String.raw`(?<![\w.])${name}[!?]*\s*${call}|\.(?:test|exec)\((?:[^()]|\([^()]*\))*(?<![\w.])${name}\b`,
    );
    const one = read.exec(scope);
    if (one !== null) found.push(one[0]);
  }
  return found;
}

const src = join(import.meta.dirname, "../src");
const files = readdirSync(src, {recursive: true, encoding: "utf8"}).filter(file => file.endsWith(".ts"));

test.each(files)("%s reads no sentence", file => {
  expect(readings(readFileSync(join(src, file), "utf8"))).toEqual([]);
});

describe("what the test must find", () => {
  test.each([
    'const clauses = printable(analysis.verdict.sentence, 1000).split("; ");',
    'if (finding.sentence.startsWith("Requests bypass")) return 1;',
    'findings.filter(({sentence}) => sentence.includes("ping"))',
    'const words = /"(.*)"$/.exec(says)?.[1];',
    "if (/outgoing dev/.test(finding.evidence[0]!.says)) return null;",
    "if (pattern.test(finding.alternatives.at(-1)?.says ?? empty)) return null;",
    'const isReset = step.command.startsWith("clear");',
    'const [first] = step.command\n  .split("; ");',
    'const told = one.because.replace("the ", "");',
    'const clean = printable(sentence, 2000);\n  const colon = clean.indexOf(": ");',
    "const {sentence: words} = verdict;\n  return words.slice(1);",
    "steps.map(({command: typed}) => typed.split(newline))",
    'cause.for.some(reason => reason.includes("alternate"))',
    'for (const line of cause.against) if (line.endsWith("here")) count++;',
    'cause.for[0]!.startsWith("a")',
    'cause.against.includes("pings pass one way only")',
    'if (verdict.clauses[0]!.includes("bypass")) return 1;',
    "if (step.why.match(/session/)) return 1;",
  ])("%s", code => {
    expect(readings(code)).not.toEqual([]);
  });
});

describe("what it must leave alone", () => {
  test.each([
    "const told = cause.for.slice(0, maximumReasons);",
    'const all = verdict.clauses.slice(1).join("; ");',
    'const file = capture.path.replace(/.*\\//, "");',
    "if (finding.points.includes(point)) lines.push(...wrap(finding.sentence, 2, 4));",
    'verdict: {kind, sentence: clauses.join("; "), clauses},',
    '// sentence.split("; ") was here',
    'if (name.startsWith("fw")) return {says: name, because: "it is so"};',
    "for (const [i, words] of rows.entries()) if (words.test(name)) found.push(i);",
  ])("%s", code => {
    expect(readings(code)).toEqual([]);
  });
});
