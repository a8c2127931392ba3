/** Whether a page can be submitted, and whether the project takes answers. */

import type { ItemInfo, LabelInfo } from "../wire/protocol";
import { isAnswered, resolver } from "./acts";
import type { Bench } from "./labeling";
import { prelabels } from "./suggesting";
import type { ProjectView, Session } from "./types";

/** What is missing before the page can be submitted, or "". A prelabel is an answer, unless it has just changed. */
export function unanswered(
  session: Pick<Session, "page" | "item" | "picture" | "project" | "labelsById" | "learning">,
): string {
  if (session.learning.unseen.value) return "A prelabel has just changed: look again.";
  const task = session.project.value?.task ?? "";
  const resolve = resolver(session.labelsById.value);
  const page = session.page.value;
  if (page.length === 0) return "There is nothing on this page.";
  const open = page.filter((key) => {
    const info = session.item(key).value;
    const broken = info?.broken || session.picture(key).value.reason !== "";
    return !broken && !(info && (isAnswered(info.answer) || prelabels(info, task, resolve).length > 0));
  });
  if (open.length === 0) return "";
  return open.length === 1 ? "One item has no answer yet." : `${open.length} items have no answer yet.`;
}

/** Why the project takes no answers, or "". */
export function refuses(project: ProjectView | null): string {
  const status = project?.status ?? "running";
  return status === "running" ? "" : `The project is ${status}: it takes no answers now.`;
}

/** What is missing before one image can be submitted, or "". Without regions "nothing here" must be said. */
export function undrawn(project: ProjectView | null, info: ItemInfo | null, suggested = false): string {
  const why = refuses(project);
  if (why !== "") return why;
  if (suggested && info?.answer.state === "unlabeled")
    return "Nothing is accepted yet. Press A to accept, X to reject, N if there is nothing here.";
  if (!info || info.answer.state === "unlabeled")
    return "Nothing is marked. Press N if there is nothing here.";
  return info.answer.state === "submitted" ? "This is submitted already." : "";
}

/** True of the tasks whose answers are drawn. */
export function isRegional(task: string): boolean {
  return task === "boxes" || task === "polygons" || task === "masks";
}

/** True of the tasks whose answers are drawn, one item at a time: regions, and spans of a text. */
export function marks(task: string): boolean {
  return isRegional(task) || task === "spans";
}

/** Whose edits these are, for the acts of labeling. */
export function benchOf(
  project: ProjectView | null,
  client: string,
  labels: ReadonlyMap<number, LabelInfo>,
): Bench {
  const { uuid = "", annotator = "", task = "" } = project ?? {};
  return {
    project: uuid,
    annotator,
    client,
    task,
    multilabel: task === "multilabel",
    maybeNothing: task !== "multiclass",
    refuses: refuses(project),
    resolve: resolver(labels),
    nameOf: (label) => labels.get(label)?.path ?? `label ${label}`,
  };
}
