/** What the medium is called: the same sentences speak of pictures and of documents. */

import type { Session } from "../session/types";

/** What an item of the project is. */
export type Thing = "picture" | "document";

export function thingOf({ texts }: Pick<Session, "texts">): Thing {
  return texts.on.value ? "document" : "picture";
}

/** Reasons to skip one, offered as buttons. */
export function reasonsOf(thing: Thing): readonly string[] {
  return ["No label fits", "Cannot tell", `Bad ${thing}`];
}

/** What a filter by words looks at. */
export function textFilterOf(thing: Thing): string {
  return thing === "document" ? "Text or name contains" : "File name has";
}

/** A line of a notebook that adds some. */
export function addingOf(thing: Thing): string {
  return thing === "document" ? 'project.add("letters/")' : 'project.add("photos/")';
}
