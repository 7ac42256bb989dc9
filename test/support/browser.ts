import {type ChildProcess, spawn} from "node:child_process";
import {mkdtemp, rm} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";
import type {Readable, Writable} from "node:stream";

/** What the browser's protocol answers: https://chromedevtools.github.io/devtools-protocol/. */
// biome-ignore lint/suspicious/noExplicitAny: of as many forms as there are methods
type Answer = any;

/** Headless Chromium, driven through a pipe: real keys, any width, scripts on or off. */
export class Browser {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #waiting = new Map<number, {done(answer: Answer): void; failed(error: Error): void}>();
  readonly #events: {method: string; params: Answer}[] = [];
  #next = 1;

  private constructor(child: ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
    let rest = "";
    (child.stdio[4] as Readable).setEncoding("utf8").on("data", (piece: string) => {
      const messages = (rest + piece).split("\0");
      rest = messages.pop()!;
      for (const message of messages) this.#take(JSON.parse(message));
    });
    child.on("close", () => {
      for (const {failed} of this.#waiting.values()) failed(new Error("Chromium has ended"));
    });
  }

  static async open(): Promise<Browser> {
    const folder = await mkdtemp(join(tmpdir(), "asymcap-browser-"));
    const options = [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"],
      ...["--remote-debugging-pipe", `--user-data-dir=${join(folder, "profile")}`, "about:blank"],
    ];
    const child = spawn("chromium", options, {stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"], timeout: 300_000});
    return new Browser(child, folder);
  }

  #take(message: {id?: number; result?: Answer; error?: {message: string}; method?: string; params?: Answer}): void {
    if (message.id === undefined) {
      this.#events.push({method: message.method!, params: message.params});
      return;
    }
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error === undefined) waiting?.done(message.result);
    else waiting?.failed(new Error(message.error.message));
  }

  send(method: string, params: object = {}, sessionId?: string): Promise<Answer> {
    const id = this.#next++;
    return new Promise((done, failed) => {
      this.#waiting.set(id, {done, failed});
      (this.#child.stdio[3] as Writable).write(`${JSON.stringify({id, method, params, sessionId})}\0`);
    });
  }

  /** Returns what the browser told of its own accord. */
  told(method: string): Answer[] {
    return this.#events.filter(event => event.method === method).map(({params}) => params);
  }

  /** Opens a file in a page of its own. */
  async page(path: string, {width = 1280, height = 900, hasScripts = true, dark = false} = {}): Promise<Page> {
    const {targetId} = await this.send("Target.createTarget", {url: "about:blank"});
    const {sessionId} = await this.send("Target.attachToTarget", {targetId, flatten: true});
    const page = new Page(this, sessionId);
    await page.send("Network.enable");
    await page.send("Page.enable");
    await page.send("Log.enable");
    await page.send("Emulation.setDeviceMetricsOverride", {width, height, deviceScaleFactor: 1, mobile: false});
    await page.send("Emulation.setScriptExecutionDisabled", {value: !hasScripts});
    await page.send("Emulation.setEmulatedMedia", {
      features: [{name: "prefers-color-scheme", value: dark ? "dark" : "light"}],
    });
    await page.send("Page.navigate", {url: `file://${path}`});
    await page.loaded(path);
    return page;
  }

  async close(): Promise<void> {
    const ended = new Promise(resolve => this.#child.once("close", resolve));
    await this.send("Browser.close").catch(() => this.#child.kill());
    await ended;
    await rm(this.#folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
  }
}

const keyCodes: Readonly<Record<string, number>> = {Tab: 9, Enter: 13, " ": 32};

export class Page {
  readonly #browser: Browser;
  readonly #session: string;

  constructor(browser: Browser, session: string) {
    this.#browser = browser;
    this.#session = session;
  }

  send(method: string, params: object = {}): Promise<Answer> {
    return this.#browser.send(method, params, this.#session);
  }

  async loaded(path: string): Promise<void> {
    for (let i = 0; i < 200; i++) {
      const state = await this.value("location.pathname + ' ' + document.readyState");
      if (state === `${path} complete`) return;
      await new Promise(resolve => setTimeout(resolve, 25));
    }
    throw new Error(`${path} is not loaded`);
  }

  /** Returns the value of an expression in the page; the page's own scripts may be off. */
  async value(expression: string): Promise<Answer> {
    const {result, exceptionDetails} = await this.send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Presses keys: `Tab`, `Enter`, or a letter. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      const text = key === "Enter" ? "\r" : key.length === 1 ? key : undefined;
      const code = keyCodes[key] ?? key.toUpperCase().charCodeAt(0);
      await this.send("Input.dispatchKeyEvent", {type: "keyDown", key, text, windowsVirtualKeyCode: code});
      await this.send("Input.dispatchKeyEvent", {type: "keyUp", key, windowsVirtualKeyCode: code});
    }
  }

  async screenshot(): Promise<Buffer> {
    const {data} = await this.send("Page.captureScreenshot", {format: "png", captureBeyondViewport: true});
    return Buffer.from(data, "base64");
  }

  /** Addresses that the browser asked for, all pages of it together. */
  requests(): string[] {
    return this.#browser.told("Network.requestWillBeSent").map(({request}) => request.url);
  }

  /** What the page complained of: a refused script or style, say. */
  complaints(): string[] {
    return this.#browser.told("Log.entryAdded").map(({entry}) => entry.text);
  }
}
