/** Sessions over the fake kernel, as the tests of a living session need them. */

import { effect, type ReadonlySignal } from "@preact/signals";
import { afterEach } from "vitest";
import { FakeKernel } from "../dev/fake-kernel";
import type { FakeOptions } from "../dev/fake-options";
import type { Encoded, EncodedSheet } from "../dev/fake-pictures";
import "./browser-stand-in";
import { createSession, type Disposable } from "../src/session/session";
import type { Session } from "../src/session/types";

export type Live = Session & Disposable;
const open = new Set<Live>();

/** Four bytes instead of a picture: nothing here looks at pixels. */
async function blank(): Promise<Encoded> {
  return { bytes: new ArrayBuffer(4), width: 640, height: 480, type: "image/jpeg" };
}

async function blankSheet(indexes: readonly number[], size: number): Promise<EncodedSheet> {
  const tiles = indexes.map((_, at) => ({ x: at * size, y: 0, w: size, h: size, width: 640, height: 640 }));
  return { bytes: new ArrayBuffer(4), type: "image/jpeg", tiles };
}

export function kernelOf(options: FakeOptions = {}): FakeKernel {
  return new FakeKernel({ picture: blank, sheet: blankSheet, ...options });
}

/** A session on the wall of so many items, with the first hundred in view. */
export async function onWall(kernel: FakeKernel, options = {}): Promise<Live> {
  const session = await sessionOn(kernel, { layout: "wall", ...options });
  await until(session.arranged, (found) => found !== null);
  session.wall.look(0, 100, 10, 96);
  await until(session.page, (page) => page.length > 0);
  return session;
}

/** A session that has had its welcome. */
export async function sessionOn(kernel: FakeKernel, options = {}): Promise<Live> {
  const session = createSession(kernel.model(), options);
  open.add(session);
  await until(session.phase, (phase) => phase !== "opening");
  return session;
}

/** Settled when the signal's value is as wanted. */
export function until<T>(source: ReadonlySignal<T>, wanted: (value: T) => boolean): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`Still ${JSON.stringify(source.peek())}`)), 50_000);
    const stop = effect(() => {
      if (!wanted(source.value)) return;
      clearTimeout(late);
      queueMicrotask(() => stop());
      resolve(source.value);
    });
  });
}

export function saved(session: Live): Promise<unknown> {
  return until(session.saving, ({ state }) => state === "saved");
}

/** Labels every tile of the page with this label. */
export function answerAll(session: Live, label = 1): void {
  session.selectAll();
  session.label(label);
}

/** Labels of an item as the person sees it. */
export function labelsOf(session: Live, key: string): number[] {
  return (session.item(key).peek()?.answer.annotations ?? []).map((one) => one.label);
}

export function stateOf(session: Live, key: string): string | undefined {
  return session.item(key).peek()?.answer.state;
}

/** The page's nth item. */
export function at(session: Live, place: number): string {
  const key = session.page.peek()[place];
  if (key === undefined) throw new Error(`There is no tile ${place}.`);
  return key;
}

/** As when the tab is closed or the cell runs again. */
export function close(session: Live): void {
  session.dispose();
  open.delete(session);
}

afterEach(() => {
  for (const session of open) close(session);
});
