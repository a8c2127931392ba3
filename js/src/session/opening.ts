/** The first exchange with the kernel: who this page is, hello, and what this browser still keeps. */

import { newId } from "../document/ids";
import { type Client, claimClient } from "../wire/client";
import { complete } from "../wire/complete";
import { type Link, Refused } from "../wire/link";
import type { Kept, Outbox } from "../wire/outbox";
import type { Hello, Pictures, Welcome } from "../wire/protocol";

/** What came along with the widget itself, so that its first page is painted without a round trip. */
export interface First {
  readonly welcome: Welcome;
  readonly pictures: Pictures;
  readonly buffers: readonly DataView[];
}

const AGAIN_AFTER = 3_000;
/** A browser whose database does not open must not keep the person waiting. */
const OUTBOX_WITHIN = 2_000;

export interface Opened {
  readonly client: Client;
  readonly welcome: Welcome;
  /** What this browser keeps for the project, in the order it was done. */
  readonly kept: readonly Kept[];
  /** The same, when the browser's database took too long to be waited for; else null. */
  readonly late: Promise<readonly Kept[]> | null;
  /** How the kernel says that things stand, when the welcome came along with the widget; else null. */
  readonly renewed: Promise<Welcome | null> | null;
}

/** What opening needs; `hello` is told the items whose pictures are here. */
export interface Opening {
  readonly link: Link;
  readonly outbox: Outbox;
  readonly hello: (have: string[]) => Hello;
  readonly over: AbortSignal;
}

/**
 * Opens the session; `project` is its uuid, or "" when only the kernel knows it. Asks until there is a
 * welcome: null when the session ended first. Throws `Refused` with the kernel's words for the person.
 */
export async function open({ link, outbox, hello, over }: Opening, project: string): Promise<Opened | null> {
  const client = await claim(link, project, over);
  const early = project === "" ? null : everything(outbox, project);
  const welcome = await greet(link, () => hello([]), over);
  if (welcome === null) return null;
  const all = early ?? everything(outbox, welcome.project);
  const kept = await soon(all);
  return { client, welcome, kept: kept ?? [], late: kept ? null : older(all), renewed: null };
}

/** As `open`, but with what came along with the widget: the kernel is greeted and not waited for. */
export async function begin(
  { link, outbox, hello, over }: Opening,
  { welcome, pictures }: First,
): Promise<Opened | null> {
  const all = everything(outbox, welcome.project);
  const client = await claim(link, welcome.project, over);
  if (over.aborted) return null;
  const have = pictures.pictures.map((picture) => picture.item);
  const renewed = greet(link, () => hello(have), over);
  renewed.catch(() => undefined); // Whoever waits for it hears of it.
  const kept = await soon(all);
  return { client, welcome, kept: kept ?? [], late: kept ? null : older(all), renewed };
}

/** Reads what a widget brought along; null when it brought nothing that can be used. */
export function readFirst(given: unknown): First | null {
  if (typeof given !== "object" || given === null) return null;
  const { welcome, pictures, buffers } = given as Partial<First>;
  if (!welcome || !pictures || !Array.isArray(buffers)) return null;
  return {
    welcome: complete("Welcome", welcome) as Welcome,
    pictures: complete("Pictures", pictures) as Pictures,
    buffers,
  };
}

/** Asks until the kernel has answered; null when the session ended first. */
async function greet(link: Link, hello: () => Hello, over: AbortSignal): Promise<Welcome | null> {
  while (!over.aborted) {
    try {
      return await link.ask("hello", hello());
    } catch (error) {
      if (error instanceof Refused) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER));
    }
  }
  return null;
}

async function claim(link: Link, project: string, over: AbortSignal): Promise<Client> {
  const client = await claimClient(project);
  over.addEventListener("abort", () => client.release());
  if (over.aborted) client.release();
  link.client = client.id;
  return client;
}

function everything(outbox: Outbox, project: string): Promise<Kept[]> {
  return outbox.of(project).catch(() => []); // The outbox itself tells the person that nothing is kept here.
}

/** Without what this session adds itself from now on. */
async function older(all: Promise<Kept[]>): Promise<Kept[]> {
  const now = newId();
  return (await all).filter((one) => one.order < now);
}

/** Null when it takes too long. */
function soon(all: Promise<Kept[]>): Promise<Kept[] | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), OUTBOX_WITHIN));
  return Promise.race([all, late]);
}
