import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { seed } from "../../collab/binding";
import type { Definition } from "../../collab/tree";
import { FakeModel } from "../../kit/fake_model";
import type { PartProps } from "../../part";
import { makeStore } from "../../store";
import { SourceBrowser } from ".";

const BODY = [{ kind: "table", id: "t", columns: [{ value: "Net_Amount" }] }];
const HOSTILE = "\"'<img src=x onerror=alert(1)>";
const ending = new AbortController();
const root = document.createElement("div");

beforeEach(() => {
  // everything is in sight
  vi.stubGlobal("IntersectionObserver", undefined);
});

afterEach(() => {
  render(null, root);
  vi.unstubAllGlobals();
});

it("stands before the kernel has told the report, and shows what there is once it has", async () => {
  const doc = new Y.Doc();
  const session = new FakeModel({ revision: 0, data_revision: 0, params: {}, file: {} });
  const store = makeStore(session.asModel, doc, ending.signal);
  const props = { store, model: session.asModel, el: root, signal: ending.signal } as unknown as PartProps;
  document.body.append(root);
  await act(() => render(<SourceBrowser {...props} />, root));
  expect(root.querySelector(".nbr-source-browser")).not.toBeNull();
  const asked = session.sent.find(({ kind }) => kind === "sources.list");
  const card = { kind: "frame", path: null, table: null, rows: 2, size: null, error: null };
  const columns = [{ name: "a", type: "integer" }];
  await act(() => {
    seed(doc, { schema: "nbreport/1", title: "T", source: "sales", body: BODY } as unknown as Definition);
    session.answer({
      v: 1,
      id: asked?.id,
      kind: "sources.shown",
      recent: [],
      sources: [
        { ...card, name: "sales", columns },
        { ...card, name: HOSTILE, columns },
      ],
    });
  });
  await act(() => new Promise((done) => setTimeout(done)));
  expect(Array.from(root.querySelectorAll(".nbr-source bdi"), ({ textContent }) => textContent)).toEqual([
    "sales",
    HOSTILE,
  ]);
  expect(root.querySelector("img")).toBeNull();
  const use = Array.from(root.querySelectorAll("button")).find(({ textContent }) =>
    textContent?.startsWith("Use"),
  );
  await act(() => use?.click());
  const described = session.sent.find(({ kind }) => kind === "source.describe");
  const field = {
    expr: "net_amount",
    name: "net_amount",
    label: "Net",
    type: "integer",
    samples: [],
    histogram: [],
  };
  await act(() =>
    session.answer({
      v: 1,
      id: described?.id,
      kind: "source.described",
      source: { ...card, name: HOSTILE, columns },
      fields: [field],
    }),
  );
  await act(() => new Promise((done) => setTimeout(done)));
  expect(store.report.definition.value.source).toBe(HOSTILE);
  expect(store.report.undoName.value).toContain("Read");
  expect(JSON.stringify(store.report.definition.value.body)).toContain('"net_amount"');
  const told = root.querySelector(".nbr-matched");
  expect(told?.textContent).toContain("1 field matched by name");
  await act(() => told?.querySelector("button")?.click());
  expect(store.report.definition.value.source).toBe("sales");
  expect(JSON.stringify(store.report.definition.value.body)).toContain('"Net_Amount"');
  expect(root.querySelector(".nbr-matched")).toBeNull();
});
