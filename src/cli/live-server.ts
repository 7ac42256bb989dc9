import {createServer, type IncomingMessage, type Server, type ServerResponse} from "node:http";
import type {AddressInfo} from "node:net";
import {InvalidArgumentError} from "commander";
import {printable} from "../errors.ts";
import {metricsType} from "./live-metrics.ts";

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** What a server shows. Pages are drawn when they are asked for. */
export interface Shown {
  metrics(): string;
  html(): Promise<string>;
  svg(): Promise<string>;
}

const mostConnections = 64;
const mostFollowers = 16;
/** Bytes that a follower may be behind; one that reads slower is let go. */
const mostBehind = 1024 * 1024;
/** A page is drawn anew no more often, in milliseconds: who asks meanwhile gets the last one. */
const fresh = 2000;
const heartbeat = 15_000;

/** Returns what `127.0.0.1:9420`, `[::1]:9420` or `9420` names; without an address it is this host alone. */
export function listenAddressOf(text: string): ListenAddress {
  const told = /^(?:(\[[0-9a-fA-F:.]{2,45}\]|[\w.-]{1,253}):)?(\d{1,5})$/.exec(text);
  const port = Number(told?.[2] ?? Number.NaN);
  if (told === null || port > 65_535)
    throw new InvalidArgumentError("An address is 127.0.0.1:9420, [::1]:9420, or a port of this host: 9420.");
  return {host: (told[1] ?? "127.0.0.1").replace(/^\[|\]$/g, ""), port};
}

/**
 * Serves a live run over HTTP: `/` the HTML report, `/report.svg`, `/metrics` and `/events` (server-sent). It reads nothing of what it is
 * sent but the path, touches no file, and is bounded in connections, followers and what they may be behind.
 */
export class LiveServer {
  readonly #server: Server;
  readonly #shown: Shown;
  readonly #address: ListenAddress;
  readonly #followers = new Set<ServerResponse>();
  readonly #pages = new Map<"html" | "svg", {readonly at: number; readonly text: Promise<string>}>();
  #beat: NodeJS.Timeout | null = null;

  constructor(address: ListenAddress, shown: Shown) {
    this.#address = address;
    this.#shown = shown;
    this.#server = createServer(
      {headersTimeout: 5000, requestTimeout: 10_000, maxHeaderSize: 8192},
      (request, response) => {
        // A fault of one page is not one of the run.
        this.#answer(request, response).catch(error => refuse(response, 500, printable((error as Error).message)));
      },
    );
    this.#server.maxConnections = mostConnections;
  }

  /** Begins to listen; returns the address of `/`. Rejects with what the system says, where it cannot. */
  async listen(): Promise<string> {
    const {host, port} = this.#address;
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
    this.#beat = setInterval(() => this.#send(": still here\n\n"), heartbeat);
    this.#beat.unref();
    const own = this.#server.address() as AddressInfo;
    return `http://${own.family === "IPv6" ? `[${own.address}]` : own.address}:${own.port}/`;
  }

  /** Sends a line of JSON to all who follow `/events`. */
  tell(event: string, line: string): void {
    this.#send(`event: ${event}\ndata: ${line}\n\n`);
  }

  close(): void {
    if (this.#beat !== null) clearInterval(this.#beat);
    for (const follower of this.#followers) follower.end();
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Referrer-Policy", "no-referrer");
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.setHeader("Allow", "GET, HEAD");
      refuse(response, 405, "only GET and HEAD");
      return;
    }
    // A page elsewhere that has its name resolved to this host would read what is shown here.
    if (this.#isLocal() && !isLocalName(request.headers.host ?? "")) {
      refuse(response, 421, "this is served to this host only, by its own name");
      return;
    }
    const path = (request.url ?? "/").replace(/[?#].*$/s, "");
    if (path === "/metrics") page(request, response, metricsType, this.#shown.metrics());
    else if (path === "/") {
      response.setHeader("Refresh", "30");
      page(request, response, "text/html; charset=utf-8", await this.#drawn("html"));
    } else if (path === "/report.svg") {
      response.setHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
      page(request, response, "image/svg+xml; charset=utf-8", await this.#drawn("svg"));
    } else if (path === "/events") this.#follow(request, response);
    else refuse(response, 404, "there are /, /report.svg, /metrics and /events");
  }

  #isLocal(): boolean {
    return isLocalName(this.#address.host.includes(":") ? `[${this.#address.host}]` : this.#address.host);
  }

  #drawn(kind: "html" | "svg"): Promise<string> {
    const now = performance.now();
    const known = this.#pages.get(kind);
    if (known !== undefined && now - known.at < fresh) return known.text;
    const text = this.#shown[kind]();
    this.#pages.set(kind, {at: now, text});
    return text;
  }

  #follow(request: IncomingMessage, response: ServerResponse): void {
    if (this.#followers.size >= mostFollowers) {
      refuse(response, 503, `${mostFollowers} follow the events already`);
      return;
    }
    response.writeHead(200, {"Content-Type": "text/event-stream; charset=utf-8"});
    if (request.method === "HEAD") {
      response.end();
      return;
    }
    response.write("retry: 5000\n\n");
    this.#followers.add(response);
    response.on("close", () => this.#followers.delete(response));
  }

  #send(text: string): void {
    for (const follower of this.#followers)
      if (follower.writableLength > mostBehind) follower.destroy();
      else follower.write(text);
  }
}

/** Whether a `Host` names this host itself, with or without a port. */
const isLocalName = (host: string): boolean => /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i.test(host);

function page(request: IncomingMessage, response: ServerResponse, type: string, text: string): void {
  const bytes = Buffer.from(text);
  response.writeHead(200, {"Content-Type": type, "Content-Length": bytes.length});
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, {"Content-Type": "text/plain; charset=utf-8"});
  response.end(`${why}\n`);
}
