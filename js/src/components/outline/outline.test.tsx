import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it } from "vitest";
import * as Y from "yjs";
import { seed } from "../../collab/binding";
import { FakeModel } from "../../kit/fake_model";
import { Toasts } from "../../kit/toasts";
import { blocksOf } from "../../report/definition";
import { makeStore } from "../../store";
import { Outline } from ".";

let root: HTMLElement;
let ending: AbortController;
let store: ReturnType<typeof makeStore>;
let session: FakeModel;

beforeEach(() => {
  ending = new AbortController();
  root = document.createElement("div");
  document.body.append(root);
  const doc = new Y.Doc();
  seed(doc, {
    schema: "nbreport/1",
    title: "Shop",
    source: "sales",
    body: [
      { kind: "text", id: "t", title: "Words", md: "Hello" },
      { kind: "row", id: "r", widths: [1, 2], blocks: ["a", { kind: "metric", id: "m", value: "count()" }] },
      { kind: "image", id: "i", src: "a.png", title: "Picture" },
    ],
  } as never);
  session = new FakeModel({ revision: 0, data_revision: 0, params: {}, file: {} });
  store = makeStore(session.asModel, doc, ending.signal);
  const props = { store, model: session.asModel, el: root, signal: ending.signal, host: {} as never };
  act(() =>
    render(
      <>
        <Outline {...props} />
        <Toasts store={store} />
      </>,
      root,
    ),
  );
});

afterEach(() => {
  ending.abort();
  render(null, root);
  root.remove();
});

const line = (id: string) => root.querySelector<HTMLElement>(`[data-block-line=${id}] .nbr-outline-name`);
const press = (target: Element | null | undefined, key: string, more: KeyboardEventInit = {}) =>
  act(
    () =>
      void target?.dispatchEvent(
        new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }),
      ),
  );
const click = (target: Element | null | undefined) => act(() => (target as HTMLElement).click());
const button = (words: string) =>
  Array.from(root.querySelectorAll("button")).find(
    (each) => each.textContent === words || each.getAttribute("aria-label") === words,
  );
const item = (words: string) =>
  Array.from(root.querySelectorAll("[role^=menuitem]")).find((each) => each.textContent?.startsWith(words));
const field = (label: string) => {
  const found = Array.from(root.querySelectorAll("label")).find((each) => each.textContent === label);
  return root.querySelector<HTMLInputElement>(`[id="${found?.htmlFor}"]`);
};
const type = (target: HTMLInputElement | null, text: string) => {
  act(() => {
    if (!target) throw new Error("no such field");
    target.value = text;
    target.dispatchEvent(new Event("input", { bubbles: true }));
  });
  act(() => void target?.dispatchEvent(new Event("blur")));
};
const focused = async (wanted: Element | null) => {
  await act(() => Promise.resolve());
  expect(document.activeElement).toBe(wanted);
};
const ids = () => blocksOf(store.report.definition.value).map(({ id }) => id);
const body = () => store.report.definition.value.body ?? [];

it("lists blocks in printed order, those of a row below it, one of them in the order of Tab", () => {
  const lines = Array.from(root.querySelectorAll<HTMLElement>("[data-row]"));
  expect(lines.map((each) => each.textContent)).toEqual([
    "Report and page",
    "Parameters",
    "Words",
    "Row",
    "a",
    "Rows",
    "Picture",
  ]);
  expect(lines.filter((each) => each.tabIndex === 0)).toHaveLength(1);
  expect(line("m")?.parentElement?.dataset.depth).toBe("1");
});

it("adds what is picked from the menu behind the block in hand, and takes it in hand", async () => {
  click(line("t"));
  click(button("Add a block"));
  click(item("Metric"));
  expect(ids()[1]).toBe(store.ui.selected.value);
  expect(body()[1]).toMatchObject({ kind: "metric", value: "count()" });
  expect(store.report.undoName.value).toBe("Add a metric");
  expect(root.querySelector("[aria-live=polite]")?.textContent).toBe("Metric added, position 2 of 4");
  await focused(line(ids()[1] ?? ""));
});

it("moves by keys and keeps the focus", async () => {
  press(line("t"), "ArrowDown", { altKey: true });
  expect(body()[0]).toMatchObject({ id: "r", widths: [1, 1, 2] });
  expect(ids().slice(0, 2)).toEqual(["r", "t"]);
  await focused(line("t"));
  press(line("t"), "ArrowUp", { altKey: true });
  expect(ids()[0]).toBe("t");
  press(line("t"), "ArrowUp", { altKey: true });
  expect(root.querySelector("[aria-live=polite]")?.textContent).toBe("Words stays where it is");
});

it("takes a block out of its row, and into one, by its menu", () => {
  click(button("Options for Picture"));
  click(item("Into the row above"));
  expect(body()).toHaveLength(2);
  expect(ids().at(-1)).toBe("i");
  click(button("Options for Picture"));
  click(item("Out of the row"));
  expect(body().map(({ id }) => id)).toEqual(["t", "r", "i"]);
  expect(body()[1]).toMatchObject({ widths: [1, 2] });
});

it("removes by key and brings back, with what was done since", () => {
  press(line("m"), "Delete");
  expect(ids()).not.toContain("m");
  act(() =>
    store.report.edit("Rename", (draft) => {
      draft.title = "Other";
    }),
  );
  click(button("Undo"));
  expect(body()[1]).toMatchObject({ widths: [1, 2], blocks: [{ md: "a" }, { id: "m" }] });
  expect(store.report.definition.value.title).toBe("Other");
  press(line("t"), "Delete");
  click(button("Undo"));
  expect(store.report.redoName.value).toBe("Remove Words");
  expect(ids()[0]).toBe("t");
});

it("renames where it stands; Escape keeps the name", async () => {
  press(line("t"), "F2");
  const input = root.querySelector<HTMLInputElement>("[data-block-line=t] input");
  if (input) input.value = "New words";
  press(input, "Enter");
  expect(line("t")?.textContent).toBe("New words");
  press(line("t"), "F2");
  press(root.querySelector("[data-block-line=t] input"), "Escape");
  expect(line("t")?.textContent).toBe("New words");
  await focused(line("t"));
});

it("doubles by key", () => {
  press(line("r"), "d", { ctrlKey: true });
  expect(body()).toHaveLength(4);
  expect(new Set(ids()).size).toBe(ids().length);
});

it("has the settings of the block in hand below, when alone", () => {
  click(line("i"));
  type(field("Width"), "60mm");
  type(field("Note below"), "Taken in May");
  type(field("Shown where"), "count() > 0");
  expect(body()[2]).toMatchObject({ width: "60mm", note: "Taken in May", visible: "count() > 0" });
  type(field("Width"), "");
  expect(body()[2]).not.toHaveProperty("width");
  click(line("r"));
  type(field("Share of Metric"), "3");
  expect(body()[1]).toMatchObject({ widths: [1, 3] });
});

it("has those of the report: words, page, header and first page, look, language", () => {
  click(line("page"));
  type(field("Title"), "The shop");
  type(field("Tags"), "monthly, sales, ");
  type(field("Margins"), "10mm");
  type(field("Header left"), "{{ report.title }}");
  const pick = (label: string, value: string) =>
    act(() => {
      const select = field(label) as unknown as HTMLSelectElement;
      select.value = value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    });
  pick("Size", "letter");
  pick("Header of the first page", "none");
  pick("Footer of the first page", "own");
  type(field("Footer of the first page right"), "Draft");
  type(field("Main colour"), "#aa0000");
  type(field("Colours of charts"), "#111111, #222222");
  type(field("Currency"), "EUR");
  expect(store.report.definition.value).toMatchObject({
    title: "The shop",
    tags: ["monthly", "sales"],
    currency: "EUR",
    page: {
      size: "letter",
      margin: "10mm",
      header: { left: "{{ report.title }}" },
      first: { header: null, footer: { right: "Draft" } },
    },
    theme: { primary: "#aa0000", palette: ["#111111", "#222222"] },
  });
  click(button("Insert in header left"));
  click(item("Page number"));
  expect(store.report.definition.value.page?.header?.left).toBe("{{ report.title }}{{ page.number }}");
  pick("Header of the first page", "same");
  pick("Footer of the first page", "same");
  expect(store.report.definition.value.page).not.toHaveProperty("first");
  pick("Size", "A4");
  expect(store.report.definition.value.page).not.toHaveProperty("size");
});

it("labels and formats a metric", () => {
  click(line("m"));
  type(field("Label"), "Orders");
  type(field("Preset or pattern"), "compact");
  expect(body()[1]).toMatchObject({ blocks: [{}, { label: "Orders", format: "compact" }] });
});

it("changes nothing where the report can only be read", () => {
  act(() => session.set("file", { state: "readonly" }));
  const before = JSON.stringify(store.report.definition.value);
  press(line("t"), "Delete");
  press(line("t"), "ArrowDown", { altKey: true });
  press(line("t"), "F2");
  expect(JSON.stringify(store.report.definition.value)).toBe(before);
  expect(button("Options for Words")).toBeUndefined();
  expect(button("Add a block")?.disabled).toBe(true);
  click(line("t"));
  expect(root.querySelector("textarea")?.matches("fieldset[disabled] *")).toBe(true);
});
