import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { FormField } from "../../protocol/messages";
import type { Value } from "../../store";
import { Fields } from "./fields";

const LEAST: FormField = {
  name: "least",
  label: "Least",
  type: "decimal",
  required: false,
  multi: false,
  values: null,
  value: null,
  min: null,
  max: 100,
  error: null,
};

let root: HTMLElement;
let told: [string, Value][];

function show(...fields: FormField[]): void {
  act(() => render(<Fields fields={fields} onValue={(name, value) => told.push([name, value])} />, root));
}

function type(text: string, key?: string): HTMLInputElement {
  const input = root.querySelector("input") as HTMLInputElement;
  act(() => {
    input.focus();
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    if (key) input.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  });
  return input;
}

beforeEach(() => {
  told = [];
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
});

it("tells a value once it is whole, and once", () => {
  show(LEAST);
  const input = type("2");
  expect(told).toEqual([]);
  type("21", "Enter");
  act(() => void input.dispatchEvent(new Event("change", { bubbles: true })));
  act(() => input.blur());
  expect(told).toEqual([["least", "21"]]);
});

it("never replaces what is being typed by the answer to what was typed before", () => {
  show(LEAST);
  type("21", "Enter");
  const input = type("500");
  show({ ...LEAST, value: "21" });
  expect(input.value).toBe("500");
  type("500", "Enter");
  expect(told).toEqual([
    ["least", "21"],
    ["least", "500"],
  ]);
  act(() => input.blur());
  show({ ...LEAST, value: "500", error: "500 is more than max 100." });
  expect(input.value).toBe("500");
  expect(input.getAttribute("aria-invalid")).toBe("true");
  expect(root.querySelector("[role=alert]")?.textContent).toBe("500 is more than max 100.");
});

it("unsets a value, also while the answer to it is under way", () => {
  show(LEAST);
  type("21", "Enter");
  type("", "Enter");
  expect(told).toEqual([
    ["least", "21"],
    ["least", null],
  ]);
});

it("has a button for each of few choices", () => {
  const region: FormField = {
    ...LEAST,
    name: "region",
    type: "string",
    multi: true,
    values: ["North", "South"],
  };
  show({ ...region, value: ["North"] });
  const [north, south] = Array.from(root.querySelectorAll("button"));
  expect([north?.getAttribute("aria-pressed"), south?.getAttribute("aria-pressed")]).toEqual([
    "true",
    "false",
  ]);
  act(() => south?.click());
  act(() => north?.click());
  expect(told).toEqual([
    ["region", ["North", "South"]],
    ["region", null],
  ]);
});
