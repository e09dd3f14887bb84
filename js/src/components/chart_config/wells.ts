// The wells of a chart, and what a field becomes in each of them.
import { __ } from "../../kit/words";
import type { FieldCard, FieldsList } from "../../protocol/messages";
import type { Chart } from "../../protocol/report";
import {
  aggregateOf,
  bucketOf,
  MOMENTS,
  totalPhrase,
  withBucket,
  withTotal,
} from "../field_mapper/aggregates";

export type ChartWell = "x" | "y" | "color" | "size";

export const WELLS: { name: ChartWell; words: string; hint: string }[] = [
  { name: "x", words: "X", hint: "What each mark stands for: a category or a date" },
  { name: "y", words: "Y", hint: "How large it is: rows are counted without it" },
  { name: "color", words: "Colour", hint: "Drop a category here for one series a value" },
  { name: "size", words: "Size", hint: "For points of a scatter" },
];

const figure = (well: ChartWell): boolean => well === "y" || well === "size";

/** What a field is written as in a well. */
export function writtenIn(field: FieldCard, well: ChartWell, type: Chart["type"]): string {
  if (type === "histogram" && well === "x") return field.expr;
  if (type === "scatter" && (well === "x" || well === "y")) return field.expr;
  if (figure(well)) return withTotal(field.expr, field.total);
  if (MOMENTS.has(field.type)) return withBucket(field.expr, "month");
  return field.expr;
}

/** What a drop into a well will do. */
export function chartWords(field: FieldCard, well: ChartWell, chart: Chart): string {
  const text = writtenIn(field, well, chart.type);
  const total = aggregateOf(text)?.total;
  const phrase = total ? totalPhrase(total, field.label) : field.label;
  if (well === "color") return __("A series for each %1", phrase);
  if (well === "size") return __("Points as large as %1", phrase);
  return well === "x" ? __("%1 along X", phrase) : __("%1 as %2", phrase, marks(chart.type));
}

export function marks(type: Chart["type"]): string {
  const words: Record<Chart["type"], string> = {
    bar: __("bars"),
    line: __("a line"),
    area: __("an area"),
    scatter: __("points"),
    pie: __("slices"),
    histogram: __("bars"),
    sparkline: __("a line"),
  };
  return words[type];
}

/** The field inside an expression of a well, where it is one the data has. */
export function fieldIn(text: string | null | undefined, known: FieldsList | null): FieldCard | null {
  if (!text) return null;
  const of = aggregateOf(text)?.of ?? bucketOf(text)?.of ?? text;
  return known?.fields.find(({ expr }) => expr === of) ?? null;
}

/** Put an expression into a well of a chart; null empties it, but for X, which every chart has. */
export function setWell(chart: Chart, well: ChartWell, text: string | null): void {
  if (well === "x") {
    if (text) chart.x = text;
  } else if (text) chart[well] = text;
  else delete chart[well];
}

/** The words for moving what stands in one well to another, or for changing places; null where it cannot. */
export function moveWords(chart: Chart, from: ChartWell, to: ChartWell): string | null {
  if (from === to || !chart[from] || (from === "x" && !chart[to])) return null;
  const name = (well: ChartWell) => __(WELLS.find((each) => each.name === well)?.words ?? well);
  return chart[to] ? __("%1 and %2 change places", name(from), name(to)) : __("Move to %1", name(to));
}

/** Move what stands in one well to another; what stood there takes its place. Each is written as its well needs it. */
export function moveWell(chart: Chart, from: ChartWell, to: ChartWell, known: FieldsList | null): void {
  if (moveWords(chart, from, to) === null) return;
  const written = (text: string | null | undefined, well: ChartWell): string | null => {
    const field = fieldIn(text, known);
    return field ? writtenIn(field, well, chart.type) : (text ?? null);
  };
  const moved = written(chart[from], to);
  const back = written(chart[to], from);
  setWell(chart, to, moved);
  setWell(chart, from, back);
}
