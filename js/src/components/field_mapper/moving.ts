// Moving, removing and doubling what stands in wells.
import { __ } from "../../kit/words";
import type { Report } from "../../protocol/report";
import { addableOf, contentFor, type Done } from "./adding";
import { isTotal, MOMENTS, withTotal } from "./aggregates";
import { crosstabFromTable } from "./conversion";
import type { Known } from "./known";
import { type Content, countOf, filledOf, put, read, replaceBlock, take } from "./place";
import { bucketless, type Filled, type WellName, wellOf, wellsOf } from "./wells";

export interface At {
  well: WellName;
  index: number;
}

/** Wells that say something of what is shown elsewhere: what is moved into them also stays where it is. */
const BESIDE: ReadonlySet<WellName> = new Set(["sort", "filters"]);
const KEYS: ReadonlySet<WellName> = new Set(["groups", "rows", "across"]);

/** What a pill is written as in another well; null where it has no place there. */
export function converted(
  block: Filled,
  from: WellName,
  content: Content,
  to: WellName,
  known: Known,
): Content | null {
  if (from === to) return content;
  if (from === "filters") return null;
  const total = isTotal(content.text, known.measures);
  if (KEYS.has(to)) {
    const text = withTotal(content.text, null);
    if (!text || isTotal(text, known.measures)) return null;
    return KEYS.has(from) ? content : { ...content, text };
  }
  if (to === "sort") return { text: content.text, descending: total };
  if (to === "filters") {
    const text = withTotal(content.text, null);
    return isTotal(text, known.measures) ? null : { text: `${bucketless(text)} is not none` };
  }
  if (to === "spark") {
    const plain = bucketless(content.text);
    return MOMENTS.has(known.typeOf(plain) ?? "") ? { text: content.text } : null;
  }
  if (total || (to === "columns" && !(block.kind === "table" && block.detail === false))) return content;
  const made = contentFor(block, addableOf(bucketless(content.text), content.text, known), to);
  return made ? { ...content, text: made.text } : null;
}

/** Whether a pill can stand in another well. */
export function fits(block: Filled, from: At, to: WellName, known: Known): boolean {
  const content = read(block, from.well, from.index);
  return content !== null && converted(block, from.well, content, to, known) !== null;
}

/** Move what stands at one place to another; `to.index` counts with it still in its old place. */
export function moveItem(draft: Report, id: string, from: At, to: At, known: Known): Done {
  const block = filledOf(draft, id);
  const content = block && read(block, from.well, from.index);
  if (!block || !content) return { refused: __("It is not there any more.") };
  if (from.well === to.well) return reorder(draft, block, from, to.index);
  const made = converted(block, from.well, content, to.well, known);
  if (!made) return { refused: __("It cannot stand there.") };
  if (block.kind === "table" && to.well === "across") {
    const rest = structuredClone(block);
    take(draft, rest, from.well, from.index);
    replaceBlock(draft, id, crosstabFromTable(rest, made.text, known));
    return { well: "across", index: 0, count: 1 };
  }
  const index = put(block, to.well, made, to.index);
  if (index === null)
    return { refused: __("It is already in %1.", wellOf(block, to.well)?.label ?? to.well) };
  if (!BESIDE.has(to.well)) take(draft, block, from.well, from.index);
  return standing(draft, id, { well: to.well, index });
}

function reorder(draft: Report, block: Filled, from: At, index: number): Done {
  const count = countOf(block, from.well);
  const target = Math.max(0, Math.min(index > from.index ? index - 1 : index, count - 1));
  const list = listOf(block, from.well);
  if (list) {
    const [item] = list.splice(from.index, 1);
    list.splice(target, 0, item as never);
  } else {
    const content = take(draft, block, from.well, from.index);
    if (content) put(block, from.well, content, target);
  }
  return { well: from.well, index: target, count };
}

function listOf(block: Filled, well: WellName): unknown[] | undefined {
  if (block.kind === "metric" || well === "filters") return undefined;
  if (well === "sort") return block.order_by;
  if (block.kind === "table") return well === "groups" ? block.group_by : block.columns;
  return well === "rows" ? block.rows : well === "across" ? block.columns : block.values;
}

/** Where something stands after the block may have become another kind. */
function standing(draft: Report, id: string, at: At): Done {
  const block = filledOf(draft, id);
  let { well } = at;
  if (block?.kind === "table" && well === "rows") well = "groups";
  if (block?.kind === "table" && well === "values") well = "columns";
  return { well, index: at.index, count: block ? countOf(block, well) : 0 };
}

/** Move one place up (-1) or down (1). */
export function moveBy(draft: Report, id: string, from: At, step: -1 | 1): Done {
  const block = filledOf(draft, id);
  if (!block) return { refused: __("It is not there any more.") };
  const count = countOf(block, from.well);
  const target = from.index + step;
  if (target < 0) return { refused: __("It is the first.") };
  if (target >= count) return { refused: __("It is the last.") };
  return reorder(draft, block, from, step > 0 ? target + 1 : target);
}

/** The nearest well above (-1) or below (1) that can hold what stands at a place. */
export function neighbour(block: Filled, from: At, step: -1 | 1, known: Known): WellName | null {
  const names = wellsOf(block).map(({ name }) => name);
  for (let at = names.indexOf(from.well) + step; at >= 0 && at < names.length; at += step) {
    const name = names[at];
    // across makes another block of a table: that is done on purpose, not in passing
    if (!name || (block.kind === "table" && name === "across")) continue;
    if (fits(block, from, name, known)) return name;
  }
  return null;
}

/** Take something out. */
export function removeItem(draft: Report, id: string, from: At): Done {
  const block = filledOf(draft, id);
  if (!block || !take(draft, block, from.well, from.index))
    return { refused: __("It is not there any more.") };
  return standing(draft, id, from);
}

/** Put the same beside it once more. */
export function duplicateItem(draft: Report, id: string, from: At): Done {
  const block = filledOf(draft, id);
  const content = block && read(block, from.well, from.index);
  if (!block || !content) return { refused: __("It is not there any more.") };
  if (from.well !== "columns" || block.kind !== "table")
    return { refused: __("It can stand there only once.") };
  const index = put(block, from.well, structuredClone(content), from.index + 1);
  if (index === null) return { refused: __("It can stand there only once.") };
  return { well: from.well, index, count: countOf(block, from.well) };
}
