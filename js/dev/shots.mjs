// Takes a picture of every view and state into js/shots/: node dev/shots.mjs [name …]
// Photos come from $PHOTOS (a folder), else they are drawn. Look at them: nothing here compares pixels.
// Each is also checked by axe-core; a rule that is broken is printed, and the program ends with 1.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const lib = here("../../.venv/lib");
const drivers = readdirSync(lib).map((python) =>
  join(lib, python, "site-packages/playwright/driver/package/index.mjs"),
);
const driver = drivers.find(existsSync);
if (!driver) throw new Error("Playwright is missing: run `make test` once, it sets up .venv.");
const { chromium } = await import(driver);

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".jpg": "image/jpeg",
  ".png": "image/png",
};
const photos = process.env.PHOTOS;
const names = photos ? readdirSync(photos).sort() : [];

function serve(request, response) {
  const path = decodeURIComponent(new URL(request.url, "http://x").pathname);
  const send = (body, type) => response.writeHead(200, { "content-type": type }).end(body);
  if (path.endsWith("photos.json")) return send(JSON.stringify(names), "application/json");
  const photo = /\/photos\/([^/]+)$/.exec(path)?.[1];
  const file = photo && photos ? join(photos, photo) : here(`..${path}`);
  if (!existsSync(file)) return response.writeHead(404).end();
  send(readFileSync(file), TYPES[extname(file)] ?? "application/octet-stream");
}

const WIDTHS = { vast: 1912, wide: 1192, snug: 940, middle: 832, narrow: 552, least: 360 };
const SHOTS = [
  ...[
    "work",
    "large",
    "scan",
    "broken",
    "conflict",
    "gone",
    "done",
    "instructions",
    "shortcuts",
    "note",
    "opening",
    "empty",
  ].flatMap((scene) => [{ scene }, { scene, theme: "dark" }]),
  ...["busy", "paused", "ephemeral", "failed", "find", "tree", "many"].map((scene) => ({ scene })),
  ...["work", "gone", "shortcuts", "done", "tree", "scan"].flatMap((scene) => [
    { scene, width: "middle" },
    { scene, width: "narrow", layout: "2x3" },
  ]),
  ...["filter", "filtered", "nomatch", "folded", "changekey", "refreshing"].flatMap((scene) => [
    { scene },
    { scene, theme: "dark" },
    { scene, width: "narrow", layout: "2x3" },
  ]),
  ...["filterplain", "filterlong", "seen", "sources", "refreshed", "brokenall"].map((scene) => ({ scene })),
  { scene: "unfolded", width: "middle" },
  { scene: "unfolded", width: "narrow", layout: "2x2" },
  ...["work", "filtered", "filter"].map((scene) => ({ scene, width: "least", layout: "2x2" })),
  { scene: "work", width: "vast" },
  ...["work", "selected", "filtered", "nomatch", "opening"].flatMap((scene) => [
    { scene, layout: "wall" },
    { scene, layout: "wall", theme: "dark" },
    { scene, layout: "wall", width: "narrow" },
  ]),
  { scene: "work", media: "forced" },
  { scene: "shortcuts", media: "forced", theme: "dark" },
  ...["1", "2x2", "3x3", "4x6"].map((layout) => ({ scene: "work", layout })),
  { scene: "work", task: "multilabel" },
  { scene: "digits", layout: "2x3" },
  { scene: "work", task: "multilabel", layout: "4x6", theme: "dark" },
  { scene: "work", task: "multilabel", width: "narrow", layout: "2x2", theme: "dark" },
  ...["boxes", "polygons", "masks"].flatMap((scene) => [
    { scene },
    { scene, theme: "dark", width: "middle" },
    { scene, width: "narrow" },
    { scene, width: "least" },
    { scene: `${scene}tiles` },
    { scene: `${scene}tiles`, layout: "wall", theme: "dark" },
  ]),
  ...["proposed", "proposedboxes"].flatMap((scene) => [
    { scene },
    { scene, theme: "dark" },
    { scene, width: "middle" },
    { scene, width: "narrow", layout: "2x2" },
  ]),
  { scene: "proposed", layout: "wall" },
  { scene: "proposed", layout: "4x6" },
  ...["proposedmany", "proposedpolygons", "proposedmasks", "proposedtiles"].map((scene) => ({ scene })),
  ...["tweets", "letters"].flatMap((scene) => [
    { scene, layout: "3x3" },
    { scene, layout: "3x3", theme: "dark" },
    { scene, layout: "2x2", width: "narrow" },
    { scene, layout: "wall" },
    { scene, layout: "wall", theme: "dark" },
  ]),
  { scene: "tweets", layout: "4x6", width: "vast" },
  { scene: "tweets", layout: "2x3", width: "middle", theme: "dark" },
  { scene: "letters", layout: "1" },
  { scene: "letters", layout: "1", width: "narrow", theme: "dark" },
  ...["hostile", "unread"].map((scene) => ({ scene, layout: "3x3" })),
  ...["reader", "readerpicked", "readerscripts"].flatMap((scene) => [
    { scene },
    { scene, theme: "dark" },
    { scene, width: "narrow" },
  ]),
  { scene: "reader", width: "middle", theme: "dark" },
  { scene: "reader", width: "least" },
  { scene: "reader", width: "vast" },
  { scene: "reader", media: "forced" },
  ...["readerempty", "readerlong", "readerclass"].map((scene) => ({ scene })),
  ...["learning", "learningearly", "learningfailed"].flatMap((scene) => [
    { scene },
    { scene, theme: "dark" },
    { scene, width: "middle" },
    { scene, width: "narrow", layout: "2x3" },
  ]),
  { scene: "learning", width: "vast" },
  { scene: "learning", width: "snug" },
  { scene: "learningdoubt", width: "snug", theme: "dark" },
  { scene: "learning", width: "least", layout: "2x2" },
  { scene: "learning", layout: "4x6" },
  { scene: "learning", layout: "wall" },
  ...["learningoff", "learningbegins", "learningmany", "learningwish", "learningdoubt"].map((scene) => ({
    scene,
  })),
  ...["jobgpt", "jobrehearsed", "joblist", "joboffered"].flatMap((scene) => [
    { scene, layout: "3x4" },
    { scene, layout: "3x4", theme: "dark" },
    { scene, layout: "2x3", width: "narrow" },
  ]),
  { scene: "joblist", layout: "3x4", width: "vast" },
  { scene: "jobgpt", layout: "2x2", width: "least" },
  { scene: "joblist", layout: "3x3", width: "middle" },
  { scene: "jobgpt", layout: "3x4", media: "forced" },
  ...[
    "joblocal",
    "jobnokey",
    "jobdown",
    "jobnothing",
    "jobrehearsing",
    "jobfiltered",
    "jobreport",
    "joblive",
  ].map((scene) => ({ scene, layout: "3x4" })),
  { scene: "jobnames", layout: "3x4" },
  { scene: "jobtexts", layout: "3x3" },
  ...["boxesmany", "boxesnone", "boxeskeys", "maskstrouble"].map((scene) => ({ scene })),
];

const nameOf = ({ width = "wide", ...rest }) => [...Object.values(rest), width].join("-");

const server = createServer(serve).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const args =
  "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync";
const context = await chromium.launchPersistentContext(mkdtempSync(join(tmpdir(), "shots-")), {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: args.split(" "),
});
mkdirSync(here("../shots"), { recursive: true });
// What one scene keeps in the browser is not for the next.
await context.addInitScript(() => localStorage.clear());
const page = await context.newPage();
page.on("console", (message) => message.type() === "error" && console.log(message.text()));
page.on("pageerror", (error) => console.log(error));
const wanted = process.argv.slice(2);
const axe = readFileSync(here("../node_modules/axe-core/axe.min.js"), "utf8");
let broken = 0;

/** Prints the rules that the widget breaks as it stands now. */
async function check(name) {
  await page.evaluate(axe);
  // Cells say which of how many they are, as the contract has it; ARIA knows that of other roles only.
  const options = { gridcell: ["aria-posinset", "aria-setsize"] };
  // A line of the list of regions has buttons in it, as the contract has it; each has a key that does the same.
  const selector = ":not([role=listbox]:is([aria-label=Regions], [aria-label=Spans]) > [role=option])";
  await page.evaluate(
    ([options, selector]) =>
      axe.configure({
        checks: [{ id: "aria-allowed-attr", options }],
        rules: [{ id: "nested-interactive", selector }],
      }),
    [options, selector],
  );
  const found = await page.evaluate(() =>
    axe.run(root, { rules: { "target-size": { enabled: true } } }).then((all) => all.violations),
  );
  broken += found.length;
  for (const { id, nodes } of found)
    for (const node of nodes.slice(0, 3))
      console.log(`  ${name}: ${id}: ${node.html.slice(0, 150)}\n    ${node.failureSummary}`);
}

for (const shot of SHOTS) {
  const name = nameOf(shot);
  if (wanted.length && !wanted.some((one) => name.includes(one))) continue;
  const { width = "wide", media = "", ...query } = shot;
  await page.setViewportSize({ width: WIDTHS[width], height: 692 });
  await page.emulateMedia({
    forcedColors: media === "forced" ? "active" : "none",
    colorScheme: query.theme ?? "light",
  });
  await page.goto(`http://127.0.0.1:${server.address().port}/dev/index.html?${new URLSearchParams(query)}`);
  await page.locator("html[data-ready]").waitFor({ timeout: 20_000 });
  await page.screenshot({ path: here(`../shots/${name}.png`) });
  await check(name);
  console.log(name);
}
await context.close();
server.close();
process.exitCode = broken ? 1 : 0;
