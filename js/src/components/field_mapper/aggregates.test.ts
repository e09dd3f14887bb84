import { expect, it } from "vitest";
import { aggregateOf, bucketOf, isTotal, totalsFor, withBucket, withTotal } from "./aggregates";

it("reads a total of one thing", () => {
  expect(aggregateOf("sum(delay)")).toEqual({ total: "sum", of: "delay" });
  expect(aggregateOf("count()")).toEqual({ total: "count", of: "" });
  expect(aggregateOf("sum(if_(a, 1, 0))")).toEqual({ total: "sum", of: "if_(a, 1, 0)" });
  expect(aggregateOf("quantile(delay, 0.9)")).toBeNull();
  expect(aggregateOf("sum(a) / sum(b)")).toBeNull();
  expect(aggregateOf("abs(a)")).toBeNull();
});

it("changes a total and takes it away", () => {
  expect(withTotal("delay", "mean")).toBe("mean(delay)");
  expect(withTotal("sum(delay)", "mean")).toBe("mean(delay)");
  expect(withTotal("sum(delay)", null)).toBe("delay");
  expect(withTotal("count()", null)).toBe("count()");
});

it("knows what is a total already", () => {
  const measures = new Set(["punctual"]);
  expect(isTotal("sum(a) / sum(b)", measures)).toBe(true);
  expect(isTotal("punctual * 100", measures)).toBe(true);
  expect(isTotal("running(sum(a))", measures)).toBe(true);
  expect(isTotal("abs(a)", measures)).toBe(false);
});

it("puts a date into buckets and back", () => {
  expect(withBucket("day", "month")).toBe("date_trunc('month', day)");
  expect(withBucket("date_trunc('month', day)", "year")).toBe("date_trunc('year', day)");
  expect(withBucket("date_trunc('month', day)", null)).toBe("day");
  expect(bucketOf('date_trunc("week", flights.day)')).toEqual({ unit: "week", of: "flights.day" });
  expect(bucketOf("date_trunc(unit, day)")).toBeNull();
});

it("offers only totals that a type has", () => {
  expect(totalsFor("text")).toEqual(["min", "max", "count", "nunique"]);
  expect(totalsFor("decimal")).toContain("median");
  expect(totalsFor("boolean")).toContain("sum");
});
