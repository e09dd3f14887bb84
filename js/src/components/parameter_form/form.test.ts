import { signal as makeSignal } from "@preact/signals";
import { beforeEach, expect, it, vi } from "vitest";
import { FakeModel } from "../../kit/fake_model";
import { Questions } from "../../kit/questions";
import { trait } from "../../kit/traits";
import type { FormField } from "../../protocol/messages";
import type { Store, Value } from "../../store";
import { type Form, makeForm } from "./form";

const field = (name: string, more: Partial<FormField> = {}): FormField => ({
  name,
  label: name,
  type: "string",
  required: false,
  multi: false,
  has_default: false,
  depends_on: [],
  choices: [],
  more: false,
  value: null,
  min: null,
  max: null,
  error: null,
  dropped: [],
  ...more,
});

let model: FakeModel;
let store: Store;
let form: Form;

async function answer(fields: FormField[], params: Record<string, Value>): Promise<void> {
  const id = model.sent.at(-1)?.id;
  model.answer({ v: 1, id, kind: "params.form", fields, params });
  await Promise.resolve();
  await Promise.resolve();
}

beforeEach(async () => {
  const ending = new AbortController();
  model = new FakeModel({ params: { region: "North", city: "Bern" } });
  store = {
    questions: new Questions(model.asModel, ending.signal),
    params: trait(model.asModel, "params", ending.signal),
    revision: makeSignal(0),
    dataRevision: makeSignal(0),
  } as unknown as Store;
  form = makeForm(store, ending.signal);
  await answer([field("region"), field("city", { depends_on: ["region"] })], {
    region: "North",
    city: "Bern",
  });
});

it("settles what depends on a value before any page is asked for with it", async () => {
  form.set("region", "South");
  expect(model.sent.at(-1)).toMatchObject({
    kind: "params.describe",
    changed: "region",
    params: { region: "South", city: "Bern" },
  });
  expect(form.fields.value[0]?.value).toBe("South");
  expect(store.params.value).toEqual({ region: "North", city: "Bern" });
  await answer([field("region"), field("city", { depends_on: ["region"], dropped: ["Bern"] })], {
    region: "South",
  });
  await vi.waitFor(() => expect(store.params.value).toEqual({ region: "South" }));
  expect(form.dropped.value).toEqual({ city: ["Bern"] });
  form.set("city", "Lugano");
  expect(form.dropped.value).toEqual({});
});

it("loses nothing that was set while an answer was waited for", async () => {
  form.set("region", "South");
  form.set("city", "Lugano");
  expect(model.sent.at(-1)).toMatchObject({ params: { region: "South", city: "Lugano" } });
});

it("tells a value at once where nothing depends on another", async () => {
  store.revision.value += 1;
  await answer([field("region"), field("city")], { region: "North", city: "Bern" });
  form.set("region", null);
  expect(store.params.value).toEqual({ city: "Bern" });
});

it("asks again when the data may have changed", () => {
  const before = model.sent.length;
  store.dataRevision.value += 1;
  expect(model.sent.length).toBe(before + 1);
});

it("sets the value where the kernel refuses to say what goes with it", async () => {
  form.set("region", "South");
  model.answer({ v: 1, id: model.sent.at(-1)?.id, kind: "refused", code: "x", message: "no" });
  await vi.waitFor(() => expect(store.params.value.region).toBe("South"));
});

it("lets go of the value of a parameter that is gone, and of no other", async () => {
  model.set("params", { region: "North", city: "Bern", never: 1 });
  await answer([field("city")], { region: "North", city: "Bern", never: 1 });
  await vi.waitFor(() => expect(store.params.value).toEqual({ city: "Bern", never: 1 }));
});
