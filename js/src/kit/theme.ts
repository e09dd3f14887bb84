// Light or dark: as the part says, else as the host's theme is, else as the system prefers.
import { effect, signal as makeSignal, type ReadonlySignal, type Signal } from "@preact/signals";

export type Theme = "light" | "dark";

/** Follow the theme of the page a part stands in. */
export function hostTheme(signal: AbortSignal): Signal<Theme> {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const made = makeSignal<Theme>(detect(document.body, system.matches));
  const look = () => {
    made.value = detect(document.body, system.matches);
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "class"] });
  system.addEventListener("change", look, { signal });
  signal.addEventListener("abort", () => observer.disconnect(), { once: true });
  return made;
}

export function detect(body: HTMLElement, systemIsDark: boolean): Theme {
  const jupyter = body.getAttribute("data-jp-theme-light");
  if (jupyter !== null) return jupyter === "false" ? "dark" : "light";
  if (body.classList.contains("vscode-dark") || body.classList.contains("vscode-high-contrast"))
    return "dark";
  if (body.classList.contains("vscode-light")) return "light";
  return systemIsDark ? "dark" : "light";
}

/** Write the theme on an element, where the tokens of `base.css` read it. */
export function paint(
  el: HTMLElement,
  chosen: ReadonlySignal<string>,
  host: ReadonlySignal<Theme>,
  signal: AbortSignal,
): void {
  const stop = effect(() => {
    el.dataset.theme = chosen.value === "auto" ? host.value : chosen.value;
  });
  signal.addEventListener("abort", stop, { once: true });
}
