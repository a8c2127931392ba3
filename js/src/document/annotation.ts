/** What a person says about an item. */

import type { Annotation, Answer } from "../wire/protocol";
import { newId } from "./ids";

export type AnswerState = Answer["state"];

export const UNTOUCHED: Answer = { version: "", state: "unlabeled", annotations: [], note: "" };

/** A new choice of this label, made by the person. */
export function choice(label: number): Annotation {
  return { id: newId(), label, shape: { kind: "choice" }, source: "human", run: null, certificate: null };
}

/** True when the person is done with the item: it is not served again. */
export function isFinal(answer: Answer): boolean {
  return answer.state === "submitted" || answer.state === "skipped";
}
