import {existsSync, readdirSync, readFileSync} from "node:fs";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";
import {defineConfig} from "rolldown";

const at = file => fileURLToPath(new URL(`src/report/svg/${file}`, import.meta.url));

/** Writes the licences of all packages that are in the bundle beside it. */
const licences = {
  name: "licences",
  generateBundle(_, bundle) {
    const folders = new Set();
    for (const {modules = {}} of Object.values(bundle))
      for (const [id, {renderedLength}] of Object.entries(modules))
        if (id.includes("/node_modules/") && renderedLength > 0) folders.add(packageOf(id));
    const source = [...folders].sort().map(folder => {
      const {name, version, license, author} = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
      const by = typeof author === "string" ? author : author?.name;
      const text = file === undefined ? `${license}, by ${by}` : readFileSync(join(folder, file), "utf8").trim();
      return `${name} ${version} (${license})\n\n${text}\n`;
    });
    this.emitFile({type: "asset", fileName: "LICENSES.txt", source: source.join(`\n${"-".repeat(80)}\n\n`)});
  },
};

/** The fonts that PNGs are drawn with, and their licence: four of the package's twenty-two. */
const fonts = {
  name: "fonts",
  generateBundle() {
    const folder = dirname(fileURLToPath(import.meta.resolve("dejavu-fonts-ttf/package.json")));
    for (const name of ["DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono", "DejaVuSansMono-Bold"])
      this.emitFile({type: "asset", fileName: `fonts/${name}.ttf`, source: readFileSync(join(folder, "ttf", `${name}.ttf`))});
    this.emitFile({type: "asset", fileName: "fonts/LICENSE", source: readFileSync(join(folder, "LICENSE"))});
  },
};

function packageOf(id) {
  let folder = dirname(id);
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

/** d3-node is bundled: with a document that draws and does no more in place of jsdom, and the parts of d3 that pictures need. */
export default defineConfig({
  input: ["src/cli.ts", "src/index.ts", "src/sniff.ts"],
  platform: "node",
  external: ["commander", "pcap-parser", "cap", "@resvg/resvg-js"],
  resolve: {alias: {jsdom: at("jsdom.ts"), d3: at("d3.ts")}},
  plugins: [licences, fonts],
  output: {dir: "dist", cleanDir: true, format: "esm", chunkFileNames: "[name].js", comments: false},
});
