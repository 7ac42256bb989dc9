import {type ChildProcess, spawn, spawnSync} from "node:child_process";
import {readFileSync} from "node:fs";
import {request} from "node:http";
import {setTimeout as sleep} from "node:timers/promises";
import {afterEach, describe, expect, test} from "vitest";
import {listenAddressOf} from "../../src/cli/live-server.ts";

const capture = readFileSync("captures/return-bypass-strict/outside.pcap");
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill("SIGKILL");
});

/** Starts `live -` with a server on a port that the system chooses; resolves with its address once it listens. */
async function served(...words: readonly string[]) {
  const child = spawn(process.execPath, ["dist/cli.js", "live", "-", "--both-directions", "--listen", "0", ...words]);
  running.push(child);
  child.stdout.resume();
  let said = "";
  child.stderr.on("data", chunk => {
    said += chunk;
  });
  for (let i = 0; i < 200 && !said.includes("serving"); i++) await sleep(50);
  const url = /serving (http:\S+)/.exec(said)![1]!;
  return {child, url, ended: new Promise<number | null>(resolve => child.on("exit", resolve))};
}

/** Asks for a path as it stands: `fetch` would tidy it. */
const ask = (url: string, path: string, options: {readonly method?: string; readonly host?: string} = {}) =>
  new Promise<{readonly status: number; readonly headers: NodeJS.Dict<string | string[]>; readonly text: string}>(
    (resolve, reject) => {
      const {hostname, port} = new URL(url);
      const headers = options.host === undefined ? {} : {Host: options.host};
      request({hostname, port, path, method: options.method ?? "GET", headers}, response => {
        let text = "";
        response.on("data", chunk => {
          text += chunk;
        });
        response.on("end", () => resolve({status: response.statusCode!, headers: response.headers, text}));
      })
        .on("error", reject)
        .end();
    },
  );

/** Asks until what is wanted stands there. */
async function until(url: string, path: string, wanted: RegExp): Promise<string> {
  for (let i = 0; i < 100; i++) {
    const {text} = await ask(url, path);
    if (wanted.test(text)) return text;
    await sleep(100);
  }
  throw new Error(`${path} never told ${wanted}`);
}

describe("live --listen", () => {
  test("serves metrics that Prometheus' own parser reads, the report and its picture", {timeout: 30_000}, async () => {
    const {child, url} = await served();
    child.stdin!.write(capture);
    const metrics = await until(url, "/metrics", /^asymcap_packets_total 1386$/m);
    const parsed = spawnSync(
      "/usr/bin/python3",
      [
        "-c",
        "import sys; from prometheus_client.openmetrics.parser import text_string_to_metric_families as read\n" +
          "print({family.name: family.type for family in read(sys.stdin.read())})",
      ],
      {input: metrics, encoding: "utf8"},
    );
    expect([parsed.status, parsed.stderr]).toEqual([0, ""]);
    expect(parsed.stdout).toContain("'asymcap_packets': 'counter'");
    expect(await until(url, "/", /Replies bypass/)).toMatch(/^<!doctype html>/i);
    const picture = await ask(url, "/report.svg");
    expect([picture.status, picture.headers["content-type"]]).toEqual([200, "image/svg+xml; charset=utf-8"]);
    expect(picture.text).toMatch(/<\/svg>\s*$/);
  });

  test("tells those who follow when an asymmetry is found", {timeout: 30_000}, async () => {
    const {child, url} = await served();
    const {hostname, port} = new URL(url);
    let told = "";
    request({hostname, port, path: "/events"}, response => {
      response.on("data", chunk => {
        told += chunk;
      });
    }).end();
    for (let i = 0; i < 100 && told === ""; i++) await sleep(50);
    child.stdin!.write(capture);
    for (let i = 0; i < 150 && !told.includes("event: raised"); i++) await sleep(100);
    const {event, finding} = JSON.parse(/event: raised\ndata: (.*)\n/.exec(told)![1]!);
    expect([event, finding.detector]).toEqual(["raised", "hidden-replies"]);
  });

  test("answers nothing but its four pages, GET and HEAD, and this host", {timeout: 30_000}, async () => {
    const {url} = await served();
    const {host} = new URL(url);
    const statuses = await Promise.all([
      ask(url, "/../../etc/passwd"),
      ask(url, "/metrics", {method: "POST"}),
      ask(url, "/metrics", {host: "elsewhere.example"}),
      ask(url, "/metrics", {host}),
      ask(url, "/metrics", {host: `localhost:${new URL(url).port}`}),
    ]);
    expect(statuses.map(({status}) => status)).toEqual([404, 405, 421, 200, 200]);
    const head = await ask(url, "/", {method: "HEAD"});
    expect([head.status, head.text, head.headers["x-content-type-options"]]).toEqual([200, "", "nosniff"]);
  });

  test("lets no more than sixteen follow", {timeout: 30_000}, async () => {
    const {url} = await served();
    const {hostname, port} = new URL(url);
    const statuses = await Promise.all(
      Array.from(
        {length: 17},
        () =>
          new Promise<number>(resolve => {
            request({hostname, port, path: "/events", agent: false}, response => {
              response.resume();
              resolve(response.statusCode!);
            }).end();
          }),
      ),
    );
    expect(statuses.toSorted((a, b) => a - b)).toEqual([...Array.from({length: 16}, () => 200), 503]);
  });

  test("ends with the run, whoever still follows", {timeout: 30_000}, async () => {
    const {child, url, ended} = await served();
    const {hostname, port} = new URL(url);
    request({hostname, port, path: "/events"}, response => response.resume())
      .on("error", () => {})
      .end();
    child.stdin!.end(capture);
    expect(await ended).toBe(1);
  });

  test("says so where another program has the port", {timeout: 30_000}, async () => {
    const {url} = await served();
    const {port} = new URL(url);
    const second = spawnSync(process.execPath, ["dist/cli.js", "live", "-", "--listen", port], {
      input: "",
      encoding: "utf8",
    });
    expect(second.status).toBe(2);
    expect(second.stderr).toContain(`--listen 127.0.0.1:${port}: EADDRINUSE`);
  });
});

test.each([
  ["9420", {host: "127.0.0.1", port: 9420}],
  ["0.0.0.0:80", {host: "0.0.0.0", port: 80}],
  ["[::1]:9420", {host: "::1", port: 9420}],
  ["localhost:0", {host: "localhost", port: 0}],
])("--listen %s", (text, address) => {
  expect(listenAddressOf(text)).toEqual(address);
});

test.each(["", "70000", "::1:9420", "host", "a b:1", "http://127.0.0.1:9420"])("--listen %s is refused", text => {
  expect(() => listenAddressOf(text)).toThrow(/An address is/);
});
