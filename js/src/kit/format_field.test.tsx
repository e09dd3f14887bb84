import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { seed } from "../collab/binding";
import { makeStore } from "../store";
import { PAUSE } from "./asking";
import { FakeModel } from "./fake_model";
import { FormatField } from "./format_field";

let root: HTMLElement;
let ending: AbortController;
let model: FakeModel;
let told: ReturnType<typeof vi.fn<(text: string) => void>>;

beforeEach(() => {
  vi.useFakeTimers();
  ending = new AbortController();
  root = document.createElement("div");
  document.body.append(root);
  const doc = new Y.Doc();
  seed(doc, {
    schema: "nbreport/1",
    title: "T",
    source: "s",
    formats: { money: "0.00 €" },
    body: [],
  } as never);
  model = new FakeModel({ revision: 0, data_revision: 0, params: {}, file: {} });
  const store = makeStore(model.asModel, doc, ending.signal);
  told = vi.fn<(text: string) => void>();
  act(() => render(<FormatField store={store} text="amount" value="integer" onCommit={told} />, root));
});

afterEach(() => {
  ending.abort();
  act(() => render(null, root));
  root.remove();
  vi.useRealTimers();
});

const settle = () => act(async () => void (await vi.advanceTimersByTimeAsync(PAUSE)));
const asked = () => model.sent.filter(({ kind }) => kind === "format.sample");
const options = () => Array.from(root.querySelectorAll("option"), (each) => each.textContent);
const input = () => root.querySelector("input") as HTMLInputElement;
const sample = () => root.querySelector("output")?.textContent;

/** Answer the newest question: what is in `texts` fits, the rest does not. */
async function answer(texts: Record<string, string[]>): Promise<void> {
  const question = asked().at(-1) as unknown as { id: string; formats: string[] };
  const shown = question.formats.map((format) =>
    texts[format]
      ? { format, samples: texts[format], error: null, remedy: "" }
      : { format, samples: [], error: `no ${format}`, remedy: "Use integer." },
  );
  model.answer({
    v: 1,
    id: question.id,
    kind: "format.sampled",
    type: "float",
    sampled: false,
    shown,
    error: null,
  });
  await settle();
}

it("offers what fits the values, each shown on one of them", async () => {
  await settle();
  expect(asked()).toMatchObject([{ text: "amount" }]);
  await answer({ "": ["1.50"], integer: ["2", "-3", "41"], money: ["1.50 €"], currency: ["€1.50"] });
  expect(options()).toEqual(["By type · 1.50", "money · 1.50 €", "integer · 2", "currency · €1.50"]);
  expect(sample()).toBe("2  ·  -3  ·  41");
});

it("shows a pattern while it is written, and what is wrong with it", async () => {
  await settle();
  await answer({ "": ["1.50"], integer: ["2"] });
  const type = (text: string) =>
    act(() => {
      input().value = text;
      input().dispatchEvent(new Event("input", { bubbles: true }));
    });
  type("0.0000");
  await settle();
  await answer({ "": ["1.50"], integer: ["2"], "0.0000": ["1.5000"] });
  expect(sample()).toBe("1.5000");
  expect(told).not.toHaveBeenCalled();
  type("decimal:99");
  await settle();
  await answer({ "": ["1.50"], integer: ["2"] });
  expect(root.querySelector(".nbr-error")?.textContent).toBe("no decimal:99. Use integer.");
  act(() => void input().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true })));
  expect(told.mock.calls).toEqual([["decimal:99"]]);
});
