/** The theme's colours for the canvas, which knows no variables: read from elements that have them. */

import type { WallColors } from "../paint/wall";
import { make } from "./element";

/** Keeps the colours in step with the theme until `abort`; `changed` is called when they are others. */
export function followColors(
  root: HTMLElement,
  parent: HTMLElement,
  changed: () => void,
  abort: AbortSignal,
): { readonly now: WallColors } {
  const probe = make("div", "probe");
  const names = ["surface", "accent", "paper", "ink"] as const;
  probe.hidden = true;
  probe.append(...names.map((name) => make("i", name)));
  parent.append(probe);
  const read = (): WallColors => {
    const [surface = "", accent = "", paper = "", ink = ""] = [...probe.children].map(
      (one) => getComputedStyle(one).color,
    );
    return { surface, accent, paper, ink };
  };
  const colors = { now: read() };
  const look = () => {
    colors.now = read();
    changed();
  };
  const observer = new MutationObserver(look);
  observer.observe(root, { attributes: true, attributeFilter: ["data-theme", "data-colors", "data-media"] });
  matchMedia("(forced-colors: active)").addEventListener("change", look, { signal: abort });
  abort.addEventListener("abort", () => observer.disconnect());
  return colors;
}
