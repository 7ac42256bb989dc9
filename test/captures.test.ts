import {readFileSync} from "node:fs";
import {join} from "node:path";
import {Writable} from "node:stream";
import {describe, expect, test} from "vitest";
import type {Truth} from "../captures/lab/truth.ts";
import {run} from "../src/cli.ts";
import {scenariosWithRuns} from "./support/scenarios.ts";

/** Every scenario of captures/ is judged as its truth.json says: what really happened in the lab. */
const folder = join(import.meta.dirname, "../captures");

class Sink extends Writable {
  text = "";
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function judge(scenario: string, argv: readonly string[]) {
  const located = argv.map(argument =>
    argument.startsWith("--") ? argument : argument.replace(/[^=]*$/, file => join(folder, scenario, file)),
  );
  const stdout = new Sink();
  const stderr = new Sink();
  const status = await run(["analyze", ...located, "-o", "-", "--format", "json"], {
    stdin: process.stdin,
    stdout,
    stderr,
  });
  return {status, report: JSON.parse(stdout.text), stderr: stderr.text};
}

const endpoint = ({address, port}: {address: string; port: number}) =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

describe.each(scenariosWithRuns)("%s", scenario => {
  const truth: Truth = JSON.parse(readFileSync(join(folder, scenario, "truth.json"), "utf8"));

  describe.each(truth.runs.map(run => ({...run, text: run.arguments.join(" ")})))("asymcap $text", expected => {
    test("gives the verdict, the exit status and the findings of the truth", async () => {
      const {status, report, stderr} = await judge(scenario, expected.arguments);
      expect(report.verdict).toMatchObject(expected.verdict);
      expect(status).toBe(expected.exitStatus);
      expect(stderr).toBe("");
      const found = new Set(
        report.findings
          .filter((finding: {certainty: string}) => finding.certainty !== "note")
          .map((finding: {detector: string}) => finding.detector),
      );
      for (const detector of expected.findings) expect(found).toContain(detector);
      for (const detector of expected.notFindings) expect(found).not.toContain(detector);
    });

    test("judges every connection as the truth does", async () => {
      const {report} = await judge(scenario, expected.arguments);
      const judged = new Map(
        report.conversations.map((one: {client: never; server: never}) => [
          `${endpoint(one.client)} ${endpoint(one.server)}`,
          one,
        ]),
      );
      for (const one of expected.conversations ?? truth.conversations) {
        const {outcome, missing} = one;
        const certainty = one.certainty === null ? null : (expected.certainty ?? one.certainty);
        expect(judged.get(`${one.client} ${one.server}`), `${one.client} ${one.server}`).toMatchObject({
          outcome,
          missing,
          certainty,
          // Whether a connection fails is stated where it is asymmetric, or did not get anywhere.
          ...(one.asymmetric ? {failing: !one.works} : {}),
        });
      }
      expect(judged.size).toBe((expected.conversations ?? truth.conversations).length);
    });
  });
});
