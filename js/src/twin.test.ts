import { signal as makeSignal } from "@preact/signals";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { FakeModel } from "./kit/fake_model";
import { Questions } from "./kit/questions";
import type { Store } from "./store";
import { keepTwin, SETTLED } from "./twin";

let model: FakeModel;
let store: Store;
let ending: AbortController;
let output: Y.Map<unknown>;

function begin(html: string): void {
  ending = new AbortController();
  model = new FakeModel({ session: "s", view: "report_builder" });
  const list = new Y.Doc().getArray<Y.Map<unknown>>("outputs");
  output = new Y.Map<unknown>([
    ["data", { "application/vnd.jupyter.widget-view+json": { model_id: "m" }, "text/html": html }],
  ]);
  list.push([output]);
  const cell = { toJSON: () => ({ outputs: list.toJSON() }), ymodel: { get: () => list } };
  const sharedModel = { cells: [cell], insertCell: () => undefined };
  Object.assign(model, {
    widget_manager: { context: { model: { sharedModel } }, get_model: () => Promise.resolve(model) },
  });
  store = {
    questions: new Questions(model.asModel, ending.signal),
    revision: makeSignal(0),
    params: makeSignal({}),
  } as unknown as Store;
  keepTwin(store, model.asModel, ending.signal);
}

const kept = () => (output.get("data") as Record<string, unknown>)["text/html"];
const settle = () => vi.advanceTimersByTimeAsync(SETTLED);

async function answer(html: string): Promise<void> {
  model.answer({ v: 1, id: model.sent.at(-1)?.id, kind: "twin.drawn", html });
  await vi.advanceTimersByTimeAsync(1);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  ending.abort();
  vi.useRealTimers();
});

it("puts the report where it came too late for its cell", async () => {
  begin('<p class="nbr-late">The report</p>');
  await settle();
  expect(model.sent.map(({ kind }) => kind)).toEqual(["twin.draw"]);
  await answer("<p>34.75</p>");
  expect(kept()).toBe("<p>34.75</p>");
});

it("asks nothing where the report is there, until it has changed and rests", async () => {
  begin("<p>34.75</p>");
  await settle();
  expect(model.sent).toEqual([]);
  store.revision.value += 1;
  await vi.advanceTimersByTimeAsync(SETTLED / 2);
  store.revision.value += 1;
  await vi.advanceTimersByTimeAsync(SETTLED / 2);
  expect(model.sent).toEqual([]);
  await settle();
  expect(model.sent).toHaveLength(1);
  await answer("<p>36</p>");
  expect(kept()).toBe("<p>36</p>");
});

it("leaves what is there where the report is late again, and where the page has gone", async () => {
  begin('<p class="nbr-late">The report</p>');
  await settle();
  await answer('<p class="nbr-late">Later</p>');
  expect(kept()).toContain("The report");
  store.revision.value += 1;
  ending.abort();
  await settle();
  expect(model.sent).toHaveLength(1);
});
