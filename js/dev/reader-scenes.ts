/** Scenes of the reader: a letter with spans over and in each other, suggestions, many scripts, and a long document. */

import type { Session } from "../src/session/types";
import type { Annotation, ItemInfo, Suggested } from "../src/wire/protocol";
import type { FakeKernel } from "./fake-kernel";
import type { FakeOptions } from "./fake-options";
import { fakeDocument } from "./fake-texts";

interface Stage {
  readonly kernel: FakeKernel;
  readonly session: Session;
  readonly root: HTMLElement;
}

const LETTER = `On the ninth Adelaide Marsh took the night train from Trieste to Ljubljana with a letter for the Society of Tides. She had copied two pages of The Salt Atlas by hand, and meant to read them to Doctor Okafor before the snow closed the road at Kranj. “If the pass is shut,” she wrote, “send word to the house in Via San Nicolò and keep the lamp for Adelaide.”

The University of Trieste Library lent her the second volume; Adelaide never gave it back. Adelaide’s own copy, the one with the burnt corner, went to the Society in the end.

`;

const SCRIPTS = [
  "Latin: café, nai\u0308ve, Ljubljana.",
  "עברית: עדי גרה בתל אביב ועובדת ב־Google מאז 2019.",
  "العربية: وصلت ليلى إلى القاهرة يوم الأحد (12 مايو).",
  "ไทย: สมชายเดินทางจากกรุงเทพมหานครไปเชียงใหม่",
  "日本語: 山田さんは東京都から大阪へ行きました。",
  "हिन्दी: राम दिल्ली में रहता है।",
  "Emoji: 👩‍👩‍👧‍👦 met 👨🏽‍🚀 in 🇸🇮, zero\u200dwidth joiner.",
  "Code: <b>bold</b> <script>alert(1)</script> \u001b[31mred\u001b[0m **stars**\tand\ta tab\r",
  "",
].join("\n");

const LABELS = ["Person", "Place", "Group", "Work", "Date"];

type Named = readonly [text: string, label: number, nth?: number];

function spanOf(text: string, id: string, [sought, label, nth = 0]: Named): Annotation {
  let at = -1;
  for (let i = 0; i <= nth; i++) at = text.indexOf(sought, at + 1);
  if (at < 0) throw new Error(`${sought} is not in the text.`);
  const start = [...text.slice(0, at)].length;
  const shape = { kind: "span" as const, start, end: start + [...sought].length };
  return { id, label, shape, source: "human", run: null, certificate: null, rank: "", crowd: false };
}

const OWN: readonly Named[] = [
  ["Adelaide Marsh", 1],
  ["Trieste", 2],
  ["Society of Tides", 3],
  ["Kranj", 2],
  ["University of Trieste Library", 3],
  ["University of Trieste", 3],
  ["Trieste", 2, 1],
  ["Trieste Library lent her", 4],
  ["Adelaide", 1, 2],
];

const PROPOSED: readonly (readonly [...Named, number])[] = [
  ["Ljubljana", 2, 0, 0.97],
  ["The Salt Atlas", 4, 0, 0.71],
  ["Doctor Okafor", 1, 0, 0.94],
  ["Via San Nicolò", 2, 0, 0.66],
];

function suggestions(text: string): Suggested[] {
  return PROPOSED.map(([sought, label, nth, score], i) => ({
    annotation: spanOf(text, `P${i}`, [sought, label, nth]),
    run: 7,
    origin: "job",
    score,
    certified: false,
  }));
}

function documentOf(index: number, text: string, spans: readonly Named[], suggested: Suggested[]): ItemInfo {
  const annotations = spans.map((one, i) => spanOf(text, `S${i}`, one));
  const state = annotations.length > 0 ? ("draft" as const) : ("unlabeled" as const);
  return { ...fakeDocument(index, text), answer: { version: "1", state, annotations, note: "" }, suggested };
}

/** A document of so many characters, a span about every 200 of them. */
function long(characters: number): { text: string; item: ItemInfo } {
  const text = LETTER.repeat(Math.ceil(characters / LETTER.length)).slice(0, characters);
  const words = [...text.matchAll(/[A-Z]\w{3,}/g)].filter((_, i) => i % 3 !== 2);
  const annotations = words.map(({ index, 0: word }, i): Annotation => {
    const shape = { kind: "span" as const, start: index, end: index + word.length };
    return {
      id: `L${i}`,
      label: 1 + (i % 5),
      shape,
      source: "human",
      run: null,
      certificate: null,
      rank: "",
      crowd: false,
    };
  });
  // It has only what one code point a unit counts.
  const plain = {
    ...fakeDocument(0, text.slice(0, 2000)),
    text: text.slice(0, 1200),
    length: [...text].length,
  };
  return { text, item: { ...plain, answer: { version: "1", state: "draft", annotations, note: "" } } };
}

function options(text: string, item: ItemInfo, task: FakeOptions["task"] = "spans"): FakeOptions {
  const others = Array.from({ length: 11 }, (_, i) => fakeDocument(i + 1, LETTER.slice((i + 1) * 7)));
  const textOf = (index: number): string => (index === 0 ? text : LETTER.slice(index * 7));
  return { task: task ?? "spans", items: [item, ...others], labels: LABELS, name: "letters", text: textOf };
}

const lengthy = long(400_000);

export const READER_OPTIONS: Record<string, FakeOptions> = {
  reader: options(LETTER, documentOf(0, LETTER, OWN, suggestions(LETTER))),
  readerpicked: options(LETTER, documentOf(0, LETTER, OWN, suggestions(LETTER))),
  readerempty: options(LETTER, documentOf(0, LETTER, [], [])),
  readerscripts: options(
    SCRIPTS,
    documentOf(
      0,
      SCRIPTS,
      [
        ["Ljubljana", 2],
        ["עדי", 1],
        ["תל אביב", 2],
        ["Google", 3],
        ["ليلى", 1],
        ["القاهرة", 2],
        ["กรุงเทพมหานคร", 2],
        ["東京都", 2],
        ["दिल्ली", 2],
        ["👩‍👩‍👧‍👦", 3],
        ["<script>alert(1)</script>", 4],
      ],
      [],
    ),
  ),
  readerlong: options(lengthy.text, lengthy.item),
  readerclass: options(LETTER, documentOf(0, LETTER, [], []), "multiclass"),
};

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const reading = ({ root }: Stage): HTMLElement | null => root.querySelector<HTMLElement>(".reading");

async function opened(stage: Stage): Promise<void> {
  stage.session.setLarge(0);
  await later(400);
  reading(stage)?.focus();
}

function press(stage: Stage, key: string, held: KeyboardEventInit = {}): void {
  reading(stage)?.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...held }),
  );
}

export const READER_ACTS: Record<string, (stage: Stage) => void | Promise<void>> = {
  reader: opened,
  readerempty: async (stage) => {
    await opened(stage);
    for (const _ of "123") press(stage, "ArrowRight", { ctrlKey: true });
    for (const _ of "12") press(stage, "ArrowRight", { ctrlKey: true, shiftKey: true });
    await later(300);
  },
  readerpicked: async (stage) => {
    await opened(stage);
    for (const _ of "1") press(stage, "j");
    await later(400);
  },
  readerscripts: opened,
  readerlong: opened,
  readerclass: async (stage) => {
    await opened(stage);
    stage.session.label(2);
    await later(200);
  },
};
