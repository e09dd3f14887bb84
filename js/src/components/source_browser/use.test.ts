import { expect, it } from "vitest";
import type { SourceCard } from "../../protocol/messages";
import type { Report } from "../../protocol/report";
import {
  addJoin,
  changeJoin,
  firstOf,
  inUse,
  joinsOf,
  removeJoin,
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
  addJoin(draft, { to: "shops", on: { shop: "id" } });
  addJoin(draft, { to: "shops", on: { other: "id" } });
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

it("a filter that is taken off leaves nothing behind", () => {
  const draft = report();
  setWhere(draft, "amount > 3");
  expect(draft.sources).toEqual({ sales: { kind: "frame", name: "sales", where: "amount > 3" } });
  setWhere(draft, "");
  expect(draft).toEqual(report());
});
