import {printable} from "../errors.ts";
import type {Analysis, ConnectionRecord, Finding} from "../judge/analysis.ts";
import {stamp} from "../time/time.ts";
import {version} from "../version.ts";
import {communityId} from "./community-id.ts";
import {historiesOf, sentOf} from "./connection.ts";
import type {Report} from "./report.ts";

/** The fields' names and meanings are those of the Elastic Common Schema in this version; what it has no name for stands under `asymcap`. */
const ecs = {version: "8.17.0"};
const observer = {vendor: "asymcap", product: "asymcap", type: "sensor", version};
/** Lines are written so many at a time. */
const batch = 500;

/** For log stores: the verdict, a line a finding, and a line a connection that a finding is about. docs/json.md. */
export const ndjson: Report = {
  name: "ndjson",
  extension: ".ndjson",
  async *render(analysis) {
    yield line(verdict(analysis));
    for (const finding of analysis.findings) yield line(alert(finding, analysis));
    let lines: string[] = [];
    for (const id of affected(analysis)) {
      lines.push(line(connection(analysis.connection(id, false), analysis)));
      if (lines.length < batch) continue;
      yield lines.join("");
      lines = [];
    }
    yield lines.join("");
  },
};

const line = (record: object): string => `${JSON.stringify(record)}\n`;

/** Numbers of the connections that findings of asymmetry are about, ascending. */
function affected({findings}: Analysis): number[] {
  const all = new Set(findings.flatMap(one => (one.certainty === "note" ? [] : one.conversations)));
  return [...all].sort((a, b) => a - b);
}

function verdict({verdict, period, captures, causes, epoch}: Analysis): object {
  const [first, last] = period ?? [null, null];
  return {
    "@timestamp": last === null ? null : stamp(last, epoch),
    ecs,
    event: {
      ...{kind: "state", category: ["network"], type: ["info"], dataset: "asymcap.verdict"},
      start: first === null ? null : stamp(first, epoch),
      end: last === null ? null : stamp(last, epoch),
    },
    message: verdict.sentence,
    observer,
    asymcap: {
      verdict: {kind: verdict.kind, failing: verdict.failing, counts: verdict.counts},
      causes: causes.map(({cause, rank}) => ({cause, rank})),
      captures: captures.map(({path, packets, bytes}) => ({path: printable(path, 4096), packets, bytes})),
    },
  };
}

function alert({sentence, ...finding}: Finding, {points, epoch}: Analysis): object {
  const {id, detector, certainty, missing, conversations, facts, displayFilter} = finding;
  return {
    "@timestamp": stamp(finding.since, epoch),
    ecs,
    event: {
      kind: certainty === "note" ? "event" : "alert",
      ...{category: ["network"], type: ["info"], dataset: "asymcap.finding"},
    },
    rule: {name: detector, category: certainty},
    message: sentence,
    observer,
    asymcap: {
      finding: {
        ...{id, certainty, missing, connections: conversations.length, facts},
        points: finding.points.map(point => points.find(one => one.id === point)!.name),
        display_filter: displayFilter,
      },
    },
  };
}

function connection(record: ConnectionRecord, analysis: Analysis): object {
  const {client, server, first, last, outcome, missing, certainty, failing, findings} = record;
  const {epoch} = analysis;
  const sent = sentOf(record);
  return {
    "@timestamp": stamp(first, epoch),
    ecs,
    event: {
      ...{kind: "event", category: ["network"], type: ["connection"], dataset: "asymcap.connection"},
      ...{start: stamp(first, epoch), end: stamp(last, epoch)},
      outcome: failing === null ? "unknown" : failing ? "failure" : "success",
    },
    source: {ip: client.address, port: client.port, ...sent.client},
    destination: {ip: server.address, port: server.port, ...sent.server},
    network: {transport: "tcp", community_id: communityId(client, server)},
    observer,
    asymcap: {
      connection: {
        ...{outcome, missing, certainty, findings},
        seen: historiesOf(record, analysis).map(([point, history]) => ({point, history})),
      },
    },
  };
}
