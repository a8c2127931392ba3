/** The door: what anywidget calls. One session per model, shared by its views; the hello goes out before any view. */

import "./styles/widget.css";
import { signal } from "@preact/signals";
import { type First, readFirst } from "./session/opening";
import { createSession, type Disposable } from "./session/session";
import type { Session } from "./session/types";
import { mountFrame } from "./views/frame";
import type { Height } from "./views/height";
import { followTheme } from "./views/theme";
import type { Model } from "./wire/link";

/** What anywidget hands over; more than the session needs of it. */
interface WidgetModel extends Model {
  set(name: string, value: unknown): void;
  save_changes(): void;
}

/** A session that nobody looks at ends after this, so that it holds no work back: some are never shown. */
const UNSEEN_FOR = 10_000;

/** The share of the window that a notebook's cells have, and the pixels around the tiles in them. */
const NOTEBOOK = 0.7;
const SIDE_ROOMS = 410;
const BARS = 110;

class Shared {
  #session: (Session & Disposable) | null = null;
  #views = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly model: WidgetModel) {
    this.#open();
    this.#timer = setTimeout(() => this.end(), UNSEEN_FOR);
  }

  /** The session for one more view. */
  take(): Session {
    clearTimeout(this.#timer);
    this.#views += 1;
    return this.#session ?? this.#open();
  }

  /** A view has gone. With the last one the session ends: a cell that is run again takes over what it kept. */
  leave(): void {
    this.#views -= 1;
    if (this.#views === 0) this.end();
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#session?.dispose();
    this.#session = null;
  }

  #open(): Session {
    this.#session = createSession(this.model, { tileSize: likelyTile(this.model), first: this.#first() });
    return this.#session;
  }

  /** Read once and thrown away: it must neither grow old nor end in the notebook's file. */
  #first(): First | null {
    const given = this.model.get("first");
    if (given) this.model.set("first", null);
    return readFirst(given);
  }
}

/** Device pixels of a tile's longer side, guessed before there is anything to measure. */
function likelyTile(model: WidgetModel): number {
  const [rows = 3, columns = rows] = String(model.get("layout_name") ?? "3x3")
    .split("x")
    .map(Number);
  const { innerWidth = 1280, devicePixelRatio = 1 } = globalThis;
  const width = (innerWidth * NOTEBOOK - SIDE_ROOMS) / columns;
  const height = (Number(model.get("height") ?? 660) - BARS) / rows;
  return Math.round(Math.max(width, height, 64) * devicePixelRatio);
}

function heightOf(model: WidgetModel, abort: AbortSignal): Height {
  const read = (): number => Number(model.get("height")) || 660;
  const pixels = signal(read());
  const follow = (): void => {
    pixels.value = read();
  };
  model.on("change:height", follow);
  abort.addEventListener("abort", () => model.off("change:height", follow));
  const keep = (): void => {
    model.set("height", pixels.value);
    try {
      model.save_changes();
    } catch {
      // The kernel is gone: the height holds in this page, and nothing else depends on it.
    }
  };
  return { pixels, keep };
}

function draw(model: WidgetModel, el: HTMLElement, session: Session): () => void {
  const ending = new AbortController();
  const root = document.createElement("div");
  el.append(root);
  followTheme(root, ending.signal);
  mountFrame(root, session, heightOf(model, ending.signal), ending.signal);
  return () => {
    ending.abort();
    root.remove();
  };
}

/** A function, not an object: anywidget calls it for each model, so that models share nothing. */
export default function widget() {
  let shared: Shared | null = null;
  return {
    initialize({ model }: { model: WidgetModel }): () => void {
      const mine = new Shared(model);
      shared = mine;
      return () => mine.end();
    },
    render({ model, el }: { model: WidgetModel; el: HTMLElement }): () => void {
      shared ??= new Shared(model);
      const mine = shared;
      const erase = draw(model, el, mine.take());
      return () => {
        erase();
        mine.leave();
      };
    },
  };
}
