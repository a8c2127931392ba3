// Bundles the front end into the Python package: one ES module without imports, and its style sheet.
//   node build.mjs           minified, as the wheel carries it
//   node build.mjs --dev     readable, with the page of dev/ as well (build/page.js)
//   node build.mjs --watch   again at every change

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const dev = process.argv.includes("--dev");
const watch = process.argv.includes("--watch");

const common = {
  bundle: true,
  format: "esm",
  target: "es2022",
  // Elements are made by h: of the two ways the one that says less in the bundle.
  jsx: "transform",
  jsxFactory: "h",
  jsxFragment: "Fragment",
  inject: [here("src/views/h.ts")],
  // Said hundreds of times, never on the wire, in quotes or by the DOM: shorter names are 3 kB.
  mangleProps: /^(desk|session|browsing|labelsById)$/,
  tsconfigRaw: { compilerOptions: { target: "ES2022", verbatimModuleSyntax: true } },
  charset: "utf8",
  legalComments: "none",
  logLevel: "info",
  minify: !dev,
  sourcemap: dev ? "inline" : false,
};
const widget = {
  ...common,
  entryPoints: [here("src/widget.ts")],
  outdir: here("../src/nblabel/widget/static"),
};
const page = { ...common, entryPoints: [here("dev/page.ts")], outdir: here("build") };

const jobs = dev && existsSync(here("dev/page.ts")) ? [widget, page] : [widget];
for (const job of jobs) {
  if (watch) await (await esbuild.context(job)).watch();
  else await esbuild.build(job);
}
