/** Small makers of DOM, for the parts that are drawn without a framework. */

/** A new element with a class and, when given, a text (which is never read as HTML). */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = "",
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  if (text) element.textContent = text;
  return element;
}

export const CROSS = "M4.5 4.5l7 7m0-7l-7 7";

/** A path on 16 by 16, drawn as a line. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** Sets an attribute only when it changes, since writing an equal one still costs a style pass. */
export function set(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** The element with the focus. Inside a shadow root, where marimo puts us, the document knows only its host. */
export function focused(node: Node): Element | null {
  return (node.getRootNode() as Document | ShadowRoot).activeElement ?? document.activeElement;
}

/** Tells a profiler when the frame with the newest key's effect was drawn. */
export function painted(): void {
  performance.clearMarks("nblabel:painted");
  performance.mark("nblabel:painted");
}
