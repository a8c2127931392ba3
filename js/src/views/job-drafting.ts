/** A job while it is being put together: what was chosen, what it would cost, and why it cannot be begun yet. */

import { computed, effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Chosen, itemsOf } from "../session/jobs";
import type { Draft, ItemsChosen, JobInfo, LabelQuality, Models, Planned } from "../wire/protocol";
import type { Desk } from "./desk";
import type { Scope } from "./job-items";
import { firstChoice, modelLacks } from "./job-model";
import { addressOf } from "./job-words";
import { thingOf } from "./words";

/** How long nothing is changed before it is asked what this would be, in milliseconds. */
const SETTLED = 250;
/** So many of people's answers are rehearsed on. */
export const REHEARSED = 50;
const FIRST = 100;

/** What there is to choose from, and what is chosen of it. */
export class Offer {
  /** A string says why it is not known, null: not yet. */
  readonly models: Signal<Models | string | null> = signal(null);
  readonly chosen: Signal<Chosen> = signal({ model: "", gpt: null, consent: false });
  readonly busy = signal(false);
  /** What went wrong when it was to be done. */
  readonly trouble = signal("");
  /** What there is, once that is known and anything can be done with it. */
  readonly there: ReadonlySignal<Models | null> = computed(() => {
    const { value } = this.models;
    return value === null || typeof value === "string" || value.why ? null : value;
  });
  /** Why the model cannot be asked yet, or "". */
  readonly lacks: ReadonlySignal<string> = computed(() =>
    this.there.value ? modelLacks(this.chosen.value, this.there.value) : "The kernel is being asked.",
  );
  /** The address that was typed, where it is one. */
  readonly address = computed(() => {
    const { gpt } = this.chosen.value;
    return gpt && this.there.value && addressOf(gpt, this.there.value);
  });

  /** What the kernel says of the model. */
  readonly info = computed(() => this.there.value?.models.find(({ id }) => id === this.chosen.value.model));

  constructor(readonly desk: Desk) {}

  /** Asks the kernel, also a second time: a key may have come. */
  async again(): Promise<void> {
    const { jobs } = this.desk.session;
    const first = this.there.peek() === null;
    try {
      const told = await jobs.choices();
      if (first) this.chosen.value = firstChoice(told, jobs.chosen.peek());
      this.models.value = told;
    } catch (error) {
      if (first) this.models.value = (error as Error).message;
    }
  }

  /** Does it, and says what went wrong; the model is that to begin with the next time. */
  async doing(act: () => Promise<void>): Promise<void> {
    this.busy.value = true;
    this.trouble.value = "";
    if (this.there.peek()) this.desk.session.jobs.chosen.value = this.chosen.peek();
    try {
      await act();
    } catch (error) {
      this.trouble.value = (error as Error).message;
    }
    this.busy.value = false;
  }
}

export class Drafting extends Offer {
  readonly without: Signal<ReadonlySet<number>> = signal(new Set());
  readonly scope: Signal<Scope>;
  readonly first = signal(FIRST);
  readonly #selected = signal<ItemsChosen | null>(null);
  /** What is known of a draft: `of` says of which. */
  readonly #known = signal({ of: "", planned: null as Planned | null, error: "" });
  /** The job that was made to be rehearsed, and the draft that it was made of. */
  readonly #made = signal({ id: 0, of: "" });

  constructor(desk: Desk, page: boolean) {
    super(desk);
    const { chosen } = desk.session;
    this.scope = signal(page ? "page" : chosen.peek() > 0 ? "keys" : "open");
  }

  /** Follows what is chosen, until it is called off. */
  begin(): () => void {
    const { chosen, jobs } = this.desk.session;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = effect(() => {
      const of = this.#of.value;
      this.models.value; // What was asked anew may have changed what is in the way: a key was set.
      this.trouble.value = ""; // It was of what was chosen before.
      clearTimeout(timer);
      if (of !== "null") timer = setTimeout(() => this.#ask(of), SETTLED);
    });
    const name = async (): Promise<void> => {
      this.#selected.value = await jobs.selection();
    };
    if (chosen.peek() > 0) void this.doing(name);
    void this.again();
    return () => {
      stop();
      clearTimeout(timer);
    };
  }

  /** It can suggest for each page: learning does so anyhow. */
  readonly pages = computed(() => this.info.value?.kind !== "assist");
  readonly live = computed(() => this.pages.value && this.scope.value === "page");
  /** It costs something: a model behind an endpoint, described here or given by a program. */
  readonly paid = computed(() => this.info.value?.kind === "gpt");
  /** What it costs can be told. Of what a program gave the page does not know. */
  readonly priced = computed(() => {
    const { gpt } = this.chosen.value;
    return gpt === null || (gpt.price_in !== null && gpt.price_out !== null);
  });

  /** A budget of money says nothing where no prices are known. */
  readonly #budget = computed(() => {
    const budget = this.desk.session.jobs.budget.value;
    return this.priced.value ? budget : { ...budget, money: null };
  });

  readonly #items: ReadonlySignal<ItemsChosen | null> = computed(() => {
    const { jobs, page } = this.desk.session;
    const scope = this.scope.value;
    if (this.live.value) return itemsOf("keys", { keys: [...page.value] });
    if (scope === "keys") return this.#selected.value;
    if (scope === "query") return jobs.filtered();
    return scope === "count" ? itemsOf(scope, { count: this.first.value }) : itemsOf("open");
  });

  readonly #labels = computed(() =>
    this.desk.session.labels.value.flatMap(({ id }) => (this.without.value.has(id) ? [] : id)),
  );

  /** Without the person's word: what would be does not depend on that. */
  readonly #draft: ReadonlySignal<Draft | null> = computed(() => {
    const { model, gpt } = this.chosen.value;
    const [items, labels] = [this.#items.value, this.#labels.value];
    if (this.lacks.value || !items || labels.length === 0) return null;
    const all = labels.length === this.desk.session.labels.value.length;
    return { model, gpt, items, labels: all ? null : labels, budget: this.#budget.value, consent: false };
  });
  readonly #of = computed(() => JSON.stringify(this.#draft.value));
  readonly #told = computed(() => (this.#known.value.of === this.#of.value ? this.#known.value : null));

  /** What this would be; null while that is not known. */
  readonly planned = computed(() => this.#told.value?.planned ?? null);

  /** How well each label is known: by learning, or, of another model, by its rehearsal. */
  readonly known: ReadonlySignal<ReadonlyMap<number, LabelQuality>> = computed(() => {
    const rows = new Map(this.#rehearsed.value?.rehearsal.map((row) => [row.label, row]));
    const known = this.there.value?.labels.map((one) => {
      const told = this.pages.value ? rows.get(one.label) : one;
      const { precision = null, recall = null, poor = false } = told ?? {};
      return [one.label, { ...one, precision, recall, poor }] as const;
    });
    return new Map(known);
  });

  /** The labels that are badly known. */
  readonly poor: ReadonlySignal<ReadonlySet<number>> = computed(() => {
    const known = [...this.known.value.values()].flatMap(({ poor, label }) => (poor ? label : []));
    return new Set([...known, ...(this.planned.value?.poor ?? [])]);
  });

  /** Where the items go, as people know it. */
  readonly where = computed(() => this.address.value?.host ?? this.planned.value?.endpoint ?? "");

  readonly #rehearsed = computed(
    () => this.desk.session.jobs.all.value.find(({ id }) => id === this.#made.value.id) ?? null,
  );
  /** The rehearsed job, as long as it is what is chosen. */
  readonly job: ReadonlySignal<JobInfo | null> = computed(() =>
    this.#made.value.of === this.#of.value ? this.#rehearsed.value : null,
  );

  /** What is wrong with it, for the person to mend; "" when nothing is. */
  readonly wrong = computed(
    () =>
      this.trouble.value ||
      this.lacks.value ||
      (this.#labels.value.length > 0 ? "" : "Choose a label.") ||
      this.#told.value?.error ||
      this.planned.value?.trouble ||
      "",
  );

  readonly #waits = computed(() => {
    const planned = this.planned.value;
    if (!planned || this.busy.value) return this.wrong.value || "It is being worked out.";
    if (planned.consent && !this.chosen.value.consent)
      return `Agree first that ${thingOf(this.desk.session)}s are sent to ${this.where.value}.`;
    return this.job.value?.rehearsing ? "The rehearsal goes on." : "";
  });

  /** Why it cannot be begun now, or "". */
  readonly halts = computed(() => {
    const { trouble = "", items } = this.planned.value ?? {};
    return this.#waits.value || trouble || (items === 0 ? "There is nothing to label among these." : "");
  });

  /** Why it cannot be rehearsed now, or "". */
  readonly unrehearsed = computed(() => {
    const none = this.planned.value?.rehearsable === 0;
    return this.#waits.value || (none ? "Nobody has answered yet what to rehearse on." : "");
  });

  start(): Promise<void> {
    const { desk } = this;
    return this.doing(async () => {
      const job = this.job.peek();
      const live = this.live.peek();
      const same = job?.state === "ready" && !live ? job.id : 0;
      if (!same) this.#giveUp();
      if (live) await desk.session.jobs.follow(this.chosen.peek(), this.#budget.peek());
      else await desk.session.jobs.act("start", same, same ? null : this.#agreed());
      desk.close();
      desk.said.value = live ? "Each page gets suggestions now." : "The job has begun.";
    });
  }

  rehearse(): Promise<void> {
    return this.doing(async () => {
      this.#giveUp();
      const of = this.#of.peek();
      const id = await this.desk.session.jobs.act("rehearse", 0, this.#agreed(), REHEARSED);
      this.#made.value = { id, of };
    });
  }

  #agreed(): Draft | null {
    const draft = this.#draft.peek();
    return draft && { ...draft, consent: this.chosen.peek().consent };
  }

  /** What was rehearsed is not what is wanted now. */
  #giveUp(): void {
    const job = this.#rehearsed.peek();
    if (job?.state === "ready") this.desk.session.jobs.order("cancel", job.id);
  }

  async #ask(of: string): Promise<void> {
    const known = { of, planned: null as Planned | null, error: "" };
    try {
      known.planned = await this.desk.session.jobs.plan(JSON.parse(of) as Draft);
    } catch (error) {
      known.error = (error as Error).message;
    }
    if (of === this.#of.peek()) this.#known.value = known;
  }
}
