import { expect, it } from "vitest";
import type { SourceCard } from "../../protocol/messages";
import type { Report } from "../../protocol/report";
import {
  addJoin,
  aliasOf,
  changeJoin,
  firstOf,
  inUse,
  joinsOf,
  removeJoin,
  renameJoin,
  setWhere,
  useSource,
  whereOf,
} from "./use";

const frame = (name: string): SourceCard => ({
  kind: "frame",
  name,
  path: null,
  table: null,
  rows: 1,
  columns: [],
  size: null,
  error: null,
});
const file = (path: string): SourceCard => ({ ...frame(path.split(".")[0] ?? path), kind: "file", path });
const report = (): Report => ({
  title: "T",
  source: "sales",
  body: [{ kind: "table", id: "t", columns: [{ value: "amount" }] }],
});

it("another frame is only another name, and the report keeps its blocks", () => {
  const draft = report();
  useSource(draft, frame("orders"));
  expect(draft).toEqual({ ...report(), source: "orders" });
  expect(inUse(draft, frame("orders"))).toBe(true);
  expect(inUse(draft, frame("sales"))).toBe(false);
});

it("a file gets a name of its own", () => {
  const draft = {
    ...report(),
    sources: { sales: { kind: "frame", name: "sales", where: "a > 1" } },
  } as Report;
  useSource(draft, file("sales.csv"));
  expect(draft.source).toBe("sales_2");
  expect(draft.sources).toEqual({ sales_2: { kind: "file", path: "sales.csv" } });
  expect(inUse(draft, file("sales.csv"))).toBe(true);
  useSource(draft, frame("sales"));
  expect(draft).toEqual(report());
});

it("joins make a query, and the last one taken out leaves none", () => {
  const draft = report();
  setWhere(draft, "amount > 3");
  addJoin(draft, frame("shops"), { shop: "id" });
  addJoin(draft, frame("shops"), { other: "id" });
  expect(firstOf(draft)).toBe("sales");
  expect(joinsOf(draft)).toEqual([
    { to: "shops", on: { shop: "id" } },
    { to: "shops", on: { other: "id" }, as: "shops_2" },
  ]);
  changeJoin(draft, 1, (join) => {
    join.how = "inner";
  });
  expect(joinsOf(draft)[1]?.how).toBe("inner");
  removeJoin(draft, 0);
  removeJoin(draft, 0);
  expect(draft.source).toBe("sales");
  expect(whereOf(draft)).toBe("amount > 3");
});

it("files are joined under names of their own, and forgotten with their last join", () => {
  const draft = report();
  addJoin(draft, file("sales.csv"), { amount: "amount" });
  addJoin(draft, file("sales.csv"), { other: "amount" });
  expect(joinsOf(draft)).toEqual([
    { to: "sales_2", on: { amount: "amount" } },
    { to: "sales_2", on: { other: "amount" }, as: "sales_2_2" },
  ]);
  expect(draft.sources?.sales_2).toEqual({ kind: "file", path: "sales.csv" });
  removeJoin(draft, 0);
  expect(draft.sources?.sales_2).toBeDefined();
  const again = structuredClone(draft);
  removeJoin(draft, 0);
  expect(draft).toEqual(report());
  useSource(again, frame("orders"));
  expect(again).toEqual({ ...report(), source: "orders" });
});

it("a table of a connection is read under its own name", () => {
  const table = { ...frame("shop.main orders"), kind: "table" as const };
  const draft = report();
  useSource(draft, table);
  expect(draft.source).toBe("main_orders");
  expect(draft.sources).toEqual({ main_orders: { kind: "frame", name: "shop.main orders" } });
  expect(inUse(draft, table)).toBe(true);
  addJoin(draft, { ...frame("other.main_orders"), kind: "table" as const }, { a: "b" });
  expect(joinsOf(draft)).toEqual([{ to: "main_orders_2", on: { a: "b" } }]);
});

it("a join's fields go with its name", () => {
  const draft = report();
  addJoin(draft, frame("airports"), { origin: "faa" });
  addJoin(draft, frame("airports"), { dest: "faa" });
  addJoin(draft, frame("countries"), { "airports_2.country": "id" });
  draft.body = [
    { kind: "table", id: "t", columns: [{ value: "airports_2.name" }, { value: 'col("airports_2.a b")' }] },
  ];
  renameJoin(draft, 1, "to");
  expect(joinsOf(draft).map(aliasOf)).toEqual(["airports", "to", "countries"]);
  expect(joinsOf(draft)[2]?.on).toEqual({ "to.country": "id" });
  expect(draft.body).toMatchObject([{ columns: [{ value: "to.name" }, { value: "col('to.a b')" }] }]);
  renameJoin(draft, 1, "airports_2");
  renameJoin(draft, 1, "");
  expect(joinsOf(draft)[1]).toEqual({ to: "airports", on: { dest: "faa" }, as: "airports_2" });
});

it("a filter that is taken off leaves nothing behind", () => {
  const draft = report();
  setWhere(draft, "amount > 3");
  expect(draft.sources).toEqual({ sales: { kind: "frame", name: "sales", where: "amount > 3" } });
  setWhere(draft, "");
  expect(draft).toEqual(report());
});
