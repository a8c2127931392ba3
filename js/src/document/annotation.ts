/** What a person says about an item. */

import type { Annotation, Answer } from "../wire/protocol";
import { newId } from "./ids";

export type AnswerState = Answer["state"];

export const UNTOUCHED: Answer = { version: "", state: "unlabeled", annotations: [], note: "" };

/** What is the same of all that a person makes. */
export const MADE = { source: "human", run: null, certificate: null, rank: "", crowd: false } as const;

/** A new choice of this label, made by the person. */
export function choice(label: number): Annotation {
  return { ...MADE, id: newId(), label, shape: { kind: "choice" } };
}

/** True when the person is done with the item: it is not served again. */
export function isFinal(answer: Answer): boolean {
  return answer.state === "submitted" || answer.state === "skipped";
}
