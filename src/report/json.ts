import {printable} from "../errors.ts";
import type {ConnectionRecord, Finding, FlowRecord, NextStep, SideRecord} from "../judge/analysis.ts";
import {type Epoch, stamp} from "../time/time.ts";
import {version} from "../version.ts";
import type {Report} from "./report.ts";

/** Connections are written so many at a time. */
const batch = 500;

/** The whole analysis, for programs: schema asymcap/1. */
export const json: Report = {
  name: "json",
  extension: ".json",
  async *render(analysis, options = {}) {
    const {epoch} = analysis;
    const time = (value: number | null) => (value === null ? null : stamp(value, epoch));
    const head = {
      schema: "asymcap/1",
      generator: {name: "asymcap", version},
      arguments: options.arguments?.map(one => printable(one, 4096)) ?? null,
      verdict: analysis.verdict,
      partial: analysis.partial,
      period: analysis.period === null ? null : {first: time(analysis.period[0]), last: time(analysis.period[1])},
      captures: analysis.captures.map(capture => ({
        path: printable(capture.path, 4096),
        format: capture.format,
        packets: capture.packets,
        bytes: capture.bytes,
        size: capture.digest?.size ?? null,
        sha256: capture.digest?.sha256 ?? null,
        notes: [...capture.errors.map(error => error.message), ...capture.notes],
      })),
      points: analysis.points.map(point => ({
        id: point.id,
        name: point.name,
        device: point.device,
        stage: point.stage,
        interface: point.interface,
        captures: point.captures,
        linkType: point.linkType,
        packets: point.packets,
        clock: point.timeBase,
        dropped: point.dropped,
      })),
      totals: analysis.totals,
      skipped: Object.fromEntries(analysis.skipped.entries()),
      events: analysis.events.map(event => ({...event, time: time(event.time)})),
    };
    yield `${JSON.stringify(head).slice(0, -1)},\n"conversations":[`;
    let rows: string[] = [];
    for (let id = 0; id < analysis.totals.conversations; id++) {
      rows.push(`${id === 0 ? "\n" : ",\n"}${JSON.stringify(connection(analysis.connection(id, false), time))}`);
      if (rows.length < batch) continue;
      yield rows.join("");
      rows = [];
    }
    yield rows.join("");
    const tail = {
      findings: analysis.findings.map(one => finding(one, time)),
      causes: analysis.causes.map(({quotes: _, words: __, own: ___, contrast: ____, ...cause}) => ({
        ...cause,
        next: cause.next.map(stepJson),
      })),
      ruledOut: analysis.ruledOut.map(({says, because}) => ({says, because})),
      groups: analysis.groups.map(group => ({...group, since: time(group.since)})),
      sideEvidence: analysis.sideEvidence.map(one => ({
        ...one,
        file: printable(analysis.captures[one.capture]!.path, 4096),
      })),
      moreSideEvidence: analysis.moreSideEvidence,
    };
    yield `\n],\n${JSON.stringify(tail).slice(1)}\n`;
  },
};

/** A finding as reports in JSON tell it. */
export function findingJson(one: Finding, epoch: Epoch): object {
  return finding(one, value => (value === null ? null : stamp(value, epoch)));
}

function finding({example: _, leads: __, hosts: ___, ...record}: Finding, time: Timed): object {
  const evidence = record.evidence.map(({quote: _, ...one}) => one);
  const alternatives = record.alternatives.map(({says, excludedBecause}) => ({says, excludedBecause}));
  return {...record, since: time(record.since), evidence, alternatives};
}

/** A step as reports in JSON tell it. */
export const stepJson = ({newer: _, undoLines: __, gives: ___, since: ____, ...step}: NextStep): object => step;

type Timed = (value: number | null) => string | null;

function connection(record: ConnectionRecord, time: Timed): object {
  return {
    ...record,
    first: time(record.first),
    last: time(record.last),
    flows: record.flows.map(one => flow(one, time)),
  };
}

function flow({ladder: _, ...record}: FlowRecord, time: Timed): object {
  return {...record, requests: side(record.requests, time), replies: side(record.replies, time)};
}

function side(record: SideRecord, time: Timed): object {
  return {...record, first: time(record.first), last: time(record.last)};
}
