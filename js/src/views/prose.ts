/** Instructions as elements. They come as a tree of names and texts and are never read as HTML. */

import type { Prose } from "../wire/protocol";

const TAGS: ReadonlySet<string> = new Set([
  ..."h1 h2 h3 h4 h5 h6 p br hr ul ol li blockquote pre code em strong del a img".split(" "),
  ..."table thead tbody tr th td".split(" "),
]);
const LINK = /^(?:https?:\/\/|mailto:)/i;
const PICTURE = /^data:image\//i;

/** What a passage looks like; links open a new tab. */
export function prose({ tag, text, link, inside }: Prose): Node {
  if (!TAGS.has(tag)) return document.createTextNode(text);
  const element = document.createElement(tag);
  if (element instanceof HTMLImageElement) {
    element.alt = text;
    if (PICTURE.test(link)) element.src = link;
    return element;
  }
  if (element instanceof HTMLAnchorElement && LINK.test(link)) {
    element.href = link;
    element.target = "_blank";
    element.rel = "noopener noreferrer";
  }
  element.append(text, ...inside.map(prose));
  return element;
}
