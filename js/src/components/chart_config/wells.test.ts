import { expect, it } from "vitest";
import type { FieldCard } from "../../protocol/messages";
import type { Chart } from "../../protocol/report";
import { FLIGHTS, field } from "../field_mapper/making";
import { chartWords, fieldIn, moveWell, moveWords, setWell, writtenIn } from "./wells";

const chart: Chart = { kind: "chart", id: "c", type: "bar", x: "carrier" };
const delay = field("delay", "float", { label: "Delay", total: "mean" });
const day = field("day", "date", { label: "Day" }) as FieldCard;

it("a number is totalled where marks have a size, a date goes by month where they stand", () => {
  expect(writtenIn(delay, "y", "bar")).toBe("mean(delay)");
  expect(writtenIn(day, "x", "line")).toBe("date_trunc('month', day)");
  expect(writtenIn(delay, "y", "scatter")).toBe("delay");
  expect(writtenIn(delay, "x", "histogram")).toBe("delay");
  expect(writtenIn(day, "color", "bar")).toBe("date_trunc('month', day)");
});

it("says what a drop will do", () => {
  expect(chartWords(delay, "y", chart)).toContain("as bars");
  expect(chartWords(delay, "y", chart)).toContain("Delay");
  expect(chartWords(day, "x", chart)).toBe("Day along X");
});

it("finds the field in what stands there", () => {
  expect(fieldIn("mean(dep_delay)", FLIGHTS)?.name).toBe("dep_delay");
  expect(fieldIn("date_trunc('month', time_hour)", FLIGHTS)?.name).toBe("time_hour");
  expect(fieldIn("sum(a) / count()", FLIGHTS)).toBeNull();
});

it("every chart keeps an X", () => {
  const made = structuredClone(chart);
  setWell(made, "x", null);
  setWell(made, "y", "count()");
  setWell(made, "color", "origin");
  setWell(made, "color", null);
  expect(made).toEqual({ ...chart, y: "count()" });
});

it("wells change places, each written as its well needs it", () => {
  const made: Chart = { ...chart, x: "carrier", y: "mean(dep_delay)" };
  expect(moveWords(made, "x", "y")).toBe("X and Y change places");
  moveWell(made, "y", "x", FLIGHTS);
  expect(made).toMatchObject({ x: "dep_delay", y: "count(carrier)" });
  moveWell(made, "x", "y", FLIGHTS);
  expect(made).toMatchObject({ x: "carrier", y: "sum(dep_delay)" });
});

it("what every chart has stays, and what is no field moves as it is written", () => {
  const made: Chart = { ...chart, x: "carrier", y: "sum(a) / sum(b)" };
  expect(moveWords(made, "x", "color")).toBeNull();
  moveWell(made, "x", "color", FLIGHTS);
  expect(made).toMatchObject({ x: "carrier", y: "sum(a) / sum(b)" });
  expect(moveWords(made, "y", "size")).toBe("Move to Size");
  moveWell(made, "y", "size", FLIGHTS);
  expect(made).toEqual({ ...chart, x: "carrier", size: "sum(a) / sum(b)" });
});
