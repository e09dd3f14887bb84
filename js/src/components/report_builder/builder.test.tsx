import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { seed } from "../../collab/binding";
import { FakeModel } from "../../kit/fake_model";
import type { PartProps } from "../../part";
import { makeStore, type Store } from "../../store";
import { ReportBuilder } from ".";

const PANES = ["template_picker", "source_browser", "outline", "field_mapper", "preview_pane"];

let root: HTMLElement;
let ending: AbortController;
let doc: Y.Doc;
let store: Store;
let drawn: string[];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("requestIdleCallback", undefined);
  ending = new AbortController();
  root = document.createElement("div");
  document.body.append(root);
  drawn = [];
  doc = new Y.Doc();
  const session = new FakeModel({ revision: 0, data_revision: 0, params: {}, file: {}, job: {} });
  store = makeStore(session.asModel, doc, ending.signal);
  const model = new FakeModel({ height: 680, ...Object.fromEntries(PANES.map((name) => [name, name])) });
  const host = {
    getWidget: (name: string) =>
      Promise.resolve({ render: () => Promise.resolve(void drawn.push(name)), exports: {} }),
  };
  const props = { store, model: model.asModel, el: root, signal: ending.signal, host };
  act(() => render(<ReportBuilder {...(props as unknown as PartProps)} />, root));
});

afterEach(() => {
  ending.abort();
  render(null, root);
  root.remove();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const arrives = () =>
  act(async () => {
    seed(doc, {
      schema: "nbreport/1",
      title: "Sales",
      source: "sales",
      body: [{ kind: "text", id: "words", text: "Hello" }],
    } as never);
    await vi.advanceTimersByTimeAsync(100);
  });
const step = (name: string) =>
  Array.from(root.querySelectorAll<HTMLElement>(".nbr-rail button")).find((each) =>
    each.textContent?.includes(name),
  );
const shown = () =>
  Array.from(root.querySelectorAll<HTMLElement>("[data-pane]"))
    .filter((pane) => !pane.hidden)
    .map((pane) => pane.dataset.pane);

it("begins with the fields of a report that has blocks", async () => {
  expect(shown()).toEqual(["template_picker", "preview_pane"]);
  await arrives();
  expect(shown()).toEqual(["outline", "field_mapper", "preview_pane"]);
  expect(store.ui.selected.value).toBe("words");
});

it("leaves one who has gone to a step before the report is there where they are", async () => {
  act(() => step("Template")?.click());
  await arrives();
  expect(shown()).toEqual(["template_picker", "preview_pane"]);
});

it("draws a pane once it is looked at, and the others when the page has come to rest", async () => {
  await act(() => Promise.resolve());
  expect(drawn).toEqual(["template_picker", "preview_pane"]);
  await act(() => step("Data")?.click());
  expect(drawn).toEqual(["template_picker", "preview_pane", "source_browser"]);
  await act(async () => void (await vi.advanceTimersByTimeAsync(5000)));
  expect([...drawn].sort()).toEqual([...PANES].sort());
  await act(() => step("Template")?.click());
  expect(drawn).toHaveLength(PANES.length);
});

it("keeps the review from the first look on", () => {
  expect(root.querySelector(".nbr-review")).toBeNull();
  act(() => step("Review")?.click());
  const review = root.querySelector(".nbr-review");
  expect(review).not.toBeNull();
  act(() => step("Data")?.click());
  expect(root.querySelector<HTMLElement>(".nbr-pane-review")?.hidden).toBe(true);
  act(() => step("Review")?.click());
  expect(root.querySelector(".nbr-review")).toBe(review);
});
