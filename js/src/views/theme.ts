/** Light or dark, and whose colours: those of the notebook around the widget where it has any. */

import { set } from "./element";

/** What the page around us says, most telling sign first; null when it says nothing. */
function hostIsDark(): boolean | null {
  const { body, documentElement: html } = document;
  const jupyter = body.dataset["jpThemeLight"];
  if (jupyter !== undefined) return jupyter === "false";
  const vscode = body.dataset["vscodeThemeKind"] ?? "";
  if (vscode) return !vscode.includes("light");
  const named = `${html.getAttribute("theme") ?? ""} ${html.dataset["theme"] ?? ""} ${html.className} ${body.className}`;
  if (/\bdark\b/i.test(named)) return true;
  return /\blight\b/i.test(named) ? false : null;
}

function apply(root: HTMLElement, preference: MediaQueryList): void {
  const host = hostIsDark();
  const dark = host ?? preference.matches;
  const coloured = getComputedStyle(document.body).getPropertyValue("--jp-layout-color1") !== "";
  set(root, "data-theme", dark ? "dark" : "light");
  set(root, "data-colors", coloured && host === dark ? "host" : "own");
}

/** Keeps the root's theme in step with the host's, else with the system's, until `abort`. */
export function followTheme(root: HTMLElement, abort: AbortSignal): void {
  const preference = matchMedia("(prefers-color-scheme: dark)");
  const look = (): void => apply(root, preference);
  const observer = new MutationObserver(look);
  const attributeFilter = [
    "class",
    "theme",
    "data-theme",
    "data-jp-theme-light",
    "data-jp-theme-name",
    "data-vscode-theme-kind",
  ];
  for (const node of [document.body, document.documentElement]) {
    observer.observe(node, { attributes: true, attributeFilter });
  }
  preference.addEventListener("change", look, { signal: abort });
  abort.addEventListener("abort", () => observer.disconnect());
  look();
}
