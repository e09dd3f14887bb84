// What a pill's menu and the panels of groups and tables change: one key at a time, defaults left out.
import type { Column, Crosstab, Group, Metric, Report, Table } from "../../protocol/report";
import { withBucket, withTotal } from "./aggregates";
import type { At } from "./moving";
import { filledOf, read } from "./place";
import { columnKey, type Filled, groupKey } from "./wells";

const GROUP: Partial<Group> = {
  sort: "asc",
  other: false,
  totals_at: "footer",
  keep_together: "first_rows",
  repeat_header: true,
  collapsed: false,
  bookmark: true,
};
const TABLE: Partial<Table> = { grand_total: true, detail: true, page_totals: false };

/** Write a key, or leave it out where it says what holds anyway. */
export function setKey<T extends object, K extends keyof T>(
  target: T,
  key: K,
  value: T[K] | null | undefined,
  defaults: Partial<T> = {},
): void {
  if (value === null || value === undefined || value === "" || value === defaults[key]) delete target[key];
  else target[key] = value as T[K];
}

export function groupAt(draft: Report, id: string, index: number): Group | null {
  const block = filledOf(draft, id);
  return block?.kind === "table" ? (block.group_by?.[index] ?? null) : null;
}

export function columnAt(draft: Report, id: string, index: number): Column | null {
  const block = filledOf(draft, id);
  return block?.kind === "table" ? (block.columns?.[index] ?? null) : null;
}

export function setGroup<K extends keyof Group>(
  draft: Report,
  id: string,
  index: number,
  key: K,
  value: Group[K] | null,
): void {
  const group = groupAt(draft, id, index);
  if (group) setKey(group, key, value, GROUP);
}

export function setColumn<K extends keyof Column>(
  draft: Report,
  id: string,
  index: number,
  key: K,
  value: Column[K] | null,
): void {
  const column = columnAt(draft, id, index);
  if (column) setKey(column, key, value);
}

export function setTable<K extends keyof Table>(
  draft: Report,
  id: string,
  key: K,
  value: Table[K] | null,
): void {
  const block = filledOf(draft, id);
  if (block?.kind === "table") setKey(block, key, value, TABLE);
}

export function setMetric<K extends keyof Metric>(
  draft: Report,
  id: string,
  key: K,
  value: Metric[K] | null,
): void {
  const block = filledOf(draft, id);
  if (block?.kind === "metric") setKey(block, key, value);
}

/** What holds of a group or table where it says nothing itself. */
export const groupValue = <K extends keyof Group>(group: Group, key: K): Group[K] | undefined =>
  group[key] ?? GROUP[key];
export const tableValue = <K extends keyof Table>(table: Table, key: K): Table[K] | undefined =>
  table[key] ?? TABLE[key];

/** The margins of a crosstab. */
export function crosstabTotals({ totals }: Crosstab): {
  rows: boolean | string[];
  columns: boolean | string[];
} {
  if (typeof totals === "boolean" || !totals) return { rows: totals === true, columns: totals === true };
  return { rows: totals.rows ?? false, columns: totals.columns ?? false };
}

export function setCrosstabTotals(
  draft: Report,
  id: string,
  side: "rows" | "columns",
  value: boolean | string[],
): void {
  const block = filledOf(draft, id);
  if (block?.kind !== "crosstab") return;
  const totals = { ...crosstabTotals(block), [side]: value };
  if (totals.rows === false && totals.columns === false) delete block.totals;
  else if (totals.rows === true && totals.columns === true) block.totals = true;
  else {
    block.totals = {};
    if (totals.rows !== false) block.totals.rows = totals.rows;
    if (totals.columns !== false) block.totals.columns = totals.columns;
  }
}

/** Write another expression at a place; what refers to it by that text follows. */
export function setText(draft: Report, id: string, { well, index }: At, text: string): void {
  const block = filledOf(draft, id);
  if (!block) return;
  const before = read(block, well, index);
  if (!before || before.text === text) return;
  if (block.kind === "metric") {
    if (well === "value") block.value = text;
    else if (well === "target" || well === "compare" || well === "spark") setKey(block, well, text);
    return;
  }
  if (well === "sort") {
    if (block.order_by) block.order_by[index] = before.descending ? `-${text}` : text;
    return;
  }
  if (block.kind === "crosstab") {
    const list = well === "rows" ? block.rows : well === "across" ? block.columns : block.values;
    if (!list) return;
    list[index] = text;
    follow(block, before.text, text);
    return;
  }
  const column = well === "columns" ? block.columns?.[index] : undefined;
  if (column) {
    const key = columnKey(column);
    column.value = text;
    follow(block, key, columnKey(column));
  }
  const group = well === "groups" ? block.group_by?.[index] : undefined;
  if (group) group.by = text;
}

/** Rules and orders that name a column by its text. */
function follow(block: Exclude<Filled, Metric>, before: string, after: string): void {
  if (before === after) return;
  const own = block.kind === "table" ? (block.columns ?? []).flatMap(({ style }) => style ?? []) : [];
  for (const rule of [...(block.style ?? []), ...own]) if (rule.on === before) rule.on = after;
  if (block.kind === "crosstab" && block.order_by)
    block.order_by = block.order_by.map((each) =>
      each === before ? after : each === `-${before}` ? `-${after}` : each,
    );
}

/** Change the total of what stands at a place: of a column its own expression, else what is shown. */
export function setAggregate(draft: Report, id: string, at: At, total: string | null): void {
  const block = filledOf(draft, id);
  const before = block && read(block, at.well, at.index);
  if (before) setText(draft, id, at, withTotal(before.text, total));
}

export function setBucket(draft: Report, id: string, at: At, unit: string | null): void {
  const block = filledOf(draft, id);
  const before = block && read(block, at.well, at.index);
  if (before) setText(draft, id, at, withBucket(before.text, unit));
}

/** Turn an order round, or set it. */
export function setDescending(draft: Report, id: string, index: number, descending: boolean): void {
  const block = filledOf(draft, id);
  if (!block || block.kind === "metric" || !block.order_by?.[index]) return;
  const text = block.order_by[index].replace(/^-\s*/, "");
  block.order_by[index] = descending ? `-${text}` : text;
}

/** Sort a block by a text; an order by it that is there is turned, null takes it out. */
export function sortBy(draft: Report, id: string, text: string, descending: boolean | null): void {
  const block = filledOf(draft, id);
  if (!block || block.kind === "metric") return;
  const all = block.order_by ?? [];
  const index = all.findIndex((each) => each.replace(/^-\s*/, "") === text);
  if (descending === null) {
    if (index >= 0) all.splice(index, 1);
  } else {
    const written = descending ? `-${text}` : text;
    if (index >= 0) all[index] = written;
    else all.push(written);
  }
  setKey(block, "order_by", all.length ? all : null);
}

/** Whether a block is sorted by a text, and how. */
export function sortOf(block: Filled, text: string): "ascending" | "descending" | null {
  if (block.kind === "metric") return null;
  if (block.order_by?.includes(text)) return "ascending";
  return block.order_by?.some((each) => each.startsWith("-") && each.slice(1).trim() === text)
    ? "descending"
    : null;
}

/** Give what stands at a place a label of its own; empty gives it back the one of its field. */
export function rename(draft: Report, id: string, { well, index }: At, label: string): void {
  const words = label.trim();
  if (well === "columns") setColumn(draft, id, index, "label", words);
  else if (well === "groups") setGroup(draft, id, index, "label", words);
  else if (well === "value") setMetric(draft, id, "label", words);
}

/** Keys of groups that rules and totals may name. */
export const groupKeys = (table: Table): string[] => (table.group_by ?? []).map(groupKey);
