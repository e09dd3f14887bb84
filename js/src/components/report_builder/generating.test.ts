import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { FakeModel } from "../../kit/fake_model";
import { Questions } from "../../kit/questions";
import type { Store } from "../../store";
import { choicesOf, generate } from "./generating";

test("files that are there already are asked about, then replaced", async () => {
  const model = new FakeModel({ job: {} });
  const life = new AbortController();
  const questions = new Questions(model.asModel, life.signal);
  const store = { model: model.asModel, questions, params: signal({ day: "x" }) } as unknown as Store;
  const choices = choicesOf(store);
  expect(choicesOf(store)).toBe(choices);
  choices.name.value = "out";
  const view = questions.newView();
  const begun = generate(store, view, life.signal, [".pdf", ".xlsx"]);
  const [asked] = await sent(model, 1);
  expect(asked).toMatchObject({ kind: "generate.start", name: "out", params: { day: "x" }, replace: false });
  model.answer({
    v: 1,
    id: asked?.id,
    kind: "refused",
    code: "file_exists",
    message: "out.pdf is there already",
    remedy: "Choose another name, or replace.",
    where: null,
    block: null,
  });
  await begun;
  expect(choices.taken.value?.formats).toEqual([".pdf", ".xlsx"]);
  const again = generate(store, view, life.signal, [".pdf", ".xlsx"], true);
  const [, second] = await sent(model, 2);
  expect(second).toMatchObject({ replace: true });
  model.answer({ v: 1, id: second?.id, kind: "generate.started", job: "1a" });
  await again;
  expect(choices.taken.value).toBeNull();
  life.abort();
});

async function sent(model: FakeModel, count: number) {
  while (model.sent.length < count) await Promise.resolve();
  return model.sent;
}
