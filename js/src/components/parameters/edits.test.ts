import { beforeEach, expect, it } from "vitest";
import type { Report } from "../../protocol/report";
import * as edits from "./edits";
import { usesOf } from "./references";

let report: Report;

beforeEach(() => {
  report = {
    schema: "nbreport/1",
    title: "About param.region {{ param.region }}",
    source: "sales",
    params: [
      { name: "region", values: { source: "shops", field: "region" } },
      { name: "city", values: { source: "shops", field: "city" }, depends_on: ["region"], default: "region" },
      { name: "least", type: "integer", default: 5, min: 1, max: 9 },
    ],
    sources: {
      sales: { kind: "frame", name: "sales", where: "region == param.region and r2 != 'param.region'" },
    },
    fields: { mine: { expr: "if_(region == param.region, 1, x.param.region)" } },
    page: { header: { left: "{{ param.region | upper }} of {{ param.regions }}" } },
    body: [
      {
        kind: "table",
        id: "t",
        title: "param.region",
        where: "n > param.least",
        columns: [{ value: "region" }],
      },
      { kind: "text", id: "x", md: "{{ param . region }} param.region" },
    ],
  } as unknown as Report;
});

it("finds every place that names a parameter, and no other", () => {
  expect(usesOf(report, "region").map(({ where }) => where)).toEqual([
    "/title",
    "/params/1/depends_on/0",
    "/sources/sales/where",
    "/fields/mine/expr",
    "/page/header/left",
    "/body/1/md",
  ]);
  expect(usesOf(report, "least").map(({ where }) => where)).toEqual(["/body/0/where"]);
  expect(usesOf(report, "regio")).toEqual([]);
});

it("renames a parameter everywhere, and nothing else", () => {
  edits.renameParam(report, "region", "area");
  expect(report.title).toBe("About param.region {{ param.area }}");
  expect(report.params?.map(({ name }) => name)).toEqual(["area", "city", "least"]);
  expect(report.params?.[1]).toMatchObject({ depends_on: ["area"], default: "region" });
  expect(report.sources?.sales?.where).toBe("region == param.area and r2 != 'param.region'");
  expect(report.fields?.mine?.expr).toBe("if_(region == param.area, 1, x.param.region)");
  expect(report.page).toMatchObject({ header: { left: "{{ param.area | upper }} of {{ param.regions }}" } });
  expect(report.body?.[0]).toMatchObject({ title: "param.region" });
  expect(report.body?.[1]).toMatchObject({ md: "{{ param . area }} param.region" });
  edits.renameParam(report, "area", "region");
  expect(usesOf(report, "region")).toHaveLength(6);
});

it("takes a parameter out, and what depended on it depends on it no more", () => {
  edits.removeParam(report, "region");
  expect(report.params?.map(({ name }) => name)).toEqual(["city", "least"]);
  expect(report.params?.[0]).not.toHaveProperty("depends_on");
  expect(usesOf(report, "region")).not.toEqual([]);
});

it("adds, doubles and moves with names of their own", () => {
  edits.addParam(report, { name: edits.freeName(report, "region") });
  expect(edits.duplicateParam(report, "least")).toBe("least_2");
  expect(report.params?.map(({ name }) => name)).toEqual(["region", "city", "least", "least_2", "region_2"]);
  expect(edits.moveParam(report, "region", 2)).toBe(true);
  expect(edits.moveParam(report, "city", 0)).toBe(false);
  expect(report.params?.map(({ name }) => name)).toEqual(["city", "least", "region", "least_2", "region_2"]);
  expect(edits.freeName(report, "2nd name!")).toBe("_2nd_name_");
});

it("keeps what fits another type, and drops what does not", () => {
  edits.setType(report, "least", "decimal");
  expect(report.params?.[2]).toEqual({ name: "least", type: "decimal", default: 5, min: 1, max: 9 });
  edits.setType(report, "least", "date");
  expect(report.params?.[2]).toEqual({ name: "least", type: "date" });
  edits.setOffered(report, "least", { source: "s", field: "n" }, "integer");
  expect(report.params?.[2]).toEqual({ name: "least", type: "integer", values: { source: "s", field: "n" } });
  edits.setListed(report, "city", ["a", "b"]);
  expect(report.params?.[1]).toEqual({ name: "city", values: ["a", "b"], default: "region" });
  edits.setMulti(report, "city", true);
  edits.setKey(report, "city", "default", ["a", "b"]);
  edits.setMulti(report, "city", false);
  expect(report.params?.[1]).toMatchObject({ default: "a" });
});

it("compares with several values by in, and with one by ==", () => {
  edits.setMulti(report, "region", true);
  expect(report.params?.[0]).toMatchObject({ name: "region", multi: true });
  expect(report.sources?.sales?.where).toBe("region in param.region and r2 != 'param.region'");
  expect(report.body?.[0]).toMatchObject({ where: "n > param.least" });
  edits.setMulti(report, "region", false);
  expect(report.sources?.sales?.where).toBe("region == param.region and r2 != 'param.region'");
});

it("knows what depends on what", () => {
  expect(edits.dependsOn(report, "city", "region")).toBe(true);
  expect(edits.dependsOn(report, "region", "city")).toBe(false);
});

it.each([
  ["integer", "12", 12],
  ["integer", "9007199254740993", null],
  ["integer", "1.5", null],
  ["decimal", "1e3", 1000],
  ["decimal", "", null],
  ["boolean", "true", true],
  ["boolean", "maybe", null],
  ["date", "2024-01-31", "2024-01-31"],
  ["date", "today()", null],
  ["datetime", "2024-01-31T12:00", "2024-01-31T12:00"],
  ["string", " a ", " a "],
] as const)("reads a %s: %s", (type, text, value) => {
  expect(edits.parsed(type, text)).toBe(value);
});
