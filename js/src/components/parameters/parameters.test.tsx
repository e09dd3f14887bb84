import { signal as makeSignal } from "@preact/signals";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import * as Y from "yjs";
import { seed } from "../../collab/binding";
import { FakeModel } from "../../kit/fake_model";
import { Questions } from "../../kit/questions";
import { trait } from "../../kit/traits";
import { sharedReport } from "../../report/shared";
import type { Store } from "../../store";
import { Parameters } from ".";

const REPORT = {
  schema: "nbreport/1",
  title: "Shop",
  source: "sales",
  params: [
    { name: "region", label: "Region" },
    { name: "city", values: { source: "sales", field: "city" } },
  ],
  sources: { sales: { kind: "frame", name: "sales", where: "region == param.region" } },
  body: [{ kind: "table", id: "t", columns: ["amount"] }],
};
const CARD = { expr: "city", name: "city", label: "City", type: "text", error: null };

let root: HTMLElement;
let store: Store;
let ending: AbortController;

beforeEach(() => {
  ending = new AbortController();
  const doc = new Y.Doc();
  seed(doc, structuredClone(REPORT));
  const model = new FakeModel({ params: { region: "North" } }).asModel;
  store = {
    report: sharedReport(doc, ending.signal),
    questions: new Questions(model, ending.signal),
    params: trait(model, "params", ending.signal),
    file: makeSignal({ state: "saved" }),
    fields: makeSignal({ fields: [CARD] }),
    problems: makeSignal([]),
    ui: { selected: makeSignal("params"), step: makeSignal("fields") },
  } as unknown as Store;
  root = document.createElement("div");
  root.className = "nbr";
  document.body.append(root);
  act(() => render(<Parameters store={store} el={root} signal={ending.signal} />, root));
});

afterEach(() => {
  render(null, root);
  root.remove();
  ending.abort();
});

const paramsNow = () => store.report.definition.value.params ?? [];
const line = (name: string) => root.querySelector<HTMLElement>(`[data-param-line="${name}"] [data-row]`);
const field = (label: string) => {
  const found = Array.from(root.querySelectorAll("label")).find((each) => each.textContent === label);
  return root.querySelector<HTMLInputElement>(`[id="${found?.htmlFor}"]`) as HTMLInputElement;
};

function press(name: string, key: string, more: KeyboardEventInit = {}): void {
  act(() => {
    line(name)?.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }),
    );
  });
}

function write(label: string, text: string): void {
  act(() => {
    field(label).value = text;
    field(label).dispatchEvent(new Event("input", { bubbles: true }));
  });
  act(() => void field(label).dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })));
}

const click = (words: string) =>
  act(() =>
    Array.from(root.querySelectorAll<HTMLElement>("button,[role=menuitem]"))
      .find((each) => (each.getAttribute("aria-label") ?? each.textContent) === words)
      ?.click(),
  );

it("renames a parameter with all that names it, in one step that can be undone", () => {
  write("Name", "area");
  expect(paramsNow()[0]).toMatchObject({ name: "area" });
  expect(store.report.definition.value.sources?.sales?.where).toBe("region == param.area");
  expect(store.params.value).toEqual({ area: "North" });
  expect(store.report.undoName.value).toBe("Rename region to area");
  act(() => void store.report.undo());
  expect(store.report.definition.value.sources?.sales?.where).toBe("region == param.region");
});

it("refuses a name that is none, or taken, at its field", () => {
  write("Name", "2 words");
  expect(root.querySelector("[role=alert]")?.textContent).toContain("is no name");
  write("Name", "city");
  expect(root.querySelector("[role=alert]")?.textContent).toContain("already");
  expect(paramsNow()[0]?.name).toBe("region");
});

it("says where a parameter is named before it goes, and removes one that is not at once", () => {
  press("region", "Delete");
  expect(root.querySelector("[role=dialog]")?.textContent).toContain("region == param.region");
  click("Keep it");
  expect(paramsNow()).toHaveLength(2);
  press("city", "Delete");
  expect(paramsNow().map(({ name }) => name)).toEqual(["region"]);
  press("region", "Delete");
  click("Remove it");
  expect(paramsNow()).toEqual([]);
  expect(store.params.value).toEqual({});
});

it("moves and doubles by keys", () => {
  press("region", "ArrowDown", { altKey: true });
  expect(paramsNow().map(({ name }) => name)).toEqual(["city", "region"]);
  press("region", "d", { ctrlKey: true });
  expect(paramsNow().map(({ name }) => name)).toEqual(["city", "region", "region_2"]);
  expect(store.report.undoName.value).toBe("Duplicate the parameter region");
});

it("lets a parameter be narrowed by another", () => {
  act(() => line("city")?.click());
  const toggle = Array.from(root.querySelectorAll<HTMLInputElement>(".nbr-depends input"))[0];
  act(() => toggle?.click());
  expect(paramsNow()[1]?.depends_on).toEqual(["region"]);
  // and not the other way round
  act(() => line("region")?.click());
  expect(root.querySelector(".nbr-depends")).toBeNull();
});

it("adds a parameter that filters a field", () => {
  click("Add a parameter");
  click("That filters a field");
  click("City");
  expect(paramsNow()[2]).toEqual({
    name: "city_2",
    label: "City",
    multi: true,
    values: { source: "sales", field: "city" },
  });
  expect(store.report.definition.value.sources?.sales?.where).toBe(
    "region == param.region and city in param.city_2",
  );
  expect(store.report.undoName.value).toBe("Add the parameter city_2");
});

it("lets one that changes nothing filter a field, and says so until then", () => {
  act(() => line("city")?.click());
  expect(root.textContent).toContain("Nothing names it yet");
  const select = field("Let it filter") as unknown as HTMLSelectElement;
  act(() => {
    select.value = "city";
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  expect(root.textContent).toContain("Named in one place");
});

it("takes typed values of its type alone", () => {
  click("A list");
  write("Type", "integer");
  act(() => {
    const type = field("Type") as unknown as HTMLSelectElement;
    type.value = "integer";
    type.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const list = () => field("Values, one a line");
  const leave = (text: string) => {
    act(() => {
      list().value = text;
      list().dispatchEvent(new Event("input", { bubbles: true }));
    });
    act(() => void list().dispatchEvent(new FocusEvent("blur")));
  };
  leave("1\ntwo");
  expect(root.textContent).toContain("two does not fit the type.");
  leave("1\n2\n2");
  expect(paramsNow()[0]).toMatchObject({ type: "integer", values: [1, 2] });
  write("Default", "x");
  expect(paramsNow()[0]).not.toHaveProperty("default");
  write("Default", "2");
  expect(paramsNow()[0]?.default).toBe(2);
});
