import { expect, it } from "vitest";
import { FakeModel } from "./fake_model";
import { isAbort, Questions, RefusedError } from "./questions";

const QUESTION = { kind: "params.describe", params: {} } as const;

function made() {
  const model = new FakeModel();
  const ending = new AbortController();
  return { model, ending, questions: new Questions(model.asModel, ending.signal) };
}

it("gives an answer to the question whose id it carries, and to no other", async () => {
  const { model, questions, ending } = made();
  const view = questions.newView();
  const first = view.ask(QUESTION, "params.form", ending.signal);
  const second = view.ask(QUESTION, "params.form", ending.signal);
  const [one, two] = model.sent;
  expect(one?.id).not.toBe(two?.id);
  model.answer({ v: 1, id: "someone-else.1", kind: "params.form", fields: [] });
  model.answer({ v: 1, id: two?.id, kind: "params.form", fields: ["second"] });
  model.answer({ v: 1, id: one?.id, kind: "params.form", fields: ["first"] });
  expect((await first).answer.fields).toEqual(["first"]);
  expect((await second).answer.fields).toEqual(["second"]);
});

it("rejects with the kernel's own words", async () => {
  const { model, questions, ending } = made();
  const asked = questions.newView().ask(QUESTION, "params.form", ending.signal);
  const refusal = {
    v: 1,
    id: model.sent[0]?.id,
    kind: "refused",
    code: "stale",
    message: "old",
    remedy: "ask",
  };
  model.answer(refusal);
  await expect(asked).rejects.toBeInstanceOf(RefusedError);
  await expect(asked).rejects.toMatchObject({ message: "old", refusal: { code: "stale" } });
});

it("shows a sample early and resolves with the exact figures", async () => {
  const { model, questions, ending } = made();
  const early: number[] = [];
  const question = { kind: "preview.request", rev: 0, params: {}, view: "page" } as const;
  const asked = questions
    .newView()
    .ask(question, "preview.result", ending.signal, ({ answer }) => early.push(answer.rows));
  const id = model.sent[0]?.id;
  model.answer({ v: 1, id, kind: "preview.result", more: true, rows: 10 });
  model.answer({ v: 1, id, kind: "preview.result", more: false, rows: 1000 });
  expect((await asked).answer.rows).toBe(1000);
  expect(early).toEqual([10]);
});

it("forgets a question nobody waits for, and its late answer", async () => {
  const { model, questions } = made();
  const leaving = new AbortController();
  const asked = questions.newView().ask(QUESTION, "params.form", leaving.signal);
  leaving.abort();
  await expect(asked).rejects.toSatisfy(isAbort);
  model.answer({ v: 1, id: model.sent[0]?.id, kind: "params.form", fields: [] });
});

it("leaves nothing behind when the session ends", async () => {
  const { model, questions, ending } = made();
  const asked = questions.newView().ask(QUESTION, "params.form", new AbortController().signal);
  ending.abort();
  await expect(asked).rejects.toSatisfy(isAbort);
  expect(model.listeners).toBe(0);
});
