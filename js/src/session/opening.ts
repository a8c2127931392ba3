/** The first exchange with the kernel: who this page is, hello, and what this browser still keeps. */

import { newId } from "../document/ids";
import { type Client, claimClient } from "../wire/client";
import { type Link, Refused } from "../wire/link";
import type { Kept, Outbox } from "../wire/outbox";
import type { Hello, Welcome } from "../wire/protocol";

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
}

/**
 * Opens the session; `project` is its uuid, or "" when only the kernel knows it. Asks until there is a
 * welcome: null when the session ended first. Throws `Refused` with the kernel's words for the person.
 */
export async function open(
  link: Link,
  outbox: Outbox,
  project: string,
  hello: () => Hello,
  over: AbortSignal,
): Promise<Opened | null> {
  const client = await claimClient(project);
  over.addEventListener("abort", () => client.release());
  if (over.aborted) client.release();
  link.client = client.id;
  const early = project === "" ? null : everything(outbox, project);
  const welcome = await greet(link, hello, over);
  if (welcome === null) return null;
  const all = early ?? everything(outbox, welcome.project);
  const kept = await soon(all);
  // Newer ones are this session's own.
  const now = newId();
  const late = kept ? null : all.then((found) => found.filter((one) => one.order < now));
  return { client, welcome, kept: kept ?? [], late };
}

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

function everything(outbox: Outbox, project: string): Promise<Kept[]> {
  return outbox.of(project).catch(() => []); // The outbox itself tells the person that nothing is kept here.
}

/** Null when it takes too long. */
function soon(all: Promise<Kept[]>): Promise<Kept[] | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), OUTBOX_WITHIN));
  return Promise.race([all, late]);
}
