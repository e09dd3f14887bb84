import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { seed } from "../collab/binding";
import { FLIGHTS } from "../components/field_mapper/making";
import { makeStore } from "../store";
import { PAUSE } from "./asking";
import { ExpressionField, saying } from "./expression_field";
import { FakeModel } from "./fake_model";

let root: HTMLElement;
let ending: AbortController;
let model: FakeModel;
let told: ReturnType<typeof vi.fn<(text: string) => void>>;

const SUM = { name: "sum", kind: "aggregate", usage: "sum(x)", help: "All values added." };

beforeEach(() => {
  vi.useFakeTimers();
  ending = new AbortController();
  root = document.createElement("div");
  document.body.append(root);
  const doc = new Y.Doc();
  seed(doc, { schema: "nbreport/1", title: "Flights", source: "flights", body: [] } as never);
  model = new FakeModel({ revision: 0, data_revision: 0, params: {}, file: {} });
  const store = makeStore(model.asModel, doc, ending.signal);
  told = vi.fn<(text: string) => void>();
  const field = () => (
    <ExpressionField store={store} label="Condition" value="" use="filter" block="b1" onCommit={told} />
  );
  act(() => render(field(), root));
  act(() => void vi.advanceTimersByTime(PAUSE));
  for (const asked of model.sent) {
    if (asked.kind === "fields.describe") answer(asked.id, { ...FLIGHTS });
    if (asked.kind === "expression.words")
      answer(asked.id, { kind: "expression.words.told", functions: [SUM] });
  }
});

afterEach(() => {
  ending.abort();
  act(() => render(null, root));
  root.remove();
  vi.useRealTimers();
});

function answer(id: string, content: object): void {
  act(() => model.answer({ ...content, v: 1, id }));
}
const settle = () => act(async () => void (await vi.advanceTimersByTimeAsync(PAUSE)));
const area = () => root.querySelector("textarea") as HTMLTextAreaElement;
const says = () => root.querySelector(".nbr-expression-says")?.textContent;
const options = () =>
  Array.from(root.querySelectorAll("[role=option]"), (each) => [
    each.querySelector(".nbr-completion-label")?.textContent,
    each.getAttribute("aria-selected"),
  ]);
function type(text: string): void {
  act(() => {
    area().focus();
    area().value = text;
    area().setSelectionRange(text.length, text.length);
    area().dispatchEvent(new Event("input", { bubbles: true }));
  });
}
function press(key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  act(() => void area().dispatchEvent(event));
  return event;
}
const checks = () => model.sent.filter(({ kind }) => kind === "expression.check");
const right = {
  kind: "expression.checked",
  type: "boolean",
  per: "row",
  samples: [],
  sampled: false,
  fault: null,
};

it("lists what begins so, and writes what is chosen by keys alone", async () => {
  await settle();
  type("d");
  expect(options().slice(0, 3)).toEqual([
    ["Destination", "true"],
    ["Delay", "false"],
    ["Distance", "false"],
  ]);
  const list = root.querySelector("[role=listbox]");
  expect(area().getAttribute("aria-controls")).toBe(list?.id);
  press("ArrowDown");
  expect(area().getAttribute("aria-activedescendant")).toBe(list?.querySelectorAll("[role=option]")[1]?.id);
  press("ArrowUp");
  press("ArrowUp");
  expect(press("Tab").defaultPrevented).toBe(true);
  expect(options()).toEqual([]);
  expect(area().value).not.toBe("d");
  type("dep");
  press("Enter");
  expect(area().value).toBe("dep_delay");
  expect(told).not.toHaveBeenCalled();
  press("Enter");
  expect(told.mock.calls).toEqual([["dep_delay"]]);
});

it("Escape closes the list first, then takes back what was typed, then is the panel's", async () => {
  await settle();
  type("d");
  expect(press("Escape").defaultPrevented).toBe(true);
  expect([options().length, area().value]).toEqual([0, "d"]);
  expect(press("Escape").defaultPrevented).toBe(true);
  expect(area().value).toBe("");
  expect(press("Escape").defaultPrevented).toBe(false);
  expect(told).not.toHaveBeenCalled();
});

it("Ctrl and Space lists everything, and a call shows how it is written", async () => {
  await settle();
  expect(press(" ", { code: "Space", ctrlKey: true }).defaultPrevented).toBe(true);
  expect(options().length).toBeGreaterThan(15);
  press("Escape");
  type("su");
  press("Enter");
  expect([area().value, area().selectionStart]).toEqual(["sum()", 4]);
  expect(says()).toBe("sum(x) All values added.");
});

it("asks once typing pauses, and hears only the newest answer", async () => {
  type("dep_delay");
  type("dep_delay >");
  await settle();
  expect(checks()).toMatchObject([{ text: "dep_delay >", use: "filter", block: "b1", name: "" }]);
  type("dep_delay > 1");
  await settle();
  const [first, second] = checks();
  answer(second?.id ?? "", { ...right, matching: 1200, rows: 3000 });
  await settle();
  answer(first?.id ?? "", { ...right, matching: 1, rows: 1 });
  await settle();
  expect(says()).toBe("Holds for 1,200 of 3,000 rows");
});

it("marks what is wrong at its place, with its message beneath", async () => {
  type("dep_dely > 1");
  await settle();
  const fault = {
    message: "no field is named 'dep_dely'",
    remedy: "Did you mean 'dep_delay'?",
    start: 0,
    end: 8,
  };
  answer(checks().at(-1)?.id ?? "", { ...right, matching: null, rows: null, fault });
  await settle();
  expect(root.querySelector(".nbr-is-wrong")?.textContent).toBe("dep_dely");
  expect(area().getAttribute("aria-invalid")).toBe("true");
  expect(says()).toBe("no field is named 'dep_dely'. Did you mean 'dep_delay'?");
  expect(document.getElementById(area().getAttribute("aria-describedby") ?? "")?.textContent).toBe(says());
  type("dep_dela > 1");
  expect(root.querySelector(".nbr-is-wrong")).toBeNull();
});

it("says what a right expression gives", () => {
  const checked = { v: 1, id: "a.1", ...right, matching: null, rows: null } as Parameters<typeof saying>[0];
  expect(saying({ ...checked, type: "float", samples: ["1.5", "2.0"] })).toBe("float · 1.5, 2.0");
  expect(saying({ ...checked, type: "float", per: "aggregate", samples: ["3.5"], sampled: true })).toBe(
    "float · = 3.5 · of a sample",
  );
  expect(saying({ ...checked, matching: 1, rows: 1, sampled: true })).toBe("Holds for 1 of 1 row looked at");
  expect(saying({ ...checked, type: null, per: "scope" })).toBe("reads well; its value depends on its place");
  expect(saying({ ...checked, type: "text" })).toBe("text · no value yet");
});
