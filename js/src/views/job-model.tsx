/** Which model labels: one that is here, or one behind an address; and whether a key for it was found. */

import type { JSX } from "preact";
import { type Chosen, NO_GPT } from "../session/jobs";
import type { GptDraft, ModelInfo, Models } from "../wire/protocol";
import type { Offer } from "./job-drafting";
import { addressOf, isAzure, isLocal } from "./job-words";
import { ofShares, percent } from "./learning-curve";
import { Plain } from "./parts";

/** The model to begin with: the one that was chosen last, here or in this project, else the first. */
export function firstChoice({ models, last }: Models, before: Chosen | null): Chosen {
  if (before && models.some(({ id }) => id === before.model)) return before;
  const model = last ? "gpt" : (models[0]?.id ?? "");
  return { model, gpt: model === "gpt" ? (last ?? NO_GPT) : null, consent: false };
}

/** Why this cannot be asked yet, or "". */
export function modelLacks({ model, gpt }: Chosen, models: Models): string {
  if (!gpt) return model ? "" : "Choose a model.";
  if (!gpt.model.trim()) return "Say which model.";
  return addressOf(gpt, models) ? "" : "The address begins with http:// or https://.";
}

function nameOf({ name, accuracy, low, high }: ModelInfo): string {
  return accuracy === null ? name : `${name} · ${percent(accuracy)} ${ofShares(low, high)}`;
}

interface FieldProps {
  readonly name: string;
  /** As it is at first: what is being typed ("0.0") is not always what it will be. */
  readonly value: string | number;
  readonly type?: "text" | "number";
  readonly hint?: string;
  /** Why it cannot be said, or "". */
  readonly lacks?: string;
  set(value: string): void;
}

/** One line to type in. */
export function Field({ name, value, type = "text", hint, lacks, set }: FieldProps): JSX.Element {
  return (
    <label class="field">
      <span>{name}</span>
      <input
        type={type as "text"}
        min={0}
        step="any"
        spellcheck={false}
        autocomplete="off"
        defaultValue={value}
        placeholder={lacks || hint}
        title={lacks}
        disabled={!!lacks}
        onInput={(event) => set(event.currentTarget.value)}
      />
    </label>
  );
}

/** The number that was typed, or null where there is none that could be meant. */
export function amount(typed: string): number | null {
  const n = Number.parseFloat(typed);
  return n >= 0 ? n : null;
}

/** Whether the kernel has a key. The page never has one, and never asks for one. */
function Key({ offer, models }: { offer: Offer; models: Models }): JSX.Element | null {
  const address = offer.address.value;
  if (!address) return null;
  if (isLocal(address)) return <p class="hint">An address of this machine: no key is needed.</p>;
  const azure = isAzure(address);
  const variable = azure ? "AZURE_OPENAI_API_KEY" : "OPENAI_API_KEY";
  if (azure ? models.azure_key : models.key)
    return <p class="hint">The kernel has a key for it ({variable}).</p>;
  return (
    <div class="lack">
      <p>The kernel has no key for it. Set one in a cell, where it is neither shown nor saved:</p>
      <code>{`import os, getpass; os.environ["${variable}"] = getpass.getpass()`}</code>
      <Plain name="Look again" onClick={() => void offer.again()} />
    </div>
  );
}

function Gpt({ offer, models, prices, gpt }: ModelProps & { gpt: GptDraft }): JSX.Element {
  const { chosen } = offer;
  const set = (part: Partial<GptDraft>): void => {
    const now = { ...gpt, ...part };
    const address = addressOf(now, models);
    now.azure = address !== null && isAzure(address);
    // Who agreed to one address has not agreed to another.
    const consent = now.base_url === gpt.base_url && chosen.peek().consent;
    chosen.value = { ...chosen.peek(), gpt: now, consent };
  };
  const text = (name: string, part: "model" | "base_url" | "api_version", hint: string): JSX.Element => (
    <Field name={name} value={gpt[part]} hint={hint} set={(typed) => set({ [part]: typed })} />
  );
  const price = (name: string, part: "price_in" | "price_out"): JSX.Element => (
    <Field
      name={`Price of a million tokens ${name}`}
      type="number"
      value={gpt[part] ?? ""}
      hint="not known"
      set={(typed) => set({ [part]: amount(typed) })}
    />
  );
  return (
    <>
      <div class="fields">
        {text("Model name", "model", "gpt-4o-mini")}
        {text("Address", "base_url", models.endpoint)}
        {gpt.azure && text("API version", "api_version", "2024-10-21")}
        {prices && price("in", "price_in")}
        {prices && price("out", "price_out")}
      </div>
      <Key offer={offer} models={models} />
    </>
  );
}

interface ModelProps {
  readonly offer: Offer;
  readonly models: Models;
  /** What it costs is told. */
  readonly prices: boolean;
}

export function Model(props: ModelProps): JSX.Element {
  const { models } = props;
  const { chosen } = props.offer;
  const { model, gpt } = chosen.value;
  const choose = (id: string): void => {
    chosen.value = { model: id, gpt: id === "gpt" ? (models.last ?? NO_GPT) : null, consent: false };
  };
  const note = props.offer.info.value?.note;
  return (
    <div class="part">
      <label class="field">
        <span>Model</span>
        <select
          class="choice"
          data-first
          value={model}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {models.models.map((one) => (
            <option key={one.id} value={one.id} selected={one.id === model}>
              {nameOf(one)}
            </option>
          ))}
        </select>
      </label>
      {note && <p class="hint">{note}</p>}
      {gpt && <Gpt {...props} gpt={gpt} />}
    </div>
  );
}
