import { describe, expect, it } from "vitest";
import type { Report } from "../../protocol/report";
import type { Block } from "../../report/definition";
import { addField, bestWell, wordsFor } from "./adding";
import { KNOWN, report, some } from "./making";
import { filledOf } from "./place";
import { type Filled, type WellName, wellsOf } from "./wells";

const added = (draft: Report, name: string, well: WellName, at?: number) =>
  addField(draft, "b1", some(name), well, KNOWN, at);
const first = (draft: Report): Block | undefined => draft.body?.[0];
const filled = (draft: Report): Filled => filledOf(draft, "b1") as Filled;

describe("a table", () => {
  it("takes fields as columns, numbers with their total", () => {
    const draft = report({ kind: "table", id: "b1" });
    expect(added(draft, "carrier", "columns")).toEqual({ well: "columns", index: 0, count: 1 });
    expect(added(draft, "dep_delay", "columns")).toEqual({ well: "columns", index: 1, count: 2 });
    added(draft, "month", "columns", 1);
    added(draft, "punctual", "columns");
    added(draft, "air time", "columns");
    expect(first(draft)).toEqual({
      kind: "table",
      id: "b1",
      columns: [
        { value: "carrier" },
        { value: "month" },
        { value: "dep_delay", total: "sum" },
        { value: "punctual" },
        { value: 'col("air time")', total: "sum" },
      ],
    });
  });

  it("totals nothing twice where the table totals already", () => {
    const draft = report({ kind: "table", id: "b1", totals: "sum" });
    added(draft, "dep_delay", "columns");
    expect(first(draft)).toMatchObject({ columns: [{ value: "dep_delay" }] });
  });

  it("that prints totals only takes totals as columns and categories as groups", () => {
    const draft = report({ kind: "table", id: "b1", detail: false });
    expect(bestWell(filled(draft), some("carrier"))).toBe("groups");
    expect(bestWell(filled(draft), some("dep_delay"))).toBe("columns");
    added(draft, "dep_delay", "columns");
    expect(first(draft)).toMatchObject({ columns: [{ value: "sum(dep_delay)" }] });
    expect(wordsFor(filled(draft), some("dep_delay"), "columns")).toBe("Sum of Delay as a column");
  });

  it("groups, dates by month where they are many", () => {
    const draft = report({ kind: "table", id: "b1" });
    added(draft, "carrier", "groups");
    added(draft, "time_hour", "groups");
    expect(first(draft)).toMatchObject({
      group_by: [{ by: "carrier" }, { by: "date_trunc('month', time_hour)" }],
    });
    expect(added(draft, "punctual", "groups")).toEqual({ refused: "On time cannot stand there." });
  });

  it("gives a second column of one field a name of its own", () => {
    const draft = report({ kind: "table", id: "b1" });
    for (let count = 0; count < 3; count += 1) added(draft, "dep_delay", "columns");
    expect((first(draft) as { columns: { name?: string }[] }).columns.map(({ name }) => name)).toEqual([
      undefined,
      "dep_delay_2",
      "dep_delay_3",
    ]);
  });

  it("is sorted and filtered, once by each", () => {
    const draft = report({ kind: "table", id: "b1", where: "month == 1 or month == 2" });
    added(draft, "carrier", "sort");
    added(draft, "punctual", "sort");
    expect(added(draft, "carrier", "sort")).toEqual({ refused: "Carrier is already in Sort." });
    added(draft, "origin", "filters");
    expect(first(draft)).toMatchObject({
      order_by: ["carrier", "-punctual"],
      where: "(month == 1 or month == 2) and origin is not none",
    });
  });

  it("becomes a crosstab where a field goes across, and keeps what both can say", () => {
    const draft = report({
      kind: "table",
      id: "b1",
      title: "Delays",
      note: "Note",
      where: "month < 7",
      no_data: "None",
      columns: [
        { value: "dest" },
        {
          value: "dep_delay",
          total: "mean",
          style: [{ when: "dep_delay > 30", color: "warn", target: "row" }],
        },
        { value: "distance", name: "far" },
      ],
      group_by: [{ by: "carrier", label: "Airline" }],
      order_by: ["-dep_delay", "carrier"],
      style: [
        { bar: true, on: "far" },
        { when: "dep_delay > 60", color: "negative" },
      ],
    });
    const done = added(draft, "origin", "across");
    expect(done).toEqual({ well: "across", index: 0, count: 1 });
    expect(first(draft)).toEqual({
      kind: "crosstab",
      id: "b1",
      title: "Delays",
      note: "Note",
      where: "month < 7",
      no_data: "None",
      rows: ["carrier"],
      columns: ["origin"],
      values: ["mean(dep_delay)", "sum(distance)"],
      totals: true,
      order_by: ["carrier"],
      style: [
        { bar: true, on: "sum(distance)" },
        { when: "dep_delay > 60", color: "negative" },
        { when: "dep_delay > 30", color: "warn", on: "mean(dep_delay)" },
      ],
    });
  });

  it("with nothing in it becomes a crosstab that counts", () => {
    const draft = report({ kind: "table", id: "b1" });
    added(draft, "origin", "across");
    expect(first(draft)).toEqual({
      kind: "crosstab",
      id: "b1",
      rows: [],
      columns: ["origin"],
      values: ["count()"],
    });
  });
});

describe("a crosstab", () => {
  it("takes numbers as totals, the same field in another total", () => {
    const draft = report({ kind: "crosstab", id: "b1" });
    expect(bestWell(filled(draft), some("carrier"))).toBe("rows");
    added(draft, "carrier", "rows");
    expect(bestWell(filled(draft), some("origin"))).toBe("across");
    added(draft, "origin", "across");
    expect(bestWell(filled(draft), some("dep_delay"))).toBe("values");
    added(draft, "dep_delay", "values");
    added(draft, "dep_delay", "values");
    added(draft, "dest", "values");
    expect(first(draft)).toMatchObject({
      rows: ["carrier"],
      columns: ["origin"],
      values: ["sum(dep_delay)", "mean(dep_delay)", "count(dest)"],
    });
    expect(added(draft, "carrier", "rows")).toEqual({ refused: "Carrier is already in Rows." });
  });
});

describe("a metric", () => {
  it("holds one thing in each well", () => {
    const draft = report({ kind: "metric", id: "b1", value: "" });
    expect(bestWell(filled(draft), some("dep_delay"))).toBe("value");
    added(draft, "dep_delay", "value");
    expect(bestWell(filled(draft), some("time_hour"))).toBe("spark");
    added(draft, "time_hour", "spark");
    added(draft, "punctual", "compare");
    added(draft, "distance", "value");
    expect(first(draft)).toEqual({
      kind: "metric",
      id: "b1",
      value: "sum(distance)",
      spark: "date_trunc('month', time_hour)",
      compare: "punctual",
    });
    expect(wordsFor(filled(draft), some("carrier"), "spark")).toBeNull();
  });
});

it("every place says what it will do", () => {
  const words = (block: Filled, name: string) =>
    Object.fromEntries(wellsOf(block).map((well) => [well.name, wordsFor(block, some(name), well.name)]));
  expect(words({ kind: "table", id: "b1" }, "carrier")).toEqual({
    groups: "Group by Carrier",
    columns: "Carrier as a column",
    across: "Carrier across the top: the table becomes a crosstab",
    sort: "Sort by Carrier",
    filters: "Only some rows by Carrier",
  });
  expect(words({ kind: "table", id: "b1" }, "dep_delay").columns).toBe("Delay as a column, with its sum");
  expect(words({ kind: "crosstab", id: "b1" }, "time_hour")).toMatchObject({
    rows: "A row for each Hour by month",
    across: "A column for each Hour by month",
    values: "Smallest Hour in each cell",
  });
  expect(words({ kind: "metric", id: "b1", value: "x" }, "dep_delay")).toMatchObject({
    value: "Show Sum of Delay",
    compare: "Compare with Sum of Delay",
    target: "Measure against Sum of Delay",
    spark: null,
  });
});
