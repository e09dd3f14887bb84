import { describe, expect, it } from "vitest";
import { conditions } from "../../kit/expression_text";
import type { Crosstab, Metric, Report, Table } from "../../protocol/report";
import { comparisonsFor, conditionWords, readCondition, setCondition, writeCondition } from "./filters";
import { knownOf, labelOf, phraseOf } from "./known";
import { FLIGHTS, field, KNOWN, report } from "./making";
import { missingIn, nearest, nearestOne, replaceField } from "./missing";
import * as options from "./options";
import { asKind, firstRule, isColor, kindOf, rulesOf, ruleWords, setRules, withKey } from "./rules";
import { pillsOf, textsOf } from "./wells";

const TABLE: Table = {
  kind: "table",
  id: "b1",
  group_by: [{ by: "carrier" }],
  columns: [
    { value: "dep_delay" },
    { value: "dest", style: [{ when: "dest == 'X'", on: "dep_delay", bold: true }] },
  ],
  style: [{ bar: true, on: "dep_delay" }],
};
const made = (block: Table | Crosstab | Metric): Report => structuredClone(report(block));
/** Whatever it has become. */
const shown = (draft: Report) => draft.body?.[0] as Table;

describe("options", () => {
  it("are written where they say something, and left out where they do not", () => {
    const draft = made(TABLE);
    options.setGroup(draft, "b1", 0, "page_break", "after");
    options.setGroup(draft, "b1", 0, "sort", "-sum(dep_delay)");
    options.setGroup(draft, "b1", 0, "top", 5);
    options.setGroup(draft, "b1", 0, "repeat_header", false);
    expect(shown(draft).group_by?.[0]).toEqual({
      by: "carrier",
      page_break: "after",
      sort: "-sum(dep_delay)",
      top: 5,
      repeat_header: false,
    });
    options.setGroup(draft, "b1", 0, "page_break", null);
    options.setGroup(draft, "b1", 0, "sort", "asc");
    options.setGroup(draft, "b1", 0, "top", null);
    options.setGroup(draft, "b1", 0, "repeat_header", true);
    expect(shown(draft).group_by?.[0]).toEqual({ by: "carrier" });
    options.setColumn(draft, "b1", 0, "total", false);
    options.setColumn(draft, "b1", 0, "format", "decimal:1");
    options.setColumn(draft, "b1", 0, "align", "center");
    options.setTable(draft, "b1", "grand_total", false);
    options.setTable(draft, "b1", "detail", true);
    expect(shown(draft)).toMatchObject({
      columns: [{ value: "dep_delay", total: false, format: "decimal:1", align: "center" }, {}],
      grand_total: false,
    });
    expect("detail" in shown(draft)).toBe(false);
  });

  it("another total or text takes rules along", () => {
    const draft = made(TABLE);
    options.setAggregate(draft, "b1", { well: "columns", index: 0 }, "mean");
    expect(shown(draft).columns?.[0]?.value).toBe("mean(dep_delay)");
    expect(shown(draft).style?.[0]?.on).toBe("mean(dep_delay)");
    expect(shown(draft).columns?.[1]?.style?.[0]?.on).toBe("mean(dep_delay)");
    options.setAggregate(draft, "b1", { well: "columns", index: 0 }, null);
    expect(shown(draft).columns?.[0]?.value).toBe("dep_delay");
    const cross = made({ kind: "crosstab", id: "b1", values: ["sum(x)"], order_by: ["-sum(x)"] });
    options.setAggregate(cross, "b1", { well: "values", index: 0 }, "max");
    expect(shown(cross)).toMatchObject({ values: ["max(x)"], order_by: ["-max(x)"] });
  });

  it("buckets, orders and labels", () => {
    const draft = made({ ...TABLE, group_by: [{ by: "time_hour" }] });
    options.setBucket(draft, "b1", { well: "groups", index: 0 }, "quarter");
    expect(shown(draft).group_by?.[0]?.by).toBe("date_trunc('quarter', time_hour)");
    options.setBucket(draft, "b1", { well: "groups", index: 0 }, null);
    expect(shown(draft).group_by?.[0]?.by).toBe("time_hour");
    options.sortBy(draft, "b1", "dest", true);
    options.sortBy(draft, "b1", "carrier", false);
    options.setDescending(draft, "b1", 0, false);
    expect(shown(draft).order_by).toEqual(["dest", "carrier"]);
    expect(options.sortOf(shown(draft), "dest")).toBe("ascending");
    options.sortBy(draft, "b1", "dest", null);
    options.sortBy(draft, "b1", "carrier", null);
    expect("order_by" in shown(draft)).toBe(false);
    options.rename(draft, "b1", { well: "columns", index: 0 }, "  Late by ");
    expect(shown(draft).columns?.[0]?.label).toBe("Late by");
    options.rename(draft, "b1", { well: "columns", index: 0 }, "");
    expect("label" in (shown(draft).columns?.[0] ?? {})).toBe(false);
  });

  it("margins of a crosstab", () => {
    const draft = made({ kind: "crosstab", id: "b1", totals: true });
    options.setCrosstabTotals(draft, "b1", "columns", false);
    expect(shown(draft).totals).toEqual({ rows: true });
    options.setCrosstabTotals(draft, "b1", "rows", ["carrier"]);
    expect(shown(draft).totals).toEqual({ rows: ["carrier"] });
    options.setCrosstabTotals(draft, "b1", "rows", false);
    expect("totals" in shown(draft)).toBe(false);
    expect(options.crosstabTotals({ kind: "crosstab", id: "b1", totals: true })).toEqual({
      rows: true,
      columns: true,
    });
  });
});

describe("conditions as rows", () => {
  it.each([
    ["carrier == 'AA'", "text", "is", ["AA"]],
    ["carrier != 'O\\'Hare'", "text", "is_not", ["O'Hare"]],
    ["carrier in ['AA', 'UA']", "text", "one_of", ["AA", "UA"]],
    ["carrier not in ['AA']", "text", "not_one_of", ["AA"]],
    ["carrier in param.carriers", "text", "one_of", ["param.carriers"]],
    ["contains(airlines.name, 'Air')", "text", "contains", ["Air"]],
    ["startswith(dest, 'L')", "text", "starts", ["L"]],
    ["dep_delay >= 15", "float", "at_least", ["15"]],
    ["dep_delay < -1.5", "float", "less", ["-1.5"]],
    ["1 <= month <= 6", "integer", "between", ["1", "6"]],
    ["time_hour >= '2013-07-01'", "datetime", "at_least", ["2013-07-01"]],
    ["month <= param.month", "integer", "at_most", ["param.month"]],
    ["late", "boolean", "true", []],
    ["not late", "boolean", "false", []],
    ['col("air time") is none', "float", "empty", []],
    ["carrier is not none", "text", "not_empty", []],
  ])("%s is read and written the same", (text, type, how, values) => {
    const condition = readCondition(text);
    expect(condition).toMatchObject({ how, values });
    expect(condition && writeCondition(condition, type)).toBe(text);
    expect(comparisonsFor(type)).toContain(how);
  });

  it.each([
    "dep_delay > 15 or late",
    "lower(carrier) == 'aa'",
    "dep_delay > distance",
    "a == b",
    "x <= 1 <= y",
  ])("%s stays an expression", (text) => {
    expect(readCondition(text)).toBeNull();
  });

  it("are not written while a value is missing", () => {
    expect(writeCondition({ field: "a", how: "is", values: [""] }, "text")).toBeNull();
    expect(writeCondition({ field: "a", how: "more", values: ["x"] }, "integer")).toBeNull();
    expect(writeCondition({ field: "a", how: "one_of", values: [] }, "text")).toBeNull();
    expect(writeCondition({ field: "a", how: "between", values: ["1", ""] }, "integer")).toBeNull();
  });

  it("say what they do, and stand beside others as they were", () => {
    expect(conditionWords({ field: "a", how: "between", values: ["1", "6"] }, "integer")).toBe(
      "is between 1 and 6",
    );
    expect(conditionWords({ field: "a", how: "less", values: ["2013-07-01"] }, "date")).toBe(
      "is before 2013-07-01",
    );
    const draft = made({ ...TABLE, where: "late and (month == 1 or month == 2)" });
    setCondition(draft, "b1", 0, "carrier == 'AA' or origin == 'JFK'");
    expect(shown(draft).where).toBe("(carrier == 'AA' or origin == 'JFK') and (month == 1 or month == 2)");
    expect(conditions(shown(draft).where)).toHaveLength(2);
    setCondition(draft, "b1", 0, null);
    setCondition(draft, "b1", 0, "");
    expect("where" in shown(draft)).toBe(false);
  });
});

describe("rules", () => {
  it("are of one kind, and keep what both kinds say", () => {
    const rule = firstRule("dep_delay", "float");
    expect(rule).toEqual({ when: "dep_delay < 0", color: "negative" });
    expect(kindOf(rule)).toBe("when");
    expect(asKind({ ...rule, on: "x" }, "bar", "true")).toEqual({ bar: true, on: "x", color: "negative" });
    expect(asKind({ bar: true }, "when", "x > 1")).toEqual({ when: "x > 1", color: "negative" });
    expect(asKind({ bar: true, on: "x" }, "scale", "")).toEqual({ scale: "blues", on: "x" });
    expect(withKey(rule, "bold", true)).toMatchObject({ bold: true });
    expect(withKey({ ...rule, target: "row" }, "target", "cell")).toEqual(rule);
    expect(ruleWords({ icons: "stars" })).toBe("Icons: stars");
    expect(isColor("#a1B2c3") && isColor("warn") && !isColor("red")).toBe(true);
  });

  it("stand at a column or the block", () => {
    const draft = made(TABLE);
    setRules(draft, "b1", 0, [firstRule("dep_delay", "float")]);
    expect(rulesOf(draft, "b1", 0)).toHaveLength(1);
    setRules(draft, "b1", "block", []);
    expect("style" in shown(draft)).toBe(false);
    expect(rulesOf(draft, "b1", 1)).toHaveLength(1);
  });
});

describe("missing fields", () => {
  const known = knownOf({
    ...FLIGHTS,
    fields: [...FLIGHTS.fields, field("dep_delay_min", "float", { label: "Delay" })],
  });

  it("are those that neither field nor measure is", () => {
    expect(missingIn("sum(dep_dly) / punctual", KNOWN)).toEqual(["dep_dly"]);
    expect(missingIn("anything", knownOf(null))).toEqual([]);
    expect(missingIn("anything", knownOf({ ...FLIGHTS, error: "gone" }))).toEqual([]);
  });

  it("have the nearest field offered", () => {
    expect(nearest("departure_delay", known, 2).map(({ name }) => name)).toContain("dep_delay");
    expect(nearestOne("carier", known)?.name).toBe("carrier");
    expect(nearestOne("zzz", known)).toBeNull();
  });

  it("are replaced wherever the report names them", () => {
    const draft: Report = {
      ...report(
        {
          ...TABLE,
          order_by: ["-dep_delay"],
          where: "dep_delay > 0 and dest == 'dep_delay'",
          columns: [
            {
              value: "dep_delay",
              total: "sum",
              label: "dep_delay",
              style: [{ when: "dep_delay > 9", color: "primary", on: "dep_delay" }],
            },
          ],
        },
        {
          kind: "row",
          id: "b2",
          blocks: [{ kind: "text", id: "b3", md: "dep_delay {{ mean(dep_delay) | decimal:1 }}" }],
        },
        {
          kind: "chart",
          id: "b4",
          type: "bar",
          x: "dest",
          y: "mean(dep_delay)",
          color: "dep_delay",
          sort: "-y",
        },
        { kind: "crosstab", id: "b5", rows: ["dest"], columns: ["origin"], values: ["sum(dep_delay)"] },
      ),
      measures: { late: { expr: "mean(dep_delay)" } },
      fields: { is_late: { expr: "dep_delay > 15" } },
    };
    replaceField(draft, "dep_delay", 'col("new one")');
    const text = JSON.stringify(draft);
    expect(text.match(/col\(/g)).toHaveLength(12);
    expect(draft.body?.[0]).toMatchObject({
      order_by: ['-col("new one")'],
      where: `col("new one") > 0 and dest == 'dep_delay'`,
      columns: [{ value: 'col("new one")', total: "sum", label: "dep_delay" }],
    });
    expect(draft.body?.[1]).toMatchObject({
      blocks: [{ md: 'dep_delay {{ mean(col("new one")) | decimal:1 }}' }],
    });
  });
});

it("pills say what they are of", () => {
  const block: Table = {
    ...TABLE,
    group_by: [{ by: "date_trunc('month', time_hour)" }],
    columns: [{ value: "sum(dep_delay)" }, { value: "count()" }, { value: "sum(a) / 2", label: "Half" }],
    order_by: ["-punctual"],
    where: "late and month < 3",
    visible: "count() > 0",
  };
  const [group] = pillsOf(block, "groups");
  expect(group).toMatchObject({ of: "time_hour", bucket: "month", key: "time_hour", pointer: "/group_by/0" });
  expect(group && labelOf(group, KNOWN)).toBe("Hour");
  const columns = pillsOf(block, "columns");
  expect(columns.map((pill) => [labelOf(pill, KNOWN), pill.total])).toEqual([
    ["Delay", "sum"],
    ["count()", "count"],
    ["Half", null],
  ]);
  expect(pillsOf(block, "sort")[0]).toMatchObject({ text: "punctual", descending: true });
  expect(pillsOf(block, "filters").map(({ text }) => text)).toEqual(["late", "month < 3"]);
  expect(phraseOf("sum(dep_delay)", KNOWN)).toBe("Sum of Delay");
  expect(phraseOf("date_trunc('year', time_hour)", KNOWN)).toBe("Hour by year");
  expect(textsOf(block)).toContain("count() > 0");
});
