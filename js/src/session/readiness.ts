/** Whether a page can be submitted, and whether the project takes answers. */

import { isAnswered } from "./acts";
import type { ProjectView, Session } from "./types";

/** What is missing before the page can be submitted, or "". */
export function unanswered(session: Pick<Session, "page" | "item" | "picture">): string {
  const page = session.page.value;
  if (page.length === 0) return "There is nothing on this page.";
  const open = page.filter((key) => {
    const info = session.item(key).value;
    const broken = info?.broken || session.picture(key).value.reason !== "";
    return !broken && !(info && isAnswered(info.answer));
  });
  if (open.length === 0) return "";
  return open.length === 1 ? "One item has no answer yet." : `${open.length} items have no answer yet.`;
}

/** Why the project takes no answers, or "". */
export function refuses(project: ProjectView | null): string {
  const status = project?.status ?? "running";
  return status === "running" ? "" : `The project is ${status}: it takes no answers now.`;
}
