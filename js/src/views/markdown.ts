/** Instructions as people write them: Markdown, made safe. What is not plain text and structure is dropped. */

import DOMPurify from "dompurify";
import { marked } from "marked";

const TAGS = [
  ..."h1 h2 h3 h4 h5 h6 p br hr ul ol li blockquote pre code em strong del a img".split(" "),
  ..."table thead tbody tr th td".split(" "),
];

/** The text as a fragment without scripts, styles, forms or pictures from elsewhere; links open a new tab. */
export function renderMarkdown(text: string): DocumentFragment {
  const html = marked.parse(text, { async: false, gfm: true });
  const fragment = DOMPurify.sanitize(html, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ["href", "src", "alt", "title", "start", "align"],
    ALLOWED_URI_REGEXP: /^(?:https?|mailto):/i,
    RETURN_DOM_FRAGMENT: true,
  });
  for (const link of fragment.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  // A picture from elsewhere would tell its server who labels when: its description stands for it.
  for (const image of fragment.querySelectorAll("img")) {
    if (!image.src.startsWith("data:image/")) image.replaceWith(image.alt);
  }
  return fragment;
}
