import { expect, it } from "vitest";
import type { Report } from "../../protocol/report";
import { replaceField } from "./missing";
import { matchesFor } from "./rematching";

const field = (name: string, type: string) => ({
  name,
  type,
  expr: /^\w+$/.test(name) ? name : `col(${JSON.stringify(name)})`,
});

const REPORT: Report = {
  title: "Delays",
  source: "flights",
  fields: { dep_delay: { label: "Late", format: "0.0" }, double: { expr: "dep_delay * 2" } },
  measures: { late: { expr: "mean(dep_delay)" } },
  body: [
    {
      kind: "table",
      id: "t",
      columns: [
        { value: "carrier", style: [{ when: "dep_delay > 60", bold: true }] },
        { value: "sum(dep_delay)" },
        { value: "double" },
      ],
      group_by: [{ by: "date_trunc('month', time_hour)", header: "{{ time_hour | date }}" }],
      order_by: ["-late"],
    },
  ],
};
const BEFORE = [field("carrier", "text"), field("dep_delay", "float"), field("time_hour", "datetime")];

it("finds fields again under names written otherwise, of a type that does the same", () => {
  const now = [field("carrier", "text"), field("Dep Delay", "integer"), field("Time-Hour", "date")];
  const matches = matchesFor(REPORT, BEFORE, now);
  expect(matches).toEqual([
    { key: "dep_delay", to: 'col("Dep Delay")' },
    { key: "time_hour", to: 'col("Time-Hour")' },
  ]);
  const draft = structuredClone(REPORT);
  for (const { key, to } of matches) replaceField(draft, key, to);
  expect(JSON.stringify(draft)).not.toContain("dep_delay");
  expect(draft.fields).toEqual({
    "Dep Delay": { label: "Late", format: "0.0" },
    double: { expr: 'col("Dep Delay") * 2' },
  });
  expect(draft.measures?.late?.expr).toBe('mean(col("Dep Delay"))');
  expect(matchesFor(draft, now, now)).toEqual([]);
});

it.each([
  ["the type is another", BEFORE, [field("carrier", "text"), field("Dep Delay", "text")]],
  [
    "two would do",
    BEFORE,
    [field("carrier", "text"), field("Dep Delay", "float"), field("DEP_DELAY", "float")],
  ],
  ["nothing is like it", BEFORE, [field("carrier", "text"), field("departure_delay", "float")]],
])("leaves a field to be chosen where %s", (_, before, now) => {
  expect(matchesFor(REPORT, before, now)).toEqual([]);
});

it("goes by the name alone where the old source was gone before", () => {
  expect(matchesFor(REPORT, [], [field("CARRIER", "text")])).toEqual([{ key: "carrier", to: "CARRIER" }]);
});
