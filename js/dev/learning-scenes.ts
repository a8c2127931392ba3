/** Scenes of learning: the panel, prelabels on a page, and what is not known yet. */

import { through } from "../src/session/query";
import type { Session } from "../src/session/types";
import type { ItemInfo, Quality, Training } from "../src/wire/protocol";
import { fakeItem } from "./fake-items";
import type { FakeKernel } from "./fake-kernel";
import { fakeSuggestion, fakeTraining } from "./fake-learning";
import type { FakeOptions } from "./fake-options";

interface Stage {
  readonly kernel: FakeKernel;
  readonly session: Session;
  readonly root: HTMLElement;
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const LABELS = ["Cardboard", "Glass", "Metal", "Paper", "Plastic", "Trash"];
const quality = (
  label: number,
  precision: number,
  recall: number,
  parts: Partial<Quality> = {},
): Quality => ({
  label,
  precision,
  precision_low: precision - 0.06,
  precision_high: Math.min(1, precision + 0.04),
  recall,
  missing: 0,
  certified: 0,
  ...parts,
});

const CURVE = [20, 40, 60, 90, 120, 160, 200, 260, 320].map((answers, at) => {
  const part = 0.42 + 0.45 * (1 - 0.72 ** at);
  return [answers, part, part - 0.12 / (1 + at / 3), part + 0.09 / (1 + at / 3)];
});

const KNOWN = fakeTraining({
  phase: "ready",
  run: 7,
  device: "CPU",
  features: "MobileNetV2",
  answers: 320,
  accuracy: 0.87,
  accuracy_low: 0.83,
  accuracy_high: 0.9,
  curve: CURVE,
  per_label: [
    quality(1, 0.94, 0.91, { certified: 120 }),
    quality(2, 0.88, 0.85, { certified: 96 }),
    quality(3, 0.86, 0.84),
    quality(4, 0.93, 0.95, { certified: 196 }),
    quality(5, 0.81, 0.83),
    quality(6, 0.62, 0.4),
  ],
  target: 0.95,
  promise:
    "412 items are at least 95 % right, with 90 % confidence: 87 blind checks of such items found 1 error.",
  certified: 412,
  checks: 87,
  needed: 0,
  thresholds: [
    { score: 0.5, count: 1480, accuracy: 0.84 },
    { score: 0.7, count: 1102, accuracy: 0.9 },
    { score: 0.85, count: 706, accuracy: 0.94 },
    { score: 0.93, count: 412, accuracy: 0.98 },
  ],
  accepted: 214,
  changed: 12,
  rejected: 9,
  seconds_saved: 700,
  pull: 0.04,
  rare: [6],
});

/** As the pictures of the direction have it: some answered, some filled in, one uncertain, one to be checked. */
const page: ItemInfo[] = Array.from({ length: 60 }, (_, place) => {
  const label = [2, 2, 5, 2, 2, 5, 5, 3, 6, 4, 1, 5][place % 12] ?? 1;
  const score = [0, 0, 0, 0.97, 0.95, 0, 0, 0.91, 0, 0, 0.96, 0.72][place % 12] ?? 0;
  const certified = score > 0.8;
  const suggested = score > 0 ? [fakeSuggestion(`S${place}`, label, { run: 7, score, certified })] : [];
  return fakeItem(place, { suggested, cluster: place % 5, blind: place % 12 === 8 });
});

const offer = (training: Partial<Training>): Training => ({ ...KNOWN, ...training });
const known = (training: Training): FakeOptions => ({ labels: LABELS, items: page, training });

const EARLY = fakeTraining({
  phase: "learning",
  run: 1,
  device: "CPU",
  features: "shapes and colours",
  notice: "No pretrained weights were found: features are learned from these items.",
  answers: 22,
  per_label: [1, 2, 3, 4, 5, 6].map((label) => ({
    ...quality(label, 0.6, 0.5),
    precision: null,
    precision_low: null,
    precision_high: null,
    recall: null,
    missing: [0, 0, 1, 0, 2, 3][label - 1] ?? 0,
  })),
  needed: 31,
});

export const LEARNING_OPTIONS: Record<string, FakeOptions> = {
  learning: { ...known(KNOWN), kind: "prelabelled" },
  learningearly: { ...known(EARLY), kind: "clustered" },
  learningbegins: known(
    fakeTraining({ phase: "embedding", fraction: 0.38, device: "NVIDIA H100", features: "MobileNetV2" }),
  ),
  learningoff: known(fakeTraining()),
  learningfailed: known(
    offer({ phase: "failed", error: "ValueError: predict gave 3 answers for 16 pictures." }),
  ),
  learningmany: {
    ...known(
      offer({
        per_label: Array.from({ length: 77 }, (_, at) => quality(at + 1, 0.5 + at / 200, 0.99 - at / 120)),
      }),
    ),
    labels: Array.from({ length: 77 }, (_, at) => `Intent number ${at + 1}`),
  },
  learningwish: known(fakeTraining()),
  learningdoubt: {
    ...known(KNOWN),
    items: Array.from({ length: 24 }, (_, place) => {
      const { annotation } = fakeSuggestion(`A${place}`, 1 + (place % 6));
      const answer = { version: "1", state: "submitted" as const, annotations: [annotation], note: "" };
      return fakeItem(place, { answer, doubt: `Looks like ${LABELS[(place + 2) % 6]} (.9${place % 9})` });
    }),
  },
};

async function well({ session }: Stage): Promise<void> {
  for (const [place, label] of [
    [0, 2],
    [1, 2],
    [2, 5],
    [9, 4],
  ] as const) {
    session.select(place, "only");
    session.label(label);
  }
  session.select(5, "only");
  session.select(6, "toggle");
  await later(100);
}

export const LEARNING_ACTS: Record<string, (stage: Stage) => void | Promise<void>> = {
  learning: well,
  learningwish: ({ root }) => {
    [...root.querySelectorAll<HTMLElement>("button")]
      .find((one) => one.ariaLabel === "Get suggestions")
      ?.click();
  },
  learningdoubt: async ({ session }) => {
    session.arrange(through({ state: ["submitted"] }, { sort: "doubt" }));
    await later(300);
  },
};
