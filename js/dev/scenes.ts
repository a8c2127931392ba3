/** The states that the pictures of js/shots show, by name: each brought about as a person or a kernel would. */

import type { Session } from "../src/session/types";
import { fakeItem } from "./fake-items";
import type { FakeKernel } from "./fake-kernel";
import type { FakeOptions } from "./fake-options";
import { scanned, scanPicture } from "./fake-scan";
import { JOB_ACTS, JOB_OPTIONS } from "./job-scenes";
import { LEARNING_ACTS, LEARNING_OPTIONS } from "./learning-scenes";
import { READER_ACTS, READER_OPTIONS } from "./reader-scenes";
import { ROOM_ACTS, ROOM_OPTIONS } from "./room-scenes";
import { STAGE_ACTS, STAGE_OPTIONS } from "./stage-scenes";
import { SUGGESTED_ACTS, SUGGESTED_OPTIONS } from "./suggested-scenes";
import { TEXT_ACTS, TEXT_OPTIONS } from "./text-scenes";

interface Stage {
  readonly kernel: FakeKernel;
  readonly session: Session;
  readonly root: HTMLElement;
}

const INSTRUCTIONS = `# How to label

Look for the **main material**, not for what it once held.

- *Does no label fit?* Skip it, and say why.
- *Do several fit?* Take the one with the largest area.
- Half of it is cut off: label what you see.

> When in doubt, a best guess is better than a skip.

See [the guide](https://example.org/guide).<img src=x onerror=alert(1)>`;

const TREE = [
  ...[
    "Animal",
    "Animal/Cat",
    "Animal/Cat/Siamese cat with a very long name",
    "Animal/Dog",
    "Plant",
    "Plant/Tree",
  ],
  ...[
    "Plant/Tree/Oak",
    "<b>Bold</b>",
    "كلب",
    "犬 🐕",
    ...Array.from({ length: 14 }, (_, i) => `Other/Thing ${i + 1}`),
  ],
];

const SCAN = { picture: scanPicture, measure: scanned, labels: ["Normal", "Nodule", "Effusion"] };

export const OPTIONS: Record<string, FakeOptions> = {
  ...ROOM_OPTIONS,
  ...STAGE_OPTIONS,
  ...SUGGESTED_OPTIONS,
  ...TEXT_OPTIONS,
  ...LEARNING_OPTIONS,
  ...JOB_OPTIONS,
  ...READER_OPTIONS,
  paused: { status: "paused" },
  ephemeral: { durable: false },
  instructions: { instructions: INSTRUCTIONS },
  empty: { items: 0, labels: [] },
  tree: { labels: TREE },
  many: { labels: Array.from({ length: 1000 }, (_, i) => `Class ${i + 1}`) },
  done: { items: 12 },
  digits: { items: 60 },
  few: { items: 12 },
  scan: { items: Array.from({ length: 12 }, (_, i) => fakeItem(i, { frames: 40 })), name: "thorax", ...SCAN },
};

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 200 && !holds(); i++) await later(15);
}

const pictured = ({ session }: Stage): Promise<void> =>
  until(
    () =>
      session.texts.on.value || session.page.value.every((key) => session.picture(key).value.bitmap !== null),
  );

/** Says that an item is otherwise than the page knows, as another page's act would. */
function elsewhere({ kernel, session }: Stage, place: number, change: Parameters<typeof fakeItem>[1]): void {
  const key = session.page.value[place];
  const item = key === undefined ? undefined : kernel.store.find(key);
  if (!item) return;
  Object.assign(item, change);
  kernel.push("changed", { items: [item.item], client: "", all: false });
}

function labelled(session: Session, place: number, ...labels: number[]): void {
  session.select(place, "only");
  for (const label of labels) session.label(label);
  session.selectNone();
}

async function work(stage: Stage): Promise<void> {
  const { session } = stage;
  const several = session.project.value?.task === "multilabel";
  const shape = { kind: "choice" as const };
  const annotations = [
    {
      id: "X",
      label: 1,
      shape,
      source: "human" as const,
      run: null,
      certificate: null,
      rank: "",
      crowd: false,
    },
  ];
  elsewhere(stage, 0, { answer: { version: "1", state: "submitted", annotations, note: "" } });
  labelled(session, 1, ...(several ? [2, 5, 3] : [2]));
  labelled(session, 2, 5);
  session.select(3, "only");
  session.skip("");
  session.select(4, "only");
  session.skip("No label fits");
  labelled(session, 5, 3);
  session.selectNone();
  session.setFocus(Math.min(6, session.page.value.length - 1));
  if (session.page.value.length > 7) {
    session.select(7, "only");
    session.select(6, "toggle");
  }
  await until(
    () =>
      session.saving.value.state === "saved" &&
      session.item(session.page.value[0] ?? "").value?.answer.state === "submitted",
  );
}

function press(root: HTMLElement, key: string): void {
  const cell = root.querySelector(".tile.current");
  cell?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}

const click = (root: HTMLElement, selector: string): void =>
  root.querySelector<HTMLElement>(selector)?.click();

const ACTS: Record<string, (stage: Stage) => void | Promise<void>> = {
  ...ROOM_ACTS,
  ...STAGE_ACTS,
  ...SUGGESTED_ACTS,
  ...TEXT_ACTS,
  ...LEARNING_ACTS,
  ...JOB_ACTS,
  ...READER_ACTS,
  work,
  tree: work,
  many: work,
  paused: () => {},
  ephemeral: work,
  large: async (stage) => {
    await work(stage);
    stage.session.setLarge(2);
  },
  scan: async (stage) => {
    stage.session.setLarge(2);
    await later(200);
    stage.session.label(2);
    stage.root.querySelector<HTMLElement>(".viewer .tile")?.focus();
    for (const key of ["+", "+", ".", "."]) press(stage.root, key);
    const viewer = stage.root.querySelector(".viewer");
    const { left = 0, top = 0 } = viewer?.getBoundingClientRect() ?? {};
    viewer?.dispatchEvent(new PointerEvent("pointermove", { clientX: left + 380, clientY: top + 120 }));
    await later(300);
  },
  broken: async (stage) => {
    await work(stage);
    elsewhere(stage, 8, { broken: true, reason: "The file ends too early." });
  },
  busy: async (stage) => {
    await work(stage);
    stage.kernel.busy = true;
    for (const place of [8, 9, 10]) labelled(stage.session, place, 4);
    await until(() => stage.session.saving.value.state === "kept");
  },
  gone: async (stage) => {
    await work(stage);
    await pictured(stage);
    stage.kernel.kill();
    for (const place of [8, 9, 10]) labelled(stage.session, place, 4);
    await until(() => stage.session.notices.value.length > 0);
  },
  conflict: async (stage) => {
    await work(stage);
    const shape = { kind: "choice" as const };
    const annotations = [
      {
        id: "Y",
        label: 6,
        shape,
        source: "human" as const,
        run: null,
        certificate: null,
        rank: "",
        crowd: false,
      },
    ];
    const item = stage.kernel.store.find(stage.session.page.value[8] ?? "");
    if (item) item.answer = { version: "2", state: "submitted", annotations, note: "" };
    labelled(stage.session, 8, 1);
    await until(() => stage.session.notices.value.length > 0);
  },
  done: async ({ session }) => {
    while (session.phase.value !== "done") {
      session.selectAll();
      session.label(2);
      const before = session.page.value;
      session.submit();
      await until(() => session.phase.value === "done" || session.page.value !== before);
    }
  },
  shortcuts: async (stage) => {
    await work(stage);
    click(stage.root, 'button[aria-label="Keyboard shortcuts"]');
  },
  note: async (stage) => {
    await work(stage);
    await later(60);
    click(stage.root, ".why");
  },
  find: async (stage) => {
    await work(stage);
    const box = stage.root.querySelector<HTMLInputElement>("input[type=search]");
    if (!box) return;
    box.focus();
    box.value = "pa";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  },
};

export async function arrange(name: string, stage: Stage): Promise<void> {
  await until(() => stage.session.phase.value !== "opening" || name === "opening");
  await ACTS[name]?.(stage);
  await pictured(stage);
  if (["work", "large", "tree", "many"].includes(name))
    stage.root.querySelector<HTMLElement>(".tile.current")?.focus();
  await later(60);
}
