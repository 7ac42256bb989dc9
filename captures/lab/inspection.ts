import {command} from "./command.ts";
import type {Run, TrueConnection} from "./truth.ts";

/** How many TCP packets of a capture go from one endpoint to another. */
export type Counts = ReadonlyMap<string, number>;

const LINE = /IP6? (\S+)\.(\d+) > (\S+)\.(\d+): Flags \[([^\]]*)\]/;

/** Counts a capture's packets with tcpdump: a second opinion that shares no code with asymcap. */
export function countPackets(path: string, ...flags: readonly string[]): Counts {
  const counts = new Map<string, number>();
  for (const line of command(["tcpdump", "-nn", "-t", "-r", path]).split("\n")) {
    const found = LINE.exec(line);
    if (found === null) continue;
    const [, from = "", fromPort = "", to = "", toPort = "", set = ""] = found;
    if (flags.length > 0 && !flags.includes(set)) continue;
    const key = `${named(from, fromPort)} > ${named(to, toPort)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** The counts of each file of one run, with the name of its device. */
export function counted(folder: string, run: Run): {readonly device: string; readonly counts: Counts}[] {
  return run.arguments
    .filter(argument => !argument.startsWith("--"))
    .map(argument => {
      const [name = "", file = ""] = argument.split("=");
      return {device: name.split("/")[0]!, counts: countPackets(`${folder}/${file}`)};
    });
}

/**
 * What the captures of a run show against the truth, one sentence a contradiction. The truth tells
 * what was arranged; this makes sure that the packets agree before the files are kept.
 */
export function contradictions(files: ReturnType<typeof counted>, truth: readonly TrueConnection[]): string[] {
  const found: string[] = [];
  const known = new Set<string>();
  const devices = (key: string): string[] => files.filter(one => one.counts.has(key)).map(one => one.device);
  const expect = (key: string, seen: boolean): void => {
    known.add(key);
    if (devices(key).length > 0 !== seen) found.push(`${key}: ${seen ? "some" : "none"} expected`);
  };
  for (const {answeredBy, client, missing, outcome, server, translated} of truth) {
    const [forth, back] = [`${client} > ${server}`, `${server} > ${client}`];
    const asks = outcome !== "unasked" && (missing !== "requests" || outcome === "complete");
    const answers = outcome !== "unanswered" && outcome !== "edge" && (missing !== "replies" || outcome === "complete");
    if (outcome === "split" && devices(forth).some(device => devices(back).includes(device)))
      found.push(`${forth}: both directions at one device`);
    expect(forth, asks);
    if (answeredBy !== undefined) {
      expect(back, false);
      expect(`${answeredBy} > ${client}`, true);
      known.add(`${client} > ${answeredBy}`);
    } else if (translated === undefined) {
      expect(back, answers);
    } else {
      // Replies that miss the translating firewall never get the client's own address.
      expect(back, answers && outcome !== "split");
      expect(`${translated.client} > ${translated.server}`, asks);
      expect(`${translated.server} > ${translated.client}`, answers);
    }
  }
  for (const {counts} of files)
    for (const key of counts.keys()) if (!known.has(key)) found.push(`${key}: not in truth`);
  return found;
}

function named(address: string, port: string): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
