/** Scenes of the rooms around the pictures: filter, order, refreshing, bulk acts, folded rooms, and what is empty. */

import type { Session } from "../src/session/types";
import type { Facts, Where } from "../src/wire/protocol";
import { fakeItem } from "./fake-items";
import type { FakeKernel } from "./fake-kernel";
import type { FakeOptions } from "./fake-options";

interface Stage {
  readonly kernel: FakeKernel;
  readonly session: Session;
  readonly root: HTMLElement;
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const click = (root: HTMLElement, name: string): void =>
  [...root.querySelectorAll<HTMLElement>("button")]
    .find((one) => (one.ariaLabel ?? one.textContent) === name)
    ?.click();

/** As if models had been at work: everything there can be to filter by. */
const RICH: Partial<Facts> = {
  groups: ["monday", "tuesday", "a folder with quite a long name/and one below it"],
  annotators: ["ana", "ben"],
  sources: ["human", "import"],
  runs: [6, 7],
  suggested: [1, 2, 5],
  scores: true,
  sorts: ["work", "uncertain", "certain", "name", "newest"],
};

function enrich({ kernel }: Stage): void {
  const facts = kernel.wall.facts.bind(kernel.wall);
  kernel.wall.facts = () => ({ ...facts(), ...RICH });
}

function narrow({ session }: Stage, where: Partial<Where>): void {
  const query = session.query.value;
  session.arrange({ ...query, where: { ...query.where, ...where } });
}

async function openFilter(stage: Stage): Promise<void> {
  click(stage.root, "Filter");
  await later(400);
}

function refreshing({ kernel, session }: Stage): void {
  const at = new Date(Date.now() - 7 * 60_000).toISOString();
  kernel.push("progress", { ...session.progress.value, last_refresh: at, sources: 2 });
}

export const ROOM_OPTIONS: Record<string, FakeOptions> = {
  sources: { items: 0 },
  brokenall: {
    items: Array.from({ length: 9 }, (_, i) =>
      fakeItem(i, { broken: true, reason: "The file ends too early." }),
    ),
  },
  filterlong: { labels: Array.from({ length: 1000 }, (_, i) => `Class ${i + 1}`) },
};

export const ROOM_ACTS: Record<string, (stage: Stage) => void | Promise<void>> = {
  filter: async (stage) => {
    enrich(stage);
    narrow(stage, { state: ["submitted"], label: [2, 4] });
    await later(100);
    await openFilter(stage);
  },
  filterplain: openFilter,
  filterlong: openFilter,
  filtered: async (stage) => {
    enrich(stage);
    narrow(stage, { state: ["submitted"], text: "photos" });
    await later(300);
  },
  nomatch: async (stage) => {
    narrow(stage, { text: "heron", state: ["skipped"] });
    await later(300);
  },
  seen: async (stage) => {
    narrow(stage, { text: "000", state: ["unlabeled", "submitted"] });
    await later(300);
    for (let i = 0; i < 4; i++) {
      stage.session.next();
      await later(80);
    }
  },
  sources: (stage) => {
    refreshing(stage);
  },
  refreshed: async (stage) => {
    refreshing(stage);
    await later(50);
    const at = new Date().toISOString();
    stage.kernel.push("refreshed", {
      added: 10000,
      updated: 1040,
      renamed: 1000,
      missing: 1000,
      failed: 2,
      at,
    });
  },
  refreshing: async (stage) => {
    refreshing(stage);
    stage.kernel.push("refreshing", { done: 41250 });
    await later(50);
  },
  folded: async (stage) => {
    click(stage.root, "Label list");
    click(stage.root, "Progress by label");
    await later(300);
  },
  unfolded: async (stage) => {
    click(stage.root, "Progress by label");
    await later(100);
  },
  changekey: async (stage) => {
    click(stage.root, "Keyboard shortcuts");
    await later(60);
    const button = stage.root.querySelector<HTMLElement>('[aria-label="Change Skip"]');
    button?.focus();
    button?.click();
    await later(60);
    stage.root
      .querySelector('[aria-label="Press a key for Skip"]')
      ?.dispatchEvent(new KeyboardEvent("keydown", { key: "z", code: "KeyZ", bubbles: true }));
    await later(60);
  },
  selected: async (stage) => {
    stage.session.selectAll();
    await later(100);
  },
};
