/**
 * The widget in a plain page, on a kernel that lives in the page too. The address says what to show:
 * ?scene=work&theme=dark&task=multilabel&layout=3x4. Photos come from the server where it has any.
 */

import "../src/styles/widget.css";
import { signal } from "@preact/signals";
import { createSession } from "../src/session/session";
import type { Layout } from "../src/session/types";
import { mountFrame } from "../src/views/frame";
import { followTheme } from "../src/views/theme";
import { type ItemInfo, PROTOCOL } from "../src/wire/protocol";
import { fakeItem } from "./fake-items";
import { FakeKernel } from "./fake-kernel";
import type { FakeOptions } from "./fake-options";
import { drawn, type Encoded } from "./fake-pictures";
import { arrange, OPTIONS } from "./scenes";

const asked = new URLSearchParams(location.search);
const get = (name: string, otherwise: string): string => asked.get(name) ?? otherwise;

const listed = await fetch("photos.json");
const photos: string[] = listed.ok ? await listed.json() : [];

async function photo(index: number): Promise<Encoded> {
  const bytes = await (await fetch(`photos/${photos[index % photos.length]}`)).arrayBuffer();
  const bitmap = await createImageBitmap(new Blob([bytes]));
  return { bytes, width: bitmap.width, height: bitmap.height, type: "image/jpeg" };
}

/** An 8 x 8 picture, as scikit-learn's digits are. */
async function digit(index: number): Promise<Encoded> {
  const canvas = new OffscreenCanvas(8, 8);
  const pen = canvas.getContext("2d");
  for (let i = 0; pen && i < 64; i++) {
    const near = Math.abs(Math.hypot((i % 8) - 3.5, Math.floor(i / 8) - 3.5) - 2 - (index % 3) / 2);
    pen.fillStyle = `hsl(0 0% ${Math.max(0, 100 - 70 * near)}%)`;
    pen.fillRect(i % 8, Math.floor(i / 8), 1, 1);
  }
  const blob = await canvas.convertToBlob({ type: "image/png" });
  return { bytes: await blob.arrayBuffer(), width: 8, height: 8, type: "image/png" };
}

/** A project well under way: most of the first items are answered, unevenly. */
function history(count: number, answered: number): ItemInfo[] {
  return Array.from({ length: count }, (_, index) => {
    if (index >= answered) return fakeItem(index);
    const label = [1, 2, 2, 3, 4, 4, 5, 5, 1, 2, 3, 4][index % 12] ?? 1;
    const annotations = [
      {
        id: `A${index}`,
        label: index % 97 ? label : 6,
        shape: { kind: "choice" as const },
        source: "import" as const,
        run: null,
        certificate: null,
        rank: "",
        crowd: false,
      },
    ];
    const state = index % 60 === 7 ? ("skipped" as const) : ("submitted" as const);
    return fakeItem(index, {
      answer: { version: "0", state, annotations: state === "skipped" ? [] : annotations, note: "" },
    });
  });
}

const scene = get("scene", "work");
const kernel = new FakeKernel({
  items: history(Number(get("items", "2527")), Number(get("answered", "931"))),
  labels: ["Cardboard", "Glass", "Metal", "Paper", "Plastic", "Trash"],
  name: "recycling",
  task: get("task", "multiclass") as NonNullable<FakeOptions["task"]>,
  picture: scene === "digits" ? digit : photos.length ? photo : drawn,
  // Each page its own project, or the outbox of one scene would be offered in the next.
  project: `scene-${Math.random()}`,
  ...OPTIONS[scene],
});
if (scene === "opening") kernel.busy = true;
if (scene === "failed") {
  kernel.take = (model, { rid, client }) => {
    const message = "“birds.nblabel” was made by a newer nblabel. Update this one: pip install -U nblabel";
    model.deliver({ v: PROTOCOL, kind: "failed", body: { message }, rid, client }, []);
  };
}

const root = document.createElement("div");
document.getElementById("here")?.append(root);
document.documentElement.dataset["theme"] = get("theme", "light");
const abort = new AbortController();
const session = createSession(kernel.model(), { layout: get("layout", "3x4") as Layout });
followTheme(root, abort.signal);
mountFrame(root, session, { pixels: signal(Number(get("height", "660"))), keep: () => {} }, abort.signal);
Object.assign(globalThis, { kernel, session, root, stop: () => abort.abort() });
await arrange(scene, { kernel, session, root });
document.documentElement.dataset["ready"] = "true";
