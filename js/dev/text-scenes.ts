/** Scenes of documents: short ones, long ones, in many scripts, and such as look like code. */

import type { Session } from "../src/session/types";
import type { FakeKernel } from "./fake-kernel";
import type { FakeOptions } from "./fake-options";
import { fakeDocument } from "./fake-texts";

interface Stage {
  readonly kernel: FakeKernel;
  readonly session: Session;
  readonly root: HTMLElement;
}

const TWEETS = [
  "Just landed in Trieste, and the bora nearly took my hat. Worth it for the coffee ☕️",
  "@harbourmaster any news on the 18:40 to Grado? Board says “delayed”, app says “on time”.",
  "Finished The Salt Atlas last night. The chapter on tide tables made me cry on the bus 😭",
  "ok who put the printer on the roof",
  "Lost: one grey cat, answers to Pixel, last seen near Via San Nicolò 12. Please share!",
  "The new tram line is open!! 14 minutes from the hill to the sea. I timed it. Twice.",
  "وصلنا إلى المحطة قبل المطر بدقيقة واحدة، والقهوة كانت ساخنة كما وعدوا.",
  "昨日の夜、港の灯りがとてもきれいでした。また行きたいです。",
  "Reminder: the museum is free on the first Sunday of the month. Bring kids, bring snacks.",
  "Unpopular opinion: the second draft is always worse than the first.",
  "Rain again. Good for the garden, bad for everything else I had planned.",
  "Does anyone know a luthier in Ljubljana who still works with ivory-free pegs? Asking for a friend’s viola.",
];

const LETTER = `On the ninth Adelaide Marsh took the night train from Trieste to Ljubljana with a letter for the Society of Tides. She had copied two pages of The Salt Atlas by hand, and meant to read them to Doctor Okafor before the snow closed the road at Kranj.

“If the pass is shut,” she wrote, “send word to the house in Via San Nicolò and keep the lamp for Adelaide.”

The carriage was cold. A man opposite her had three hens in a basket and would not say where he was going; each time the train slowed, he covered them with his coat as though the station master might count them. She read the first of the two pages again and found that she had left out a line.

`;

const HOSTILE = [
  '<script>alert("run")</script><img src=x onerror="alert(1)"> <b>bold?</b>',
  "# Not a heading\n\n- *not* a list\n- [not a link](https://example.org)\n\n```\nnot code\n```",
  "\u001b[31mred\u001b[0m and \u001b]0;title\u0007 of a terminal",
  "a\tb\tc\r\n1\t2\t3\r\n10\t20\t30",
  "x".repeat(900),
  "שלום world, مرحبا world: \u202eright to left\u202c, once more",
  "👩‍👩‍👧‍👦 🏳️‍🌈 é é ก็ क्षि \u200bzero\u200dwidth",
  '{"json": [1, 2, {"deep": null}], "html": "</div></script>"}',
  "\n\n\n\nFour empty lines come first.",
];

const several = (all: readonly string[]) => (index: number) => all[index % all.length] ?? "";
const labels = ["Complaint", "Praise", "Question", "Other"];

export const TEXT_OPTIONS: Record<string, FakeOptions> = {
  tweets: { text: several(TWEETS), items: 2_400, labels, name: "posts" },
  letters: {
    text: (index) => LETTER.slice((index % 5) * 40).repeat(1 + ((index * 7) % 40)),
    items: 380,
    labels: ["Private", "Business", "Travel"],
    name: "letters",
  },
  hostile: { text: several(HOSTILE), items: 90, labels, name: "<b>posts</b>" },
  unread: {
    text: several(TWEETS),
    items: Array.from({ length: 90 }, (_, i) => fakeDocument(i, several(TWEETS)(i), false)),
    labels,
    name: "far away",
  },
};

function labelled(session: Session, place: number, ...labels: number[]): void {
  if (place >= session.places.value) return;
  session.select(place, "only");
  for (const label of labels) session.label(label);
  session.selectNone();
}

/** Tiles in every state. */
async function work({ kernel, session }: Stage): Promise<void> {
  const [first = "", second = ""] = session.page.value;
  const annotations = [
    {
      id: "X",
      label: 2,
      shape: { kind: "choice" as const },
      source: "human" as const,
      run: null,
      certificate: null,
      rank: "",
      crowd: false,
    },
  ];
  Object.assign(kernel.store.find(first) ?? {}, {
    answer: { version: "1", state: "submitted", annotations, note: "" },
  });
  const reason =
    '0001.txt is not UTF-8 (byte 0xE9 at 4); it looks like cp1252: project.add(…, encoding="cp1252")';
  if (session.page.value.length > 8)
    Object.assign(kernel.store.find(second) ?? {}, {
      broken: true,
      reason,
      text: "",
      length: 0,
      name: "0001.txt",
    });
  kernel.push("changed", { items: [first, second], client: "", all: false });
  labelled(session, 2, 1);
  if (session.page.value.length > 3) {
    session.select(3, "only");
    session.skip("No label fits");
  }
  labelled(session, 5, 3);
  session.selectNone();
  session.setFocus(Math.min(6, session.page.value.length - 1));
  if (session.page.value.length > 7) {
    session.select(7, "only");
    session.select(6, "toggle");
  }
  await new Promise((resolve) => setTimeout(resolve, 150));
}

export const TEXT_ACTS: Record<string, (stage: Stage) => void | Promise<void>> = {
  tweets: work,
  letters: work,
  hostile: () => {},
  unread: ({ kernel }) => {
    kernel.busy = true;
  },
};
