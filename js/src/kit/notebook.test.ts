import { expect, it } from "vitest";
import * as Y from "yjs";
import { FakeModel } from "./fake_model";
import type { Model } from "./host";
import { notebookOf } from "./notebook";

const view = (model_id: string) => ({
  data: { "application/vnd.jupyter.widget-view+json": { model_id }, "text/plain": "a widget" },
});

function around(outputs: object[][], more: object = {}) {
  const cells = outputs.map((each) => {
    const doc = new Y.Doc();
    const list = doc.getArray<Y.Map<unknown>>("outputs");
    list.push(each.map((output) => new Y.Map(Object.entries(output))));
    const ymodel = { get: () => list };
    return { toJSON: () => ({ cell_type: "code", outputs: list.toJSON() }), ymodel };
  });
  const inserted: [number, object][] = [];
  const sharedModel = { cells, insertCell: (at: number, cell: object) => inserted.push([at, cell]) };
  const models: Record<string, FakeModel> = {
    other: new FakeModel({ session: "s2", view: "report_builder" }),
    pane: new FakeModel({ session: "s1", view: "outline" }),
    mine: new FakeModel({ session: "s1", view: "report_builder" }),
  };
  const manager = {
    context: { model: { readOnly: false, sharedModel, ...more } },
    get_model: (id: string) => (models[id] ? Promise.resolve(models[id]) : Promise.reject(new Error("gone"))),
  };
  return {
    cells,
    inserted,
    model: Object.assign(models.mine as FakeModel, { widget_manager: manager }) as unknown as Model,
  };
}

it("puts a cell below the one that shows the widget", async () => {
  const { model, inserted } = around([[view("other")], [], [view("gone"), view("pane"), view("mine")], []]);
  await notebookOf(model)?.insertBelow("print(1)");
  expect(inserted).toEqual([[3, { cell_type: "code", source: "print(1)", metadata: { trusted: true } }]]);
});

it("puts it at the end where no cell shows the widget", async () => {
  const { model, inserted } = around([[view("other")], []]);
  await notebookOf(model)?.insertBelow("print(1)");
  expect(inserted[0]?.[0]).toBe(2);
});

it.each([
  ["a page without a notebook", new FakeModel().asModel],
  ["a notebook that is only read", around([[]], { readOnly: true }).model],
  ["a host of another make", around([[]], { sharedModel: {} }).model],
])("has nothing to write in %s", (_, model) => {
  expect(notebookOf(model)).toBeNull();
});

it("keeps what it is given at every view of the widget, and of no other", async () => {
  const { cells, model } = around([
    [view("other")],
    [{ output_type: "stream" }, view("mine")],
    [view("mine")],
  ]);
  const notebook = notebookOf(model);
  expect(await notebook?.html()).toBeNull();
  await notebook?.keep("<p>34.75</p>");
  const kept = cells.map((cell) =>
    cell.toJSON().outputs.map((output: { data?: Record<string, unknown> }) => output.data?.["text/html"]),
  );
  expect(kept).toEqual([[undefined], [undefined, "<p>34.75</p>"], ["<p>34.75</p>"]]);
  expect(await notebook?.html()).toBe("<p>34.75</p>");
  await notebook?.keep("");
  expect(await notebook?.html()).toBeNull();
  expect(cells[1]?.toJSON().outputs[1]?.data).toMatchObject({ "text/plain": "a widget" });
});
