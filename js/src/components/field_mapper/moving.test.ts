import { describe, expect, it } from "vitest";
import type { Crosstab, Report, Table } from "../../protocol/report";
import { KNOWN, report } from "./making";
import { duplicateItem, fits, moveBy, moveItem, neighbour, removeItem } from "./moving";
import { filledOf } from "./place";
import type { Filled, WellName } from "./wells";

const TABLE: Table = {
  kind: "table",
  id: "b1",
  group_by: [{ by: "carrier", label: "Airline", page_break: "after" }, { by: "origin" }],
  columns: [
    { value: "dest" },
    { value: "dep_delay", total: "mean", label: "Late by" },
    { value: "distance" },
  ],
  order_by: ["-dep_delay"],
  where: "month < 7 and late",
};
const CROSSTAB: Crosstab = {
  kind: "crosstab",
  id: "b1",
  title: "Delays",
  rows: ["carrier"],
  columns: ["origin"],
  values: ["mean(dep_delay)", "count()"],
  totals: true,
};
const one = (block: Table | Crosstab): Report => structuredClone(report(block));
/** Whatever it has become. */
const shown = (draft: Report) => draft.body?.[0] as Table;
const move = (draft: Report, from: [WellName, number], to: [WellName, number]) =>
  moveItem(draft, "b1", { well: from[0], index: from[1] }, { well: to[0], index: to[1] }, KNOWN);

describe("moving in a well", () => {
  it("goes where it is dropped, counted as it stood before", () => {
    const draft = one(TABLE);
    expect(move(draft, ["columns", 0], ["columns", 3])).toEqual({ well: "columns", index: 2, count: 3 });
    expect(shown(draft).columns).toEqual([
      { value: "dep_delay", total: "mean", label: "Late by" },
      { value: "distance" },
      { value: "dest" },
    ]);
    move(draft, ["columns", 2], ["columns", 0]);
    expect(shown(draft).columns).toEqual(TABLE.columns);
    move(draft, ["filters", 0], ["filters", 2]);
    expect(shown(draft).where).toBe("late and month < 7");
  });

  it("steps up and down, and says where it ends", () => {
    const draft = one(TABLE);
    expect(moveBy(draft, "b1", { well: "groups", index: 0 }, 1)).toEqual({
      well: "groups",
      index: 1,
      count: 2,
    });
    expect(shown(draft).group_by?.map(({ by }) => by)).toEqual(["origin", "carrier"]);
    expect(moveBy(draft, "b1", { well: "groups", index: 1 }, 1)).toEqual({ refused: "It is the last." });
    expect(moveBy(draft, "b1", { well: "groups", index: 0 }, -1)).toEqual({ refused: "It is the first." });
  });
});

describe("moving between wells", () => {
  it("a group becomes a column of that label and back", () => {
    const draft = one(TABLE);
    expect(move(draft, ["groups", 0], ["columns", 1])).toEqual({ well: "columns", index: 1, count: 4 });
    expect(shown(draft).group_by).toEqual([{ by: "origin" }]);
    expect(shown(draft).columns?.[1]).toEqual({ value: "carrier", label: "Airline" });
    move(draft, ["columns", 1], ["groups", 0]);
    expect(shown(draft).group_by).toEqual([{ by: "carrier", label: "Airline" }, { by: "origin" }]);
  });

  it("a column also stays where it is sorted or filtered by", () => {
    const draft = one(TABLE);
    move(draft, ["columns", 0], ["sort", 0]);
    move(draft, ["columns", 0], ["filters", 2]);
    expect(shown(draft).order_by).toEqual(["dest", "-dep_delay"]);
    expect(shown(draft).where).toBe("month < 7 and late and dest is not none");
    expect(shown(draft).columns).toHaveLength(3);
    expect(move(draft, ["columns", 1], ["sort", 0])).toEqual({ refused: "It is already in Sort." });
  });

  it("what is a total cannot be a group", () => {
    const draft = one({ ...TABLE, columns: [{ value: "sum(a) / sum(b)" }, { value: "sum(distance)" }] });
    expect(fits(filledOf(draft, "b1") as Filled, { well: "columns", index: 0 }, "groups", KNOWN)).toBe(false);
    expect(move(draft, ["columns", 0], ["groups", 0])).toEqual({ refused: "It cannot stand there." });
    move(draft, ["columns", 1], ["groups", 0]);
    expect(shown(draft).group_by?.[0]).toEqual({ by: "distance" });
  });

  it("a group dropped across makes a crosstab", () => {
    const draft = one(TABLE);
    expect(move(draft, ["groups", 1], ["across", 0])).toEqual({ well: "across", index: 0, count: 1 });
    expect(shown(draft)).toMatchObject({
      kind: "crosstab",
      id: "b1",
      rows: ["carrier"],
      columns: ["origin"],
      values: ["mean(dep_delay)", "sum(distance)"],
      where: "month < 7 and late",
    });
  });

  it("the last field across taken away leaves a table", () => {
    const draft = one(CROSSTAB);
    removeItem(draft, "b1", { well: "across", index: 0 });
    expect(shown(draft)).toEqual({
      kind: "table",
      id: "b1",
      title: "Delays",
      group_by: [{ by: "carrier" }],
      columns: [{ value: "mean(dep_delay)" }, { value: "count()" }],
      detail: false,
    });
    const moved = one(CROSSTAB);
    expect(move(moved, ["across", 0], ["rows", 1])).toEqual({ well: "groups", index: 1, count: 2 });
    expect(shown(moved).group_by).toEqual([{ by: "carrier" }, { by: "origin" }]);
  });

  it("a row becomes a total and a total a row", () => {
    const draft = one(CROSSTAB);
    move(draft, ["rows", 0], ["values", 2]);
    expect(shown(draft)).toMatchObject({
      rows: [],
      values: ["mean(dep_delay)", "count()", "count(carrier)"],
    });
    move(draft, ["values", 0], ["rows", 0]);
    expect(shown(draft)).toMatchObject({ rows: ["dep_delay"], values: ["count()", "count(carrier)"] });
  });

  it("has a neighbour that can hold it, across only on purpose", () => {
    const table = filledOf(one(TABLE), "b1") as Filled;
    expect(neighbour(table, { well: "columns", index: 0 }, 1, KNOWN)).toBe("sort");
    expect(neighbour(table, { well: "columns", index: 0 }, -1, KNOWN)).toBe("groups");
    expect(neighbour(table, { well: "groups", index: 0 }, -1, KNOWN)).toBeNull();
    const crosstab = filledOf(one(CROSSTAB), "b1") as Filled;
    expect(neighbour(crosstab, { well: "values", index: 1 }, -1, KNOWN)).toBeNull();
    expect(neighbour(crosstab, { well: "values", index: 0 }, -1, KNOWN)).toBe("across");
  });
});

it("is removed, and doubled under another name", () => {
  const draft = one(TABLE);
  expect(duplicateItem(draft, "b1", { well: "columns", index: 1 })).toEqual({
    well: "columns",
    index: 2,
    count: 4,
  });
  expect(shown(draft).columns?.[2]).toEqual({
    value: "dep_delay",
    total: "mean",
    label: "Late by",
    name: "dep_delay_2",
  });
  expect(removeItem(draft, "b1", { well: "columns", index: 0 })).toEqual({
    well: "columns",
    index: 0,
    count: 3,
  });
  removeItem(draft, "b1", { well: "filters", index: 1 });
  removeItem(draft, "b1", { well: "filters", index: 0 });
  expect("where" in shown(draft)).toBe(false);
  expect(duplicateItem(draft, "b1", { well: "groups", index: 0 })).toEqual({
    refused: "It can stand there only once.",
  });
  expect(removeItem(draft, "b1", { well: "groups", index: 9 })).toEqual({
    refused: "It is not there any more.",
  });
});
