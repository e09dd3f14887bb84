import { describe, expect, it } from "vitest";
import { keepKeys } from "./keys";

function pressed(target: HTMLElement, init: KeyboardEventInit): boolean {
  let heard = false;
  const listen = () => {
    heard = true;
  };
  document.body.addEventListener("keydown", listen);
  target.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, composed: true, ...init }));
  document.body.removeEventListener("keydown", listen);
  return heard;
}

describe("keys pressed inside a widget", () => {
  const root = document.createElement("div");
  const button = document.createElement("button");
  const shadowed = document.createElement("div");
  const inner = document.createElement("summary");
  shadowed.attachShadow({ mode: "open" }).append(inner);
  root.append(button, shadowed);
  document.body.append(root);
  const ending = new AbortController();
  keepKeys(root, ending.signal);

  it.each(["a", "b", "m", "d", "Enter", "ArrowDown", "Delete", " "])("%s stays inside", (key) => {
    expect(pressed(button, { key })).toBe(false);
    expect(pressed(root, { key })).toBe(false);
    expect(pressed(inner, { key })).toBe(false);
  });

  it.each([{ shiftKey: true }, { ctrlKey: true }, { altKey: true }, { metaKey: true }])(
    "Enter with %o runs no cell",
    (modifier) => {
      expect(pressed(button, { key: "Enter", ...modifier })).toBe(false);
    },
  );

  it.each([
    { key: "z", ctrlKey: true },
    { key: "Z", ctrlKey: true, shiftKey: true },
    { key: "y", ctrlKey: true },
    { key: "z", metaKey: true },
    { key: "Control", ctrlKey: true },
    { key: "Meta", metaKey: true },
  ])("undo and redo are the field's or ours: %o", (init) => {
    expect(pressed(button, init)).toBe(false);
  });

  it.each([
    { key: "Tab" },
    { key: "Escape" },
    { key: "s", ctrlKey: true },
    { key: "c", metaKey: true, shiftKey: true },
  ])("%o reaches the notebook", (init) => {
    expect(pressed(button, init)).toBe(true);
  });

  it("stops nothing once the view has gone", () => {
    ending.abort();
    expect(pressed(button, { key: "b" })).toBe(true);
  });
});

it("lets what is pressed in a pane reach the builder around it, and not the notebook", () => {
  const page = document.createElement("div");
  const builder = document.createElement("div");
  const pane = document.createElement("div");
  const heard: string[] = [];
  builder.className = "nbr";
  page.append(builder);
  builder.append(pane);
  const { signal } = new AbortController();
  keepKeys(builder, signal);
  keepKeys(pane, signal);
  builder.addEventListener("keydown", ({ key }) => heard.push(`builder ${key}`));
  page.addEventListener("keydown", ({ key }) => heard.push(`page ${key}`));
  pane.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true }));
  pane.dispatchEvent(new KeyboardEvent("keydown", { key: "b", bubbles: true }));
  expect(heard).toEqual(["builder z", "builder b"]);
});
