// The menu of a pill: what can be changed of it, each as one named step.
import { __ } from "../../kit/words";
import type { Table } from "../../protocol/report";
import {
  aggregateOf,
  isTotal,
  MOMENTS,
  NUMBERS,
  totalLabel,
  totalsFor,
  UNITS,
  unitLabel,
} from "./aggregates";
import type { Known } from "./known";
import { labelOfWell, type Mapper } from "./mapper";
import { duplicateItem, fits } from "./moving";
import * as options from "./options";
import { canRename, moveTo, remove, step } from "./pill";
import { countOf } from "./place";
import type { Item } from "./popup";
import { type Filled, type Pill, wellsOf } from "./wells";

/** The total a column of a table has beneath it: its own, else the table's; null for none. */
export function columnAggregate(table: Table, index: number, known: Known): string | null {
  const column = table.columns?.[index];
  if (!column || column.total === false) return null;
  if (typeof column.total === "string") return column.total;
  if (isTotal(column.value, known.measures)) return null;
  const type = known.typeOf(column.value);
  return table.totals && type !== null && NUMBERS.has(type) ? table.totals : null;
}

export function pillMenu(mapper: Mapper, block: Filled, pill: Pill, label: string, at: HTMLElement): Item[] {
  const known = mapper.known.peek();
  const type = pill.of ? known.typeOf(pill.of) : "integer";
  const open = (what: "format" | "width" | "rules" | "group" | "expression" | "filter") => () => {
    mapper.open.value = { what, pill, at };
  };
  const items: Item[] = [];
  const { well } = pill;
  if (well === "filters") items.push({ label: __("Condition…"), onPick: open("filter") });
  const totalled = well === "values" || well === "value" || well === "compare" || well === "target";
  if (totalled || (well === "columns" && (pill.total !== null || !isTotal(pill.text, known.measures))))
    items.push(aggregates(mapper, pill, label, type, !totalled));
  if (MOMENTS.has(type ?? "") && !pill.total && well !== "filters" && well !== "sort")
    items.push(buckets(mapper, pill, label));
  if (block.kind === "table" && well === "columns" && !isTotal(pill.text, known.measures))
    items.push(totals(mapper, block, pill, label, type));
  if ((block.kind === "table" && well === "columns") || well === "value")
    items.push({ label: __("Format…"), onPick: open("format") });
  if (well === "sort") items.push(...directions(mapper, pill, label));
  else if (block.kind !== "metric" && well !== "filters" && well !== "groups")
    items.push(sorting(mapper, block, pill, label));
  if (well === "groups") items.push({ label: __("Group options…"), onPick: open("group") });
  if (block.kind === "table" && well === "columns") {
    items.push({
      label: __("Width…"),
      hint: block.columns?.[pill.index]?.width ?? "",
      onPick: open("width"),
    });
    items.push(aligning(mapper, block, pill, label));
    items.push({ label: __("Rules…"), onPick: open("rules") });
  }
  items.push({ label: __("Edit expression…"), onPick: open("expression") });
  if (canRename(pill))
    items.push({
      label: __("Rename"),
      hint: "F2",
      onPick: () => {
        mapper.renaming.value = { well, index: pill.index };
      },
    });
  const count = countOf(block, well);
  if (count > 1) {
    items.push({
      label: __("Move up"),
      hint: "Alt+↑",
      disabled: pill.index === 0,
      onPick: () => step(mapper, pill, label, -1),
    });
    items.push({
      label: __("Move down"),
      hint: "Alt+↓",
      disabled: pill.index === count - 1,
      onPick: () => step(mapper, pill, label, 1),
    });
  }
  const others = wellsOf(block).filter(({ name }) => name !== well && fits(block, pill, name, known));
  if (others.length)
    items.push({
      label: __("Move to"),
      items: others.map(({ name }) => ({
        label: labelOfWell(mapper, name),
        onPick: () => moveTo(mapper, pill, label, name),
      })),
    });
  if (block.kind === "table" && well === "columns")
    items.push({
      label: __("Duplicate"),
      onPick: () => mapper.edit(__("Duplicate %1", label), (draft, id) => duplicateItem(draft, id, pill)),
    });
  items.push({
    label: __("Remove"),
    hint: __("Delete"),
    danger: true,
    onPick: () => remove(mapper, pill, label),
  });
  return items;
}

function aggregates(mapper: Mapper, pill: Pill, label: string, type: string | null, none: boolean): Item {
  const now = aggregateOf(pill.text)?.total ?? null;
  const set = (total: string | null) => () =>
    mapper.edit(
      total === null ? __("%1 of each row", label) : __("%1 of %2", totalLabel(total), label),
      (draft, id) => {
        options.setAggregate(draft, id, pill, total);
        return undefined;
      },
    );
  const items = totalsFor(type ?? "float").map((total) => ({
    label: totalLabel(total),
    checked: now === total,
    onPick: set(total),
  }));
  if (none) items.unshift({ label: __("Each row"), checked: now === null, onPick: set(null) });
  return { label: __("Aggregate"), hint: now ? totalLabel(now) : "", items };
}

function buckets(mapper: Mapper, pill: Pill, label: string): Item {
  const set = (unit: string | null) => () =>
    mapper.edit(
      unit ? __("%1 by %2", label, unitLabel(unit).toLowerCase()) : __("%1 as it is", label),
      (draft, id) => {
        options.setBucket(draft, id, pill, unit);
        return undefined;
      },
    );
  return {
    label: __("Date bucket"),
    hint: pill.bucket ? unitLabel(pill.bucket) : "",
    items: [
      { label: __("As it is"), checked: pill.bucket === null, onPick: set(null) },
      ...UNITS.map((unit) => ({ label: unitLabel(unit), checked: pill.bucket === unit, onPick: set(unit) })),
    ],
  };
}

function totals(mapper: Mapper, block: Table, pill: Pill, label: string, type: string | null): Item {
  const own = block.columns?.[pill.index]?.total;
  const now = columnAggregate(block, pill.index, mapper.known.peek());
  const set = (total: string | false) => () =>
    mapper.edit(__("Total of %1", label), (draft, id) => {
      options.setColumn(draft, id, pill.index, "total", total === false && !block.totals ? null : total);
      return undefined;
    });
  return {
    label: __("Total"),
    hint: now ? totalLabel(now) : __("None"),
    items: [
      { label: __("None"), checked: now === null, onPick: set(false) },
      ...totalsFor(type ?? "float").map((total) => ({
        label: totalLabel(total),
        checked: now === total,
        hint: own ? "" : "",
        onPick: set(total),
      })),
    ],
  };
}

function directions(mapper: Mapper, pill: Pill, label: string): Item[] {
  const set = (descending: boolean) => () =>
    mapper.edit(__("Sort by %1", label), (draft, id) => {
      options.setDescending(draft, id, pill.index, descending);
      return undefined;
    });
  return [
    { label: __("Ascending"), checked: !pill.descending, onPick: set(false) },
    { label: __("Descending"), checked: pill.descending, onPick: set(true) },
  ];
}

function sorting(mapper: Mapper, block: Filled, pill: Pill, label: string): Item {
  const now = options.sortOf(block, pill.text);
  const set = (descending: boolean | null) => () =>
    mapper.edit(__("Sort by %1", label), (draft, id) => {
      options.sortBy(draft, id, pill.text, descending);
      return undefined;
    });
  return {
    label: __("Sort"),
    hint: now === null ? "" : now === "ascending" ? __("Ascending") : __("Descending"),
    items: [
      { label: __("Not by this"), checked: now === null, onPick: set(null) },
      { label: __("Ascending"), checked: now === "ascending", onPick: set(false) },
      { label: __("Descending"), checked: now === "descending", onPick: set(true) },
    ],
  };
}

function aligning(mapper: Mapper, block: Table, pill: Pill, label: string): Item {
  const now = block.columns?.[pill.index]?.align ?? null;
  const set = (align: "left" | "center" | "right" | null) => () =>
    mapper.edit(__("Align %1", label), (draft, id) => {
      options.setColumn(draft, id, pill.index, "align", align);
      return undefined;
    });
  return {
    label: __("Align"),
    items: [
      { label: __("By type"), checked: now === null, onPick: set(null) },
      { label: __("Left"), checked: now === "left", onPick: set("left") },
      { label: __("Centre"), checked: now === "center", onPick: set("center") },
      { label: __("Right"), checked: now === "right", onPick: set("right") },
    ],
  };
}
