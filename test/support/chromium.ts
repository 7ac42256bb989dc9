import {spawn, spawnSync} from "node:child_process";
import {mkdtemp, rm, writeFile} from "node:fs/promises";
import {tmpdir} from "node:os";
import {join} from "node:path";

export const hasChromium = spawnSync("chromium", ["--version"]).status === 0;

/** How long a page may take. */
const patience = 100_000;

/** Opens a page in headless Chromium, and returns its document once it is loaded, as HTML. */
export async function documentOf(html: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "asymcap-chromium-"));
  try {
    const page = join(folder, "page.html");
    await writeFile(page, html);
    const options = [
      "--headless",
      // Root, as in a container, may not use the sandbox; the page is the test's own.
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      // Widths as fonts have them, not rounded to a screen's pixels.
      "--font-render-hinting=none",
      "--force-device-scale-factor=1",
      `--user-data-dir=${join(folder, "profile")}`,
      "--dump-dom",
      `file://${page}`,
    ];
    return await new Promise((resolve, reject) => {
      const child = spawn("chromium", options, {stdio: ["ignore", "pipe", "ignore"], timeout: patience});
      const pieces: Buffer[] = [];
      child.stdout.on("data", piece => pieces.push(piece));
      child.on("error", reject);
      child.on("close", () => resolve(Buffer.concat(pieces).toString()));
    });
  } finally {
    // Other processes of the browser may still be writing.
    await rm(folder, {recursive: true, force: true, maxRetries: 5, retryDelay: 200});
  }
}
