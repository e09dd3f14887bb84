// The wells of a block: which there are, which keys of the definition they hold, and what stands in them.
import { conditions, keyOf } from "../../kit/expression_text";
import { __ } from "../../kit/words";
import type { Column, Crosstab, Group, Metric, Table } from "../../protocol/report";
import type { Block } from "../../report/definition";
import { aggregateOf, bucketOf } from "./aggregates";

export type WellName =
  | "groups"
  | "columns"
  | "rows"
  | "across"
  | "values"
  | "value"
  | "compare"
  | "target"
  | "spark"
  | "sort"
  | "filters";

/** A block that has wells of its own; a chart's are elsewhere. */
export type Filled = Table | Crosstab | Metric;

export interface Well {
  name: WellName;
  label: string;
  /** What an empty one invites to. */
  hint: string;
  /** Holds one thing: another takes its place. */
  single?: boolean;
}

export interface Pill {
  well: WellName;
  index: number;
  /** The expression as the definition writes it, without the `-` of an order. */
  text: string;
  /** What it is of: the field inside a total or bucket, else the text itself; empty for `count()`. */
  of: string;
  /** The key of the one field or measure it is of; null for other expressions. */
  key: string | null;
  total: string | null;
  bucket: string | null;
  descending: boolean;
  /** Its own label. */
  label: string | null;
  /** Below the block's own JSON pointer. */
  pointer: string;
}

const KEYS: Record<WellName, string> = {
  groups: "group_by",
  columns: "columns",
  rows: "rows",
  across: "columns",
  values: "values",
  value: "value",
  compare: "compare",
  target: "target",
  spark: "spark",
  sort: "order_by",
  filters: "where",
};

export const isFilled = (block: Block | null): block is Filled =>
  block?.kind === "table" || block?.kind === "crosstab" || block?.kind === "metric";

/** The wells of a block, in the order they stand. */
export function wellsOf(block: Filled): Well[] {
  const sort = { name: "sort", label: __("Sort"), hint: __("Drop a field to sort by") } as const;
  const filters = {
    name: "filters",
    label: __("Filters"),
    hint: __("Drop a field to leave rows out"),
  } as const;
  switch (block.kind) {
    case "table":
      return [
        { name: "groups", label: __("Groups"), hint: __("Drop a category to group the rows") },
        { name: "columns", label: __("Columns"), hint: __("Drop fields here, or press Enter on a field") },
        { name: "across", label: __("Across"), hint: __("Drop a category to spread it across: a crosstab") },
        sort,
        filters,
      ];
    case "crosstab":
      return [
        { name: "rows", label: __("Rows"), hint: __("Drop a category to go down the side") },
        { name: "across", label: __("Across"), hint: __("Drop a category to go across the top") },
        { name: "values", label: __("Values"), hint: __("Drop a number to total in each cell") },
        sort,
        filters,
      ];
    case "metric":
      return [
        { name: "value", label: __("Value"), hint: __("Drop the number to show"), single: true },
        { name: "compare", label: __("Compare"), hint: __("Drop a number to compare with"), single: true },
        { name: "target", label: __("Target"), hint: __("Drop the number to reach"), single: true },
        { name: "spark", label: __("Spark"), hint: __("Drop a date to draw a line over"), single: true },
        filters,
      ];
  }
}

export const wellOf = (block: Filled, name: WellName): Well | undefined =>
  wellsOf(block).find((well) => well.name === name);

/** What stands in a well. */
export function pillsOf(block: Filled, well: WellName): Pill[] {
  const at = KEYS[well];
  if (well === "filters")
    return conditions(block.where).map((text, index) => pill(well, index, text, null, at));
  if (block.kind === "metric") {
    if (well !== "value" && well !== "compare" && well !== "target" && well !== "spark") return [];
    const given = block[well];
    if (given === null || given === undefined || given === "") return [];
    return [pill(well, 0, String(given), well === "value" ? (block.label ?? null) : null, at)];
  }
  if (well === "sort")
    return (block.order_by ?? []).map((text, index) => pill(well, index, text, null, `${at}/${index}`));
  if (block.kind === "table") {
    if (well === "groups")
      return (block.group_by ?? []).map(({ by, label }, index) =>
        pill(well, index, by, label ?? null, `${at}/${index}`),
      );
    if (well === "columns")
      return (block.columns ?? []).map(({ value, label }, index) =>
        pill(well, index, value, label ?? null, `${at}/${index}`),
      );
    return [];
  }
  return wordsOf(block, well).map((text, index) => pill(well, index, text, null, `${at}/${index}`));
}

/** The list of a crosstab's well. */
export function wordsOf(block: Crosstab, well: WellName): string[] {
  if (well === "rows") return block.rows ?? [];
  if (well === "across") return block.columns ?? [];
  return well === "values" ? (block.values ?? []) : [];
}

function pill(well: WellName, index: number, written: string, label: string | null, at: string): Pill {
  const descending = well === "sort" && written.startsWith("-");
  const text = descending ? written.slice(1).trim() : written;
  const total = aggregateOf(text);
  const bucket = bucketOf(text);
  const of = total?.of ?? bucket?.of ?? text;
  return {
    well,
    index,
    text,
    of,
    key: keyOf(of),
    total: total?.total ?? null,
    bucket: bucket?.unit ?? null,
    descending,
    label,
    pointer: `/${at}`,
  };
}

/** Every expression of a block: what stands in its wells, and what its columns and rules say beside. */
export function textsOf(block: Filled): string[] {
  const own = wellsOf(block).flatMap(({ name }) => pillsOf(block, name).map(({ text }) => text));
  if (block.visible) own.push(block.visible);
  if (block.kind === "table")
    for (const column of block.columns ?? []) {
      if (typeof column.total === "string") own.push(column.total);
      for (const text of [column.visible, column.link]) if (text) own.push(text);
      for (const rule of column.style ?? []) if (rule.when) own.push(rule.when);
    }
  if (block.kind !== "metric") for (const rule of block.style ?? []) if (rule.when) own.push(rule.when);
  return own;
}

/** The name a column has in outputs and for rules. */
export const columnKey = (column: Column): string => column.name ?? column.value;
export const groupKey = (group: Group): string => group.name ?? group.by;

/** A text without the bucket it is in. */
export const bucketless = (text: string): string => bucketOf(text)?.of ?? text;
