import { expect, it } from "vitest";
import { detect } from "./theme";

function body(attributes: Record<string, string>): HTMLElement {
  const made = document.createElement("body");
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

it.each([
  [{ "data-jp-theme-light": "true" }, true, "light"],
  [{ "data-jp-theme-light": "false" }, false, "dark"],
  [{ class: "vscode-dark" }, false, "dark"],
  [{ class: "vscode-high-contrast" }, false, "dark"],
  [{ class: "vscode-light" }, true, "light"],
  [{}, true, "dark"],
  [{}, false, "light"],
])("%o on a system that is dark: %s, is %s", (attributes, dark, theme) => {
  expect(detect(body(attributes as Record<string, string>), dark)).toBe(theme);
});
