import { expect, it } from "vitest";
import * as Y from "yjs";
import { seed } from "../collab/binding";
import { blockAt, blockOf, blocksOf, longForm, newId, placeOf, pointerOf } from "./definition";
import { sharedReport } from "./shared";

const SHORT = {
  schema: "nbreport/1",
  title: "Shop",
  source: "sales",
  sources: {
    sales: "sales",
    both: { kind: "query", from: "sales", joins: [{ to: "shops", on: { a: "b" } }] },
  },
  body: [
    {
      kind: "table",
      id: "t",
      columns: ["amount", { value: "n", label: "N" }],
      group_by: "region",
      order_by: "amount",
    },
    { kind: "row", id: "r", blocks: ["some words", { kind: "metric", id: "m", value: "count()" }] },
  ],
};

function opened() {
  const doc = new Y.Doc();
  seed(doc, structuredClone(SHORT));
  const ending = new AbortController();
  return { doc, shared: sharedReport(doc, ending.signal), ending };
}

it("writes every short form out", () => {
  const report = longForm(structuredClone(SHORT));
  expect(report.sources?.sales).toEqual({ kind: "frame", name: "sales" });
  expect(report.body?.[0]).toMatchObject({
    columns: [{ value: "amount" }, { value: "n", label: "N" }],
    group_by: [{ by: "region" }],
    order_by: ["amount"],
  });
  expect(report.body?.[1]).toMatchObject({ blocks: [{ kind: "text", md: "some words" }, { id: "m" }] });
});

it("finds blocks by id, by place and by pointer", () => {
  const { shared } = opened();
  const report = shared.definition.value;
  expect(blocksOf(report).map(({ kind }) => kind)).toEqual(["table", "row", "text", "metric"]);
  expect(blockOf(report, "m")?.kind).toBe("metric");
  expect(placeOf(report, "m")).toMatchObject({ index: 1, row: { id: "r" } });
  expect(pointerOf(report, "m")).toBe("/body/1/blocks/1");
  expect(blockAt(report, "/body/1/blocks/1/value")?.id).toBe("m");
  expect(blockAt(report, "/body/0/columns/1")?.id).toBe("t");
  expect(blockAt(report, "/params/0")).toBeNull();
  expect(blocksOf(report).map(({ id }) => id)).not.toContain(newId(report));
});

it("edits in named steps, shows them at once and takes them back", () => {
  const { doc, shared } = opened();
  let updates = 0;
  doc.on("update", () => {
    updates += 1;
  });
  shared.edit("Add Day to Columns", (draft) => {
    const table = blockOf(draft, "t");
    if (table?.kind === "table") table.columns?.push({ value: "day" });
  });
  expect(updates).toBe(1);
  expect(shared.undoName.value).toBe("Add Day to Columns");
  expect(blockOf(shared.definition.value, "t")).toMatchObject({
    columns: [{ value: "amount" }, { value: "n", label: "N" }, { value: "day" }],
  });
  expect(shared.undo()).toBe("Add Day to Columns");
  expect(blockOf(shared.definition.value, "t")).toMatchObject({
    columns: [{ value: "amount" }, { value: "n", label: "N" }],
  });
  expect(shared.redoName.value).toBe("Add Day to Columns");
});

it("shows what others write", async () => {
  const { doc, shared } = opened();
  doc.getMap("report").set("title", "Theirs");
  await Promise.resolve();
  expect(shared.definition.value.title).toBe("Theirs");
  expect(shared.undoName.value).toBeNull();
});

it("listens no longer once its session has ended", async () => {
  const { doc, shared, ending } = opened();
  ending.abort();
  doc.getMap("report").set("title", "Later");
  await Promise.resolve();
  expect(shared.definition.value.title).toBe("Shop");
});
