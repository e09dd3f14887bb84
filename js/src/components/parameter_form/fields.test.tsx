import { signal as makeSignal } from "@preact/signals";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { FormField } from "../../protocol/messages";
import type { Value } from "../../store";
import { Fields } from "./fields";
import type { Found } from "./form";

const LEAST: FormField = {
  name: "least",
  label: "Least",
  type: "decimal",
  required: false,
  multi: false,
  has_default: false,
  depends_on: [],
  choices: null,
  more: false,
  dropped: [],
  value: null,
  min: null,
  max: 100,
  error: null,
};

let root: HTMLElement;
let told: [string, Value][];
let sought: string[];
let found: Found;

const choicesOf = (...texts: string[]) => texts.map((text) => ({ value: text, text }));

function show(...fields: FormField[]): void {
  const form = {
    fields: makeSignal(fields),
    dropped: makeSignal(Object.fromEntries(fields.map((each) => [each.name, each.dropped]))),
    set: (name: string, value: Value) => void told.push([name, value]),
    search: (_name: string, text: string) => {
      sought.push(text);
      return Promise.resolve(found);
    },
  };
  act(() => render(<Fields form={form} />, root));
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
  sought = [];
  found = { choices: [], more: false };
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
    choices: choicesOf("North", "South"),
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

const CITY: FormField = { ...LEAST, name: "city", label: "City", type: "string", max: null };
const MANY = choicesOf(...Array.from({ length: 20 }, (_, n) => `Town ${n}`));

function press(key: string): void {
  act(() => {
    root
      .querySelector("[role=combobox]")
      ?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  });
}

const open = () => act(() => root.querySelector<HTMLElement>(".nbr-choice-box")?.click());
const options = () => Array.from(root.querySelectorAll("[role=option]"), (each) => each.textContent);

it("finds one of many by what is typed, with keys alone", () => {
  show({ ...CITY, choices: MANY, value: "Town 3" });
  expect(root.querySelector(".nbr-choice-box")?.getAttribute("aria-label")).toBe("City: Town 3");
  open();
  expect(options()).toHaveLength(21);
  type("town 1");
  expect(options()).toHaveLength(11);
  press("ArrowDown");
  press("Enter");
  expect(told).toEqual([["city", "Town 10"]]);
  expect(root.querySelector("[role=listbox]")).toBeNull();
});

it("takes and leaves several, and unsets with All", () => {
  show({ ...CITY, multi: true, has_default: true, choices: MANY, value: ["Town 0", "Town 2"] });
  open();
  act(() => root.querySelectorAll<HTMLElement>("[role=option]")[2]?.click());
  act(() => root.querySelectorAll<HTMLElement>("[role=option]")[1]?.click());
  act(() => root.querySelectorAll<HTMLElement>("[role=option]")[0]?.click());
  expect(told).toEqual([
    ["city", ["Town 0", "Town 2", "Town 1"]],
    ["city", ["Town 2"]],
    ["city", "all"],
  ]);
});

it("asks the kernel where there are more than it was told", async () => {
  found = { choices: choicesOf("Zug"), more: false };
  show({ ...CITY, choices: MANY, more: true });
  open();
  expect(root.textContent).toContain("There are more");
  type("z");
  await vi.waitFor(() => expect(options()).toEqual(["Zug"]));
  expect(sought).toEqual(["z"]);
  press("Enter");
  expect(told).toEqual([["city", "Zug"]]);
});

it("says at its field what was taken out, and to who cannot see it", () => {
  show({ ...CITY, choices: MANY, dropped: ["Bern"] });
  expect(root.querySelector(".nbr-dropped")?.textContent).toBe("Bern is not among them: taken out");
  expect(root.querySelector("[aria-live=polite]")?.textContent).toBe("City: Bern taken out");
});
