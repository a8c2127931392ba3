/**
 * What earlier sessions of this browser left behind: an own reload's edits are taken up at once, a dead
 * tab's when its lock is free, another person's or a copied project's only when the person says so.
 */

import { type Client, liveClients, whenDead } from "../wire/client";
import type { Kept, Outbox } from "../wire/outbox";
import type { Notices } from "./notices";

/** What the session is to the kernel, and what it does with edits that are found. */
export interface Heir {
  readonly client: Client;
  readonly project: string;
  readonly annotator: string;
  readonly labeling: {
    /** Sends a dead tab's edits and shows them; settled when the kernel has judged all of them. */
    adopt(all: readonly Kept[]): Promise<void>;
    /** Sends edits without showing them as this person's. */
    send(all: readonly Kept[]): Promise<void>;
  };
}

export class Recovery {
  readonly #watched = new Set<string>();

  constructor(
    private readonly outbox: Outbox,
    private readonly notices: Notices,
    private readonly heir: Heir,
    private readonly ending: AbortSignal,
  ) {
    this.#watched.add(heir.client.id);
  }

  /** Looks after everything that is kept, except this client's own. `former`: what the project was copied from. */
  async begin(kept: readonly Kept[], former: readonly string[]): Promise<void> {
    this.#listen();
    for (const one of await liveClients()) this.#watch(one);
    this.find(kept);
    for (const uuid of former) {
      if (uuid === this.heir.project) continue;
      this.#offer(await this.outbox.of(uuid), () => "Answers to the project that this one is a copy of");
    }
  }

  /** Looks after edits of other sessions and other people. */
  find(kept: readonly Kept[]): void {
    for (const one of kept) this.#watch(one.client);
    this.#offer(
      kept.filter((one) => one.annotator !== this.heir.annotator),
      (who) => `${who}'s answers`,
    );
  }

  /** A new tab tells the others of itself, so that the last one alive takes up what the rest leave. */
  #listen(): void {
    if (typeof BroadcastChannel === "undefined" || !this.heir.client.guarded) return;
    const channel = new BroadcastChannel(`nblabel ${this.heir.project}`);
    channel.onmessage = ({ data }) => {
      if (typeof data === "string") this.#watch(data);
    };
    channel.postMessage(this.heir.client.id);
    this.ending.addEventListener("abort", () => channel.close());
  }

  #watch(client: string): void {
    if (this.#watched.has(client)) return;
    this.#watched.add(client);
    const left = async () => {
      const all = await this.outbox.of(this.heir.project);
      return all.filter((one) => one.client === client && one.annotator === this.heir.annotator);
    };
    if (!this.heir.client.guarded)
      void left().then((all) => this.#offer(all, () => "Answers of another tab"));
    else
      void whenDead(client, this.ending, async () => {
        await this.heir.labeling.adopt(await left());
        this.#watched.delete(client);
      });
  }

  /** Asks the person, one notice per annotator and project, what shall become of these edits. */
  #offer(all: readonly Kept[], whose: (annotator: string) => string): void {
    const idOf = (one: Kept) => JSON.stringify([one.project, one.annotator]);
    for (const id of new Set(all.map(idOf))) {
      const group = all.filter((one) => idOf(one) === id);
      const annotator = group[0]?.annotator ?? "";
      const text = `${whose(annotator)} are kept in this browser and not yet saved: ${group.length}.`;
      const actions = [
        { name: "Save them here", run: () => void this.heir.labeling.send(group) },
        { name: "Leave them", run: () => undefined },
        { name: "Forget them", run: () => this.outbox.drop(group) },
      ];
      this.notices.put({ id: `kept ${id}`, text, tone: "info", actions });
    }
  }
}
