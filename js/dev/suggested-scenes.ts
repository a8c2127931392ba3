/** Scenes of suggestions: tiles with dashed chips, a picture whose regions a machine has proposed. */

import { through } from "../src/session/query";
import type { Session } from "../src/session/types";
import type { Annotation, ItemInfo, Suggested } from "../src/wire/protocol";
import { fakeItem } from "./fake-items";
import type { FakeOptions } from "./fake-options";
import { STAGE_OPTIONS } from "./stage-scenes";

interface Stage {
  readonly session: Session;
  readonly root: HTMLElement;
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function suggested(id: string, label: number, score: number | null, shape: Annotation["shape"]): Suggested {
  const annotation = {
    id,
    label,
    shape,
    source: "import" as const,
    run: null,
    certificate: null,
    rank: "",
    crowd: false,
  };
  return { annotation, run: 7, origin: "assist", score, certified: false };
}

const whole = { kind: "choice" } as const;
const scores = [0.97, 0.95, 0.91, 0.96, 0.88, 0.62, null, 0.44];

/** Every third tile is answered, most others have a suggestion, some have two. */
const tiles = (many: boolean): ItemInfo[] =>
  Array.from({ length: 36 }, (_, item) => {
    const label = 1 + ((item * 5) % 6);
    const answered = item % 3 === 1;
    const annotations = answered ? [{ ...suggested(`A${item}`, label, 0, whole).annotation }] : [];
    const state = answered ? ("draft" as const) : ("unlabeled" as const);
    const first = suggested(`S${item}`, label, scores[item % 8] ?? null, whole);
    const second = suggested(`T${item}`, 1 + (label % 6), 0.31, whole);
    const all = item % 7 === 3 ? [] : many && item % 2 ? [first, second] : [first];
    return fakeItem(item, { answer: { version: "1", state, annotations, note: "" }, suggested: all });
  });

/** The regions of a scene of the stage, every other one of a machine. */
function halved({ items, ...rest }: FakeOptions): FakeOptions {
  const all = (items as readonly ItemInfo[]).map((info): ItemInfo => {
    const annotations = info.answer.annotations.filter((_, place) => place % 2 === 0);
    const machine = info.answer.annotations.filter((_, place) => place % 2 === 1);
    return {
      ...info,
      answer: { ...info.answer, annotations },
      suggested: machine.map(({ id, label, shape }, place) =>
        suggested(id, label, [0.91, 0.9, 0.74, null, 0.52][place % 5] ?? null, shape),
      ),
    };
  });
  return { ...rest, items: all };
}

const stage = (task: "boxes" | "polygons" | "masks"): FakeOptions =>
  halved(STAGE_OPTIONS[task] as FakeOptions);

export const SUGGESTED_OPTIONS: Record<string, FakeOptions> = {
  proposed: { items: tiles(false) },
  proposedmany: { items: tiles(true), task: "multilabel" },
  proposedboxes: stage("boxes"),
  proposedpolygons: stage("polygons"),
  proposedmasks: stage("masks"),
  proposedtiles: stage("boxes"),
};

async function open({ session, root }: Stage): Promise<void> {
  session.setFocus(1);
  session.setLarge(1);
  await later(300);
  root.querySelector<HTMLElement>(".viewer")?.focus();
  root
    .querySelector(".viewer")
    ?.dispatchEvent(new KeyboardEvent("keydown", { key: "j", code: "KeyJ", bubbles: true }));
  await later(300);
}

/** Looks for what is suggested of a label: then its regions are drawn on the tiles too. */
async function named({ session }: Stage): Promise<void> {
  session.arrange(through({ suggested: [1, 2, 3] }));
  await later(500);
}

export const SUGGESTED_ACTS: Record<string, (stage: Stage) => void | Promise<void>> = {
  proposed: ({ session }) => {
    session.select(2, "only");
    session.select(5, "toggle");
  },
  proposedboxes: open,
  proposedpolygons: open,
  proposedmasks: open,
  proposedtiles: named,
};
