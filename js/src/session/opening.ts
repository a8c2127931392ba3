/** The first exchange with the kernel: who this page is, hello, and what this browser still keeps. */

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
  const early = project === "" ? null : kept(outbox, project);
  const welcome = await greet(link, hello, over);
  return welcome && { client, welcome, kept: await (early ?? kept(outbox, welcome.project)) };
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

/** Nothing, when the database takes too long to tell. */
function kept(outbox: Outbox, project: string): Promise<Kept[]> {
  const late = new Promise<Kept[]>((resolve) => setTimeout(() => resolve([]), OUTBOX_WITHIN));
  return Promise.race([outbox.of(project), late]);
}
