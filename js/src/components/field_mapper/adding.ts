// Where a field goes and what it becomes there: `Enter` adds to the best place, every place says what it will do.
import { keyOf } from "../../kit/expression_text";
import { __ } from "../../kit/words";
import type { Report } from "../../protocol/report";
import {
  bucketOf,
  isTotal,
  MOMENTS,
  NUMBERS,
  totalPhrase,
  unitWord,
  withBucket,
  withTotal,
} from "./aggregates";
import { crosstabFromTable } from "./conversion";
import type { Addable, Known } from "./known";
import { type Content, countOf, filledOf, put, replaceBlock } from "./place";
import { type Filled, type WellName, wellOf } from "./wells";

/** What an edit did: where it stands now, or why it did nothing. */
export type Done = { well: WellName; index: number; count: number } | { refused: string };

const isNumber = (what: Addable): boolean =>
  NUMBERS.has(what.type) && !["category", "id"].includes(what.role);

/** Whether a field is a figure: what is totalled rather than what one groups by. */
export const isFigure = (what: Addable): boolean =>
  what.measure || isNumber(what) || what.type === "duration";

/** The well that `Enter` adds to. */
export function bestWell(block: Filled, what: Addable): WellName {
  switch (block.kind) {
    case "table":
      return block.detail === false && !isFigure(what) ? "groups" : "columns";
    case "crosstab":
      if (isFigure(what)) return "values";
      return (block.rows?.length ?? 0) > 0 && !block.columns?.length ? "across" : "rows";
    case "metric":
      if (!block.value) return "value";
      if (MOMENTS.has(what.type)) return "spark";
      return block.compare ? "value" : "compare";
  }
}

/** What a field is written as in a well; null where it has no place there. */
export function contentFor(block: Filled, what: Addable, well: WellName): Content | null {
  const bucketed = what.many ? withBucket(what.expr, "month") : what.expr;
  const total = what.measure ? what.expr : withTotal(what.expr, what.total || "count");
  switch (well) {
    case "groups":
    case "rows":
    case "across":
      return what.measure ? null : { text: bucketed };
    case "columns": {
      if (what.measure) return { text: what.expr };
      if (block.kind === "table" && block.detail === false) return { text: total };
      const summed =
        isFigure(what) && what.total !== "" && what.total !== (block as { totals?: unknown }).totals;
      return { text: what.expr, column: { value: what.expr, ...(summed ? { total: what.total } : {}) } };
    }
    case "values":
    case "value":
    case "compare":
    case "target":
      return { text: total };
    case "spark":
      return MOMENTS.has(what.type) ? { text: withBucket(what.expr, "month") } : null;
    case "sort":
      return { text: what.expr, descending: what.measure };
    case "filters":
      return what.measure ? null : { text: `${what.expr} is not none` };
  }
}

/** What putting a field into a well will do, in words; null where it cannot stand there. */
export function wordsFor(block: Filled, what: Addable, well: WellName): string | null {
  const made = contentFor(block, what, well);
  if (!made) return null;
  const { label } = what;
  const bucket = bucketOf(made.text);
  const named = bucket ? `${label} ${unitWord(bucket.unit)}` : label;
  const total = what.measure ? label : totalPhrase(what.total || "count", label);
  switch (well) {
    case "groups":
      return __("Group by %1", named);
    case "columns":
      if (made.text !== what.expr) return __("%1 as a column", total);
      if (made.column?.total) return __("%1 as a column, with its %2", label, totalName(what.total));
      return __("%1 as a column", label);
    case "rows":
      return __("A row for each %1", named);
    case "across":
      return block.kind === "table"
        ? __("%1 across the top: the table becomes a crosstab", named)
        : __("A column for each %1", named);
    case "values":
      return __("%1 in each cell", total);
    case "value":
      return __("Show %1", total);
    case "compare":
      return __("Compare with %1", total);
    case "target":
      return __("Measure against %1", total);
    case "spark":
      return __("A line over %1", named);
    case "sort":
      return __("Sort by %1", label);
    case "filters":
      return __("Only some rows by %1", label);
  }
}

const totalName = (total: string): string => totalPhrase(total, "").trim().replace(/ of$/, "").toLowerCase();

/** Put a field into a well of a block, before the one at `at`. */
export function addField(
  draft: Report,
  id: string,
  what: Addable,
  well: WellName,
  known: Known,
  at?: number,
): Done {
  const block = filledOf(draft, id);
  const made = block && contentFor(block, what, well);
  if (!block || !made) return { refused: __("%1 cannot stand there.", what.label) };
  if (block.kind === "table" && well === "across") {
    const crosstab = crosstabFromTable(block, made.text, known);
    replaceBlock(draft, id, crosstab);
    return { well, index: 0, count: 1 };
  }
  let index = put(block, well, made, at);
  if (index === null && well === "values" && !what.measure) {
    // the same total twice says nothing: another one of the field
    const others = ["sum", "mean", "min", "max", "count"].map((total) => withTotal(what.expr, total));
    const free = others.find((text) => !(block as { values?: string[] }).values?.includes(text));
    index = free ? put(block, well, { text: free }, at) : null;
  }
  if (index === null) {
    const label = wellOf(block, well)?.label ?? well;
    return { refused: __("%1 is already in %2.", what.label, label) };
  }
  return { well, index, count: countOf(block, well) };
}

/** A text as something that can be put elsewhere, as far as the data is known. */
export function addableOf(text: string, label: string, known: Known): Addable {
  const key = keyOf(text);
  const card = key === null ? undefined : known.fields.get(key);
  return {
    expr: text,
    label,
    type: card?.type ?? "text",
    role: card?.role ?? "text",
    total: card?.total ?? "count",
    measure: isTotal(text, known.measures),
    many: false,
  };
}
