import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { FakeModel } from "../../kit/fake_model";
import { Questions } from "../../kit/questions";
import type { Store } from "../../store";
import { addressOf, choicesOf, generate, timeLeft } from "./generating";

const page = (config: object): Document => {
  const made = document.implementation.createHTMLDocument();
  const script = made.createElement("script");
  script.id = "jupyter-config-data";
  script.type = "application/json";
  script.textContent = JSON.stringify(config);
  made.body.append(script);
  return made;
};
const output = { name: "a b.pdf", bytes: 1, path: "/home/x/notes/q 3/a b.pdf", home: "~/notes/q 3/a b.pdf" };

test("an output below the server's root has an address, also under a hub", () => {
  expect(addressOf(output, page({ baseUrl: "/", serverRoot: "/home/x/notes" }))).toBe(
    "/files/q%203/a%20b.pdf",
  );
  expect(addressOf(output, page({ baseUrl: "/user/x/", serverRoot: "~/notes" }))).toBe(
    "/user/x/files/q%203/a%20b.pdf",
  );
});

test("what is not served has none", () => {
  expect(addressOf(output, page({ baseUrl: "/", serverRoot: "/home/x/note" }))).toBeNull();
  expect(addressOf(output, page({ baseUrl: "/" }))).toBeNull();
  expect(addressOf(output, document.implementation.createHTMLDocument())).toBeNull();
  const hidden = { ...output, path: "/home/x/notes/.cache/a.pdf" };
  expect(addressOf(hidden, page({ baseUrl: "/", serverRoot: "/home/x/notes" }))).toBeNull();
});

test("time left is told after three seconds and three per cent", () => {
  const job = { state: "running" as const, rows: 30, total: 100, began: 0 };
  expect(timeLeft(job, 2)).toBe("");
  expect(timeLeft({ ...job, rows: 2 }, 30)).toBe("");
  expect(timeLeft(job, 30)).toBe("about 1 min left");
  expect(timeLeft({ ...job, rows: 90 }, 90)).toBe("about 10 s left");
  expect(timeLeft({ ...job, state: "paused" }, 30)).toBe("");
});

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
  model.answer({ v: 1, id: second?.id, kind: "generate.started", run: 1 });
  await again;
  expect(choices.taken.value).toBeNull();
  life.abort();
});

async function sent(model: FakeModel, count: number) {
  while (model.sent.length < count) await Promise.resolve();
  return model.sent;
}
