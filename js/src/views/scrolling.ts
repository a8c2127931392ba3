/** What scrolls and holds nothing that can have the focus must be able to have it itself, to be scrolled by keys. */

import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { set } from "./element";

/** Makes the element a stop of the Tab key for as long as there is more in it than can be seen. */
export function useScrollStop<T extends HTMLElement>(): RefObject<T | null> {
  const box = useRef<T>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const look = (): void =>
      set(element, "tabindex", element.scrollHeight > element.clientHeight + 1 ? "0" : null);
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    look();
    return () => observer.disconnect();
  });
  return box;
}
