import {copyFile, mkdir, readFile} from "node:fs/promises";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {asymcap, workplace} from "./program.ts";

const place = workplace();
const folder = join(import.meta.dirname, "../../captures");
const scenarios = [
  ["return-bypass-strict", ["fw/outside=outside.pcap"]],
  ["ipv6-return-bypass", ["inside.pcap"]],
  ["snat-bypassed", ["inside.pcap", "outside.pcap", "other.pcap"]],
  ["policy-route", ["edge=interfaces.pcapng"]],
  ["one-arm-load-balancer", ["clients.pcap"]],
  ["stages", ["rx.pcap", "tx.pcap", "drop.pcap"]],
] as const;

interface Report {
  readonly verdict: {readonly kind: string};
  readonly causes: readonly {readonly cause: string}[];
  readonly groups: readonly {readonly conversations: number; readonly oneWay: number}[];
  readonly conversations: readonly {
    readonly client: {readonly address: string; readonly port: number};
    readonly server: {readonly address: string; readonly port: number};
    readonly outcome: string;
  }[];
}

const reportFormats = ["json", "svg", "txt", "md"] as const;

async function reports(name: string, ...argv: string[]): Promise<Record<(typeof reportFormats)[number], string>> {
  const paths = reportFormats.map(format => place.path(`${name}.${format}`));
  await asymcap(...paths.flatMap(path => ["-o", path]), "--quiet", ...argv);
  const [json, svg, txt, md] = await Promise.all(paths.map(path => readFile(path, "utf8")));
  return {json: json!, svg: svg!, txt: txt!, md: md!};
}

describe.each(scenarios)("--redact of %s", (scenario, captures) => {
  const located = captures.map(text => text.replace(/[^=]*$/, file => join(folder, scenario, file)));

  it("names none of the real addresses in any format", async () => {
    const plain = JSON.parse((await reports("plain", ...located)).json) as Report;
    const originals = new Set(plain.conversations.flatMap(one => [one.client.address, one.server.address]));
    expect(originals.size).toBeGreaterThan(2);
    const redacted = await reports("redacted", "--redact", ...located);
    for (const format of reportFormats)
      for (const original of originals)
        expect(redacted[format], `${original} in ${format}`).not.toMatch(
          new RegExp(`(?<![\\w.:])${original.replaceAll(".", "\\.")}(?![\\w.:]*\\d)`),
        );
  });

  it("says the same otherwise: verdict, causes, groups, outcomes and ports", async () => {
    const [plain, redacted] = await Promise.all([
      reports("one", ...located),
      reports("two", "--redact", ...located),
    ]).then(both => both.map(({json}) => JSON.parse(json) as Report) as [Report, Report]);
    expect(redacted.verdict.kind).toBe(plain.verdict.kind);
    expect(redacted.causes.map(one => one.cause)).toEqual(plain.causes.map(one => one.cause));
    expect(redacted.groups.map(one => [one.conversations, one.oneWay])).toEqual(
      plain.groups.map(one => [one.conversations, one.oneWay]),
    );
    const shape = (report: Report) => report.conversations.map(one => [one.client.port, one.server.port, one.outcome]);
    expect(shape(redacted)).toEqual(shape(plain));
  });
});

describe("--redact", () => {
  it("names no file and no folder", async () => {
    await mkdir(place.path("acme-bank"), {recursive: true});
    const secret = place.path("acme-bank/acme-core-10.1.0.10.pcap");
    await copyFile(join(folder, "return-bypass-strict/outside.pcap"), secret);
    const redacted = await reports("named", "--redact", secret);
    for (const format of reportFormats) expect(redacted[format]).not.toMatch(/acme/);
    expect(redacted.txt).toContain("capture-1.pcap");
  });

  it("names no device, point or event as the user did, but what is everybody's", async () => {
    const outside = join(folder, "return-bypass-strict/outside.pcap");
    const redacted = await reports(
      "places",
      "--redact",
      "--event",
      "21:44:48=Acme moved",
      `acmefw/acme-dmz=${outside}`,
    );
    for (const format of reportFormats) expect(redacted[format]).not.toMatch(/acme/i);
    expect(redacted.txt).toContain("device-1/device-2");
    const plain = await reports("plain", "--redact", `fw-a/outside=${outside}`);
    expect(plain.txt).toContain("fw-a/outside");
  });

  it("repeats nothing of a capture that cannot be read, either", async () => {
    const redacted = await reports("gone", "--redact", place.path("acme-missing.pcap"));
    for (const format of reportFormats) expect(redacted[format]).not.toMatch(/acme/);
  });

  it("heeds networks of the clients' side by their real addresses", async () => {
    const file = join(folder, "mid-flow/inside.pcap");
    const clients = async (...argv: string[]) =>
      (JSON.parse((await reports("internal", ...argv, file)).json) as Report).conversations.map(one => one.client.port);
    expect(await clients("--redact", "--internal", "10.2.0.0/16")).toEqual(await clients("--internal", "10.2.0.0/16"));
  });

  it("gives the same host the same pseudonym before and after a fix", async () => {
    const path = place.path("compared.json");
    const of = (file: string) => `fw/outside=${join(folder, "before-after", file)}`;
    await asymcap("compare", "--redact", "--before", of("before.pcap"), "--after", of("after.pcap"), "-o", path);
    const {result, pairs} = JSON.parse(await readFile(path, "utf8"));
    expect(result).toBe("fixed");
    expect(JSON.stringify(pairs)).not.toMatch(/10\.1\.0\.0/);
  });
});
