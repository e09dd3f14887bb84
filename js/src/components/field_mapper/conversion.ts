// A table that gets a field across is a crosstab, and a crosstab that has none any more a table: one block, one id.
import type { Crosstab, Rule, Table } from "../../protocol/report";
import { isTotal, NUMBERS, withTotal } from "./aggregates";
import { columnKey } from "./wells";

/** What the conversion has to know of the fields. */
export interface Types {
  /** The type of an expression that is one field; null where that is not known. */
  typeOf(text: string): string | null;
  measures: ReadonlySet<string>;
}

/** Keys that tables and crosstabs share. */
type Shared = Pick<Table, "id" | "title" | "note" | "visible" | "where" | "source" | "no_data">;

function shared(block: Table | Crosstab): Shared {
  const { id, title, note, visible, where, source, no_data } = block;
  const given = { title, note, visible, where, source, no_data };
  const kept = Object.entries(given).filter(([, value]) => value !== undefined && value !== null);
  return { id, ...Object.fromEntries(kept) };
}

/** The crosstab a table becomes with `across` at its top: groups are its rows, totals its values. */
export function crosstabFromTable(table: Table, across: string, types: Types): Crosstab {
  const columns = table.columns ?? [];
  const groups = (table.group_by ?? []).map(({ by }) => by).filter((by) => by !== across);
  const renamed = new Map<string, string>();
  const values: string[] = [];
  const places: string[] = [];
  for (const column of columns) {
    const total = totalled(column.value, column.total, table.totals ?? null, types);
    if (total === null) {
      if (column.value !== across) places.push(column.value);
      continue;
    }
    if (!values.includes(total)) values.push(total);
    renamed.set(columnKey(column), total);
  }
  const rows = groups.length ? groups : places.slice(0, 1);
  if (!values.length) values.push("count()");
  const style: Rule[] = [...(table.style ?? []), ...columns.flatMap(rulesOf)].flatMap((rule) => {
    const on = rule.on ? renamed.get(rule.on) : undefined;
    // what looks at a column that is gone, or at whole rows, has no place here
    if (rule.on && !on) return [];
    const { target: _, ...kept } = rule;
    return [on ? { ...kept, on } : kept];
  });
  const shown = new Set([...rows, across, ...values]);
  const order_by = (table.order_by ?? []).filter((text) => shown.has(text.replace(/^-\s*/, "")));
  const all = table.grand_total !== false && (table.totals || columns.some((column) => column.total));
  return {
    kind: "crosstab",
    ...shared(table),
    rows,
    columns: [across],
    values,
    ...(all || table.detail === false ? { totals: true } : {}),
    ...(order_by.length ? { order_by } : {}),
    ...(style.length ? { style } : {}),
  };
}

const rulesOf = (column: NonNullable<Table["columns"]>[number]): Rule[] =>
  (column.style ?? []).map((rule) => ({ ...rule, on: rule.on ?? columnKey(column) }));

/** The total a column shows; null for one that has none. */
function totalled(
  value: string,
  total: boolean | string | null | undefined,
  totals: string | null,
  types: Types,
): string | null {
  if (isTotal(value, types.measures)) return value;
  if (typeof total === "string") return /^\w+$/.test(total) ? withTotal(value, total) : total;
  const type = types.typeOf(value);
  return type !== null && NUMBERS.has(type) && total !== false ? withTotal(value, totals ?? "sum") : null;
}

/** The table a crosstab is when nothing goes across: rows are its groups, values its columns. */
export function tableFromCrosstab(crosstab: Crosstab): Table {
  const { style, order_by } = crosstab;
  return {
    kind: "table",
    ...shared(crosstab),
    columns: (crosstab.values ?? []).map((value) => ({ value })),
    group_by: (crosstab.rows ?? []).map((by) => ({ by })),
    detail: false,
    ...(crosstab.totals ? {} : { grand_total: false }),
    ...(order_by?.length ? { order_by } : {}),
    ...(style?.length ? { style } : {}),
  };
}
