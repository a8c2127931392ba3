/** Sends the fake kernel's pictures: small ones on sheets, and of what a page wanted only the newest. */

import { type ItemInfo, type Picture, PROTOCOL } from "../src/wire/protocol";
import { drawn, drawnSheet, type Encoded, type EncodedSheet } from "./fake-pictures";
import type { FakeStore } from "./fake-store";
import type { FakeTiles } from "./fake-tiles";

export interface Drawing {
  /** Encoded picture of item number `index`; null sends none. */
  readonly picture?: ((index: number, size: number, frame?: number) => Promise<Encoded>) | null;
  /** Small pictures of these items on one sheet. */
  readonly sheet?: (indexes: readonly number[], size: number) => Promise<EncodedSheet>;
  /** Tiles of very large pictures; without it, all are shown whole. */
  readonly tiles?: FakeTiles;
}

interface Receiver {
  deliver(content: unknown, buffers: DataView[]): void;
}

/** Many pictures up to this size travel on sheets, so many on one. */
const SHEET = { size: 96, least: 8, most: 64 };

export class FakeCourier {
  #seq = 0;
  readonly #wants = new Map<string, number>();

  constructor(
    private readonly store: FakeStore,
    private readonly drawing: Drawing,
    private readonly lives: (to: Receiver) => boolean,
  ) {}

  async send(
    to: Receiver,
    client: string,
    items: readonly ItemInfo[],
    size: number,
    frame = 0,
  ): Promise<void> {
    if (this.drawing.picture === null) return;
    const whole = items.filter((one) => !one.broken);
    if (size > SHEET.size || whole.length < SHEET.least) {
      for (const one of whole) if (this.lives(to)) await this.#picture(to, client, one, size, frame);
      return;
    }
    const want = (this.#wants.get(client) ?? 0) + 1;
    this.#wants.set(client, want);
    for (let at = 0; at < whole.length && this.#wants.get(client) === want; at += SHEET.most)
      if (this.lives(to)) await this.#sheet(to, client, whole.slice(at, at + SHEET.most), size);
  }

  async #picture(
    to: Receiver,
    client: string,
    { item }: ItemInfo,
    size: number,
    frame: number,
  ): Promise<void> {
    const draw = this.drawing.picture ?? drawn;
    const { bytes, width, height, type } = await draw(this.store.indexOf(item), size, frame);
    const one: Picture = { item, size, frame, buffer: 0, width, height, type, reason: "" };
    this.#deliver(to, client, "pictures", { pictures: [one] }, bytes);
  }

  async #sheet(to: Receiver, client: string, items: readonly ItemInfo[], size: number): Promise<void> {
    const draw = this.drawing.sheet ?? drawnSheet;
    const indexes = items.map(({ item }) => this.store.indexOf(item));
    const { bytes, type, tiles } = await draw(indexes, size);
    const body = { size, type, tiles: items.map(({ item }, at) => ({ item, ...tiles[at] })) };
    this.#deliver(to, client, "sheet", body, bytes);
  }

  #deliver(to: Receiver, client: string, kind: string, body: unknown, bytes: ArrayBuffer): void {
    if (this.lives(to))
      to.deliver({ v: PROTOCOL, kind, body, client, seq: ++this.#seq }, [new DataView(bytes)]);
  }
}
