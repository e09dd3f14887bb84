import { expect, it } from "vitest";
import { FakeModel } from "./fake_model";
import type { Model } from "./host";
import { notebookOf } from "./notebook";

const view = (model_id: string) => ({
  data: { "application/vnd.jupyter.widget-view+json": { model_id }, "text/plain": "a widget" },
});

function around(outputs: object[][], more: object = {}) {
  const cells = outputs.map((each) => ({ toJSON: () => ({ cell_type: "code", outputs: each }) }));
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
