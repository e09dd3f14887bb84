// Fields and reports for tests, as the kernel tells them of the flights.
import type { FieldCard, FieldsList } from "../../protocol/messages";
import type { Report } from "../../protocol/report";
import type { Block } from "../../report/definition";
import { type Addable, addableField, addableMeasure, type Known, knownOf } from "./known";

export function field(name: string, type: string, more: Partial<FieldCard> = {}): FieldCard {
  const number = ["integer", "float", "decimal"].includes(type);
  return {
    expr: /^[a-z_.]+$/.test(name) ? name : `col(${JSON.stringify(name)})`,
    name,
    label: name,
    type,
    role: number ? "measure" : type === "text" ? "category" : type,
    group: "",
    summary: "",
    samples: [],
    distinct: null,
    nulls: 0,
    histogram: [],
    total: number ? "sum" : "count",
    calculated: false,
    error: null,
    ...more,
  };
}

export const FLIGHTS: FieldsList = {
  v: 1,
  id: "view.1",
  kind: "fields.list",
  rev: 0,
  source: "flights",
  rows: 336776,
  groups: [
    { name: "", label: "flights", on: "" },
    { name: "airlines", label: "airlines", on: "carrier" },
  ],
  fields: [
    field("carrier", "text", { label: "Carrier", distinct: 16, summary: "16 values" }),
    field("origin", "text", { label: "Origin", distinct: 3, summary: "3 values" }),
    field("dest", "text", { label: "Destination", distinct: 105 }),
    field("month", "integer", { label: "Month", distinct: 12, role: "category", total: "count" }),
    field("dep_delay", "float", { label: "Delay" }),
    field("distance", "integer", { label: "Distance" }),
    field("air time", "float", { label: "Air time" }),
    field("time_hour", "datetime", { label: "Hour", total: "min" }),
    field("late", "boolean", { label: "Late", calculated: true }),
    field("airlines.name", "text", { label: "Airline", group: "airlines" }),
  ],
  measures: [{ name: "punctual", label: "On time", expr: "mean(late)", type: "float" }],
  error: null,
};

export const KNOWN: Known = knownOf(FLIGHTS);

export function some(name: string): Addable {
  const card = FLIGHTS.fields.find((each) => each.name === name);
  if (card) return addableField(card);
  const measure = FLIGHTS.measures.find((each) => each.name === name);
  if (!measure) throw new Error(name);
  return addableMeasure(measure);
}

export const report = (...body: Block[]): Report => ({ title: "Flights", source: "flights", body });
