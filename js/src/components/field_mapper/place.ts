// What stands in a well put in, taken out and read back: the one place that writes wells into the definition.
import { allOf, conditions } from "../../kit/expression_text";
import type { Column, Group, Report } from "../../protocol/report";
import { blockOf, placeOf } from "../../report/definition";
import { withTotal } from "./aggregates";
import { tableFromCrosstab } from "./conversion";
import { columnKey, type Filled, groupKey, isFilled, type WellName, wordsOf } from "./wells";

/** What moves between wells: an expression, and what a column or group says of it. */
export interface Content {
  text: string;
  column?: Column;
  group?: Group;
  descending?: boolean;
}

export function filledOf(draft: Report, id: string): Filled | null {
  const block = blockOf(draft, id);
  return isFilled(block) ? block : null;
}

/** Put another block in the place of the one of that id. */
export function replaceBlock(draft: Report, id: string, made: Filled): void {
  const place = placeOf(draft, id);
  if (place) place.list[place.index] = made;
}

/** How many stand in a well. */
export function countOf(block: Filled, well: WellName): number {
  if (well === "filters") return conditions(block.where).length;
  if (block.kind === "metric") return read(block, well, 0) ? 1 : 0;
  if (well === "sort") return block.order_by?.length ?? 0;
  if (block.kind === "crosstab") return wordsOf(block, well).length;
  if (well === "groups") return block.group_by?.length ?? 0;
  return well === "columns" ? (block.columns?.length ?? 0) : 0;
}

/** What stands at a place of a well. */
export function read(block: Filled, well: WellName, index: number): Content | null {
  if (well === "filters") return content(conditions(block.where)[index]);
  if (block.kind === "metric") {
    const given =
      well === "value" || well === "compare" || well === "target" || well === "spark" ? block[well] : null;
    return given === null || given === undefined || given === "" ? null : content(String(given));
  }
  if (well === "sort") {
    const written = block.order_by?.[index];
    if (written === undefined) return null;
    const descending = written.startsWith("-");
    return { text: descending ? written.slice(1).trim() : written, descending };
  }
  if (block.kind === "crosstab") return content(wordsOf(block, well)[index]);
  if (well === "groups") {
    const group = block.group_by?.[index];
    return group ? { text: group.by, group } : null;
  }
  const column = well === "columns" ? block.columns?.[index] : undefined;
  return column ? { text: column.value, column } : null;
}

const content = (text: string | undefined): Content | null => (text === undefined ? null : { text });

/** Put something into a well; returns where it stands, or null where that well cannot hold it again. */
export function put(block: Filled, well: WellName, made: Content, at?: number): number | null {
  const { text } = made;
  if (well === "filters") {
    const all = conditions(block.where);
    if (all.includes(text)) return null;
    const index = insert(all, text, at);
    block.where = allOf(all);
    return index;
  }
  if (block.kind === "metric") {
    if (well === "value") block.value = text;
    else if (well === "compare" || well === "target" || well === "spark") block[well] = text;
    else return null;
    return 0;
  }
  if (well === "sort") {
    block.order_by ??= [];
    if (block.order_by.some((each) => each.replace(/^-\s*/, "") === text)) return null;
    return insert(block.order_by, made.descending ? `-${text}` : text, at);
  }
  if (block.kind === "crosstab") {
    const list = listOf(block, well);
    if (!list || list.includes(text)) return null;
    return insert(list, text, at);
  }
  if (well === "groups") {
    block.group_by ??= [];
    return insert(block.group_by, groupFrom(made, block.group_by), at);
  }
  if (well !== "columns") return null;
  block.columns ??= [];
  return insert(block.columns, columnFrom(made, block.columns), at);
}

/** Take something out of a well. */
export function take(draft: Report, block: Filled, well: WellName, index: number): Content | null {
  const found = read(block, well, index);
  if (!found) return null;
  if (well === "filters") {
    const all = conditions(block.where);
    all.splice(index, 1);
    const left = allOf(all);
    if (left) block.where = left;
    else delete block.where;
  } else if (block.kind === "metric") {
    if (well === "value") block.value = "";
    else if (well === "compare" || well === "target" || well === "spark") delete block[well];
  } else if (well === "sort") {
    block.order_by?.splice(index, 1);
  } else if (block.kind === "crosstab") {
    listOf(block, well)?.splice(index, 1);
    // nothing goes across any more: what is left is a table
    if (well === "across" && !block.columns?.length && block.rows?.length)
      replaceBlock(draft, block.id, tableFromCrosstab(block));
  } else if (well === "groups") {
    block.group_by?.splice(index, 1);
  } else {
    block.columns?.splice(index, 1);
  }
  return found;
}

function listOf(block: Extract<Filled, { kind: "crosstab" }>, well: WellName): string[] | null {
  const key = well === "across" ? "columns" : well;
  if (key !== "rows" && key !== "columns" && key !== "values") return null;
  block[key] ??= [];
  return block[key] as string[];
}

function insert<T>(list: T[], item: T, at = list.length): number {
  const index = Math.max(0, Math.min(at, list.length));
  list.splice(index, 0, item);
  return index;
}

function groupFrom({ text, group, column }: Content, others: Group[]): Group {
  const label = column?.label;
  const made: Group = group ?? { by: withTotal(text, null), ...(label ? { label } : {}) };
  return named(
    made,
    made.by,
    others.map((each) => groupKey(each)),
  );
}

function columnFrom({ text, group, column }: Content, others: Column[]): Column {
  const label = group?.label;
  const made: Column = column ?? { value: text, ...(label ? { label } : {}) };
  return named(
    made,
    made.value,
    others.map((each) => columnKey(each)),
  );
}

/** Two of one key need names of their own. */
function named<T extends { name?: string | null }>(made: T, text: string, taken: string[]): T {
  const key = made.name ?? text;
  if (!taken.includes(key)) return made;
  let count = 2;
  while (taken.includes(`${key}_${count}`)) count += 1;
  return { ...made, name: `${key}_${count}`.slice(-200) };
}
