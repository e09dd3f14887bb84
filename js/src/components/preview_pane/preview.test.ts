import { signal as makeSignal } from "@preact/signals";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { FakeModel } from "../../kit/fake_model";
import { makeStore } from "../../store";
import { BLINK, GATHER, LONG, type Mode, makePreview, UPDATING } from "./preview";

let model: FakeModel;
let ending: AbortController;

beforeEach(() => {
  vi.useFakeTimers();
  model = new FakeModel({ revision: 0, data_revision: 0, params: {} });
  ending = new AbortController();
});

afterEach(() => {
  ending.abort();
  vi.useRealTimers();
});

function made() {
  const store = makeStore(model.asModel, new Y.Doc(), ending.signal);
  const mode = makeSignal<Mode>("page");
  const page = makeSignal(1);
  return { store, mode, page, preview: makePreview(store, mode, page, ending.signal) };
}

async function shown(at: number, title: string, rest: object = {}): Promise<void> {
  const sheet = { digest: "d1", text: ".nbr{}" };
  const output = { report: { title } };
  const answer = {
    v: 1,
    id: model.sent[at]?.id,
    kind: "preview.result",
    rev: 0,
    output,
    look: {},
    sheet,
    ...rest,
  };
  model.answer(answer);
  await vi.advanceTimersByTimeAsync(0);
}

const last = () => model.sent.at(-1);

it("asks at once, then gathers changes into one question", async () => {
  const { store } = made();
  await vi.advanceTimersByTimeAsync(0);
  expect(model.sent).toHaveLength(1);
  await shown(0, "first");
  for (const least of [1, 2, 3]) {
    store.params.set({ least });
    await vi.advanceTimersByTimeAsync(GATHER - 50);
  }
  expect(model.sent).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(50);
  expect(model.sent).toHaveLength(2);
  expect(last()).toMatchObject({ kind: "preview.request", params: { least: 3 }, view: "page", sheet: "d1" });
});

it("keeps the old page until the new one is there, and never shows an older one after it", async () => {
  const { store, preview } = made();
  await vi.advanceTimersByTimeAsync(0);
  await shown(0, "first");
  store.params.set({ least: 1 });
  await vi.advanceTimersByTimeAsync(GATHER);
  store.params.set({ least: 2 });
  await vi.advanceTimersByTimeAsync(GATHER);
  expect(preview.result.value?.output).toEqual({ report: { title: "first" } });
  await shown(2, "third");
  await shown(1, "second");
  expect(preview.result.value?.output).toEqual({ report: { title: "third" } });
});

it("asks again when a cell has run, and not while it is paused", async () => {
  const { store, preview } = made();
  await vi.advanceTimersByTimeAsync(0);
  await shown(0, "first");
  store.dataRevision.value = 1;
  await vi.advanceTimersByTimeAsync(GATHER);
  expect(model.sent).toHaveLength(2);
  await shown(1, "second");
  preview.paused.value = true;
  store.params.set({ least: 1 });
  await vi.advanceTimersByTimeAsync(GATHER);
  expect(model.sent).toHaveLength(2);
  preview.again();
  await vi.advanceTimersByTimeAsync(GATHER);
  expect(model.sent).toHaveLength(3);
  await shown(2, "third");
  store.params.set({ least: 2 });
  preview.paused.value = false;
  await vi.advanceTimersByTimeAsync(GATHER);
  expect(last()).toMatchObject({ params: { least: 2 } });
});

it("says that it takes long, and gives up when told to", async () => {
  const { preview } = made();
  await vi.advanceTimersByTimeAsync(UPDATING);
  expect(preview.late.value).toBe(1);
  await vi.advanceTimersByTimeAsync(LONG);
  expect(preview.late.value).toBe(2);
  const { id } = last() ?? {};
  preview.cancel();
  expect(last()).toMatchObject({ kind: "preview.cancel", request: id });
  expect([preview.late.value, preview.busy.value]).toEqual([0, false]);
});

it("shows the bar after a blink only", async () => {
  const { preview } = made();
  await vi.advanceTimersByTimeAsync(BLINK - 1);
  expect([preview.busy.value, preview.slow.value]).toEqual([true, false]);
  await vi.advanceTimersByTimeAsync(1);
  expect(preview.slow.value).toBe(true);
  await shown(0, "first");
  expect([preview.busy.value, preview.slow.value]).toEqual([false, false]);
});

it("tells what is wrong beside the last good page, and asks again when told to", async () => {
  const { store, preview } = made();
  await vi.advanceTimersByTimeAsync(0);
  await shown(0, "first");
  store.revision.set(1);
  await vi.advanceTimersByTimeAsync(GATHER);
  model.answer({
    v: 1,
    id: last()?.id,
    kind: "refused",
    code: "definition",
    message: "no",
    remedy: "",
    block: "b1",
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(preview.refusal.value).toMatchObject({ message: "no", block: "b1" });
  expect(preview.result.value?.output).toEqual({ report: { title: "first" } });
  preview.again();
  await vi.advanceTimersByTimeAsync(GATHER);
  await shown(2, "again");
  expect(preview.refusal.value).toBeNull();
});

it.each(["stale", "superseded", "cancelled"])("says nothing of a question that is %s", async (code) => {
  const { preview } = made();
  await vi.advanceTimersByTimeAsync(0);
  model.answer({ v: 1, id: last()?.id, kind: "refused", code, message: "no", remedy: "", block: null });
  await vi.advanceTimersByTimeAsync(0);
  expect(preview.refusal.value).toBeNull();
  expect(preview.busy.value).toBe(false);
});

it("shows a sample, then the exact figures", async () => {
  const { preview } = made();
  await vi.advanceTimersByTimeAsync(0);
  await shown(0, "sample", { more: true, sampled: true });
  expect(preview.result.value?.sampled).toBe(true);
  expect(preview.busy.value).toBe(true);
  await shown(0, "exact", { more: false, sampled: false });
  expect(preview.result.value?.sampled).toBe(false);
  expect(preview.busy.value).toBe(false);
});

it("says goodbye when its view goes", async () => {
  made();
  await vi.advanceTimersByTimeAsync(0);
  ending.abort();
  expect(last()?.kind).toBe("view.close");
  expect(model.listeners).toBe(0);
});
