import { expect, it } from "vitest";
import type { FieldCard, FieldsList } from "../../protocol/messages";
import type { Report } from "../../protocol/report";
import { blocksOf } from "../../report/definition";
import { addBlock, duplicateBlock, joinWithNext, moveBlock, moveTo, removeBlock } from "./blocks";
import { freshBlock, KINDS } from "./fresh";

const made = (): Report => ({
  title: "Shop",
  source: "sales",
  body: [
    { kind: "text", id: "a", md: "A" },
    {
      kind: "row",
      id: "r",
      widths: [1, 2],
      blocks: [
        { kind: "metric", id: "m", value: "count()" },
        { kind: "metric", id: "n", value: "sum(x)" },
      ],
    },
    { kind: "pagebreak", id: "p" },
    { kind: "text", id: "z", md: "Z" },
  ],
});

const ids = (report: Report) =>
  (report.body ?? []).map((block) =>
    block.kind === "row" ? [block.id, ...(block.blocks ?? []).map(({ id }) => id)] : block.id,
  );

it("adds behind the block in hand, and page breaks behind its row", () => {
  const report = made();
  addBlock(report, { kind: "text", id: "new", md: "" }, "m");
  expect(ids(report)[1]).toEqual(["r", "m", "new", "n"]);
  addBlock(report, { kind: "pagebreak", id: "br" }, "m");
  expect(ids(report)[2]).toBe("br");
  addBlock(report, { kind: "text", id: "last", md: "" }, null);
  expect(ids(report).at(-1)).toBe("last");
});

it("moves by one: into a row, through it and out of it, widths beside", () => {
  const report = made();
  expect(moveBlock(report, "a", 1)).toBe(true);
  expect(ids(report)[0]).toEqual(["r", "a", "m", "n"]);
  const [row] = report.body ?? [];
  expect(row?.kind === "row" && row.widths).toEqual([1, 1, 2]);
  for (let step = 0; step < 3; step += 1) moveBlock(report, "a", 1);
  expect(ids(report)).toEqual([["r", "m", "n"], "a", "p", "z"]);
  expect(row?.kind === "row" && row.widths).toEqual([1, 2]);
});

it("no row takes a page break or another row, no block itself", () => {
  const report = made();
  expect(moveBlock(report, "p", -1)).toBe(true);
  expect(ids(report)[1]).toBe("p");
  expect(moveTo(report, "p", "m", "after")).toBe(false);
  expect(moveTo(report, "r", "m", "after")).toBe(false);
  expect(moveTo(report, "r", "r", "into")).toBe(false);
  expect(moveBlock(report, "a", -1)).toBe(false);
});

it("doubles with ids of its own, a row with all it holds", () => {
  const report = made();
  const copy = duplicateBlock(report, "r");
  const all = blocksOf(report).map(({ id }) => id);
  expect(new Set(all).size).toBe(all.length);
  expect(all).toHaveLength(9);
  expect(all).toContain(copy);
});

it("removes and says which one is next", () => {
  const report = made();
  expect(removeBlock(report, "a")).toBe("r");
  expect(removeBlock(report, "n")).toBe("m");
  expect(removeBlock(report, "m")).toBe("r");
  expect(removeBlock(report, "z")).toBe("p");
});

it("puts two side by side", () => {
  const report = made();
  report.body?.splice(1, 2);
  const row = joinWithNext(report, "a");
  expect(ids(report)).toEqual([[row, "a", "z"]]);
  expect(joinWithNext(report, "z")).toBeNull();
});

const card = (name: string, role: string, more: Partial<FieldCard> = {}): FieldCard => ({
  ...{
    expr: name,
    name,
    label: name,
    type: role === "measure" ? "float" : "text",
    role,
    group: "",
    summary: "",
  },
  ...{
    samples: [],
    distinct: 5,
    nulls: 0,
    histogram: [],
    total: role === "measure" ? "mean" : "count",
    calculated: false,
    error: null,
  },
  ...more,
});

it("a new block of any kind shows something of the data", () => {
  const known = {
    fields: [
      card("day", "date"),
      card("carrier", "category", { distinct: 16 }),
      card("origin", "category", { distinct: 3 }),
      card("delay", "measure"),
    ],
  } as unknown as FieldsList;
  const report = made();
  const by = Object.fromEntries(KINDS.map(({ kind }) => [kind, freshBlock(report, kind, known)]));
  expect(by.chart).toMatchObject({ x: "origin", y: "mean(delay)" });
  expect(by.crosstab).toMatchObject({ rows: ["origin"], columns: ["carrier"], values: ["mean(delay)"] });
  expect(by.table).toMatchObject({
    columns: [{ value: "day" }, { value: "carrier" }, { value: "origin" }, { value: "delay" }],
  });
  expect(by.metric).toMatchObject({ value: "mean(delay)" });
  expect(freshBlock(report, "metric", null)).toMatchObject({ value: "count()" });
});
