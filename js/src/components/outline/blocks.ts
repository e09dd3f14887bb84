// What is done to the blocks of a report: added, moved, doubled, removed. Drafts are changed where they stand.
import type { Report } from "../../protocol/report";
import { type Block, type BlockKind, blockOf, blocksOf, newId, placeOf } from "../../report/definition";

/** Put a block after another one, at the end where there is none; return its id. */
export function addBlock(draft: Report, made: Block, after: string | null): string {
  const place = after === null ? null : placeOf(draft, after);
  // pages break between blocks, not beside them, and rows stand in no row
  const beside =
    place?.row && (made.kind === "pagebreak" || made.kind === "row") ? placeOf(draft, place.row.id) : place;
  if (beside) beside.list.splice(beside.index + 1, 0, made);
  else {
    draft.body ??= [];
    draft.body.push(made);
  }
  return made.id;
}

/** A block as it stands in a report, to be put back after it was removed. */
export interface Taken {
  block: Block;
  index: number;
  row: string | null;
  width: number | null;
  /** Which one takes its place. */
  next: string | null;
}

/** Return a block with all that putting it back needs. */
export function standing(report: Report, id: string): Taken | null {
  const place = placeOf(report, id);
  const block = place?.list[place.index];
  if (!place || !block) return null;
  const { list, index, row } = place;
  const next = (list[index + 1] ?? list[index - 1] ?? row)?.id ?? null;
  return {
    block: structuredClone(block),
    index,
    row: row?.id ?? null,
    width: row?.widths?.[index] ?? null,
    next,
  };
}

/** Take a block out and return which one is next to it then. */
export function removeBlock(draft: Report, id: string): string | null {
  const place = placeOf(draft, id);
  if (!place) return null;
  place.list.splice(place.index, 1);
  keepWidths(place.row, (widths) => widths.splice(place.index, 1));
  return (place.list[place.index] ?? place.list[place.index - 1] ?? place.row)?.id ?? null;
}

/** Put back what was taken out, where it stood as far as that is still there. */
export function putBack(draft: Report, { block, index, row, width }: Taken): void {
  if (placeOf(draft, block.id)) return;
  const found = blockOf(draft, row);
  const home = found?.kind === "row" ? found : null;
  let list: Block[];
  if (home) {
    home.blocks ??= [];
    list = home.blocks;
  } else {
    draft.body ??= [];
    list = draft.body;
  }
  const at = Math.min(index, list.length);
  list.splice(at, 0, structuredClone(block));
  keepWidths(home, (widths) => widths.splice(at, 0, width ?? 1));
}

/** Put a copy behind a block and return its id. */
export function duplicateBlock(draft: Report, id: string): string | null {
  const place = placeOf(draft, id);
  const block = place?.list[place.index];
  if (!place || !block) return null;
  const copy = structuredClone(block);
  place.list.splice(place.index + 1, 0, copy);
  keepWidths(place.row, (widths) => widths.splice(place.index + 1, 0, widths[place.index] ?? 1));
  // one after the other: each looks at those before it
  for (const each of blocksOf({ body: [copy] })) each.id = "";
  for (const each of blocksOf({ body: [copy] })) each.id = newId(draft);
  return copy.id;
}

/** Move a block by one place among its neighbours: into a row that stands there, out of one at its ends. */
export function moveBlock(draft: Report, id: string, by: -1 | 1): boolean {
  const place = placeOf(draft, id);
  const block = place?.list[place.index];
  if (!place || !block) return false;
  const next = place.list[place.index + by];
  if (!next) {
    if (!place.row) return false;
    return moveTo(draft, id, place.row.id, by < 0 ? "before" : "after");
  }
  if (next.kind === "row" && mayStandInRow(block))
    return moveTo(draft, id, next.id, "into", by > 0 ? 0 : undefined);
  return moveTo(draft, id, next.id, by < 0 ? "before" : "after");
}

export type Side = "before" | "after" | "into";

/** Move a block before or after another one, or into a row. */
export function moveTo(draft: Report, id: string, to: string, side: Side, at?: number): boolean {
  const from = placeOf(draft, id);
  const block = from?.list[from.index];
  if (!from || !block || id === to || blocksOf({ body: [block] }).some((each) => each.id === to))
    return false;
  const goal = placeOf(draft, to);
  const target = goal?.list[goal.index];
  if (!goal || !target) return false;
  const into = side === "into" && target.kind === "row";
  if ((into || goal.row) && !mayStandInRow(block)) return false;
  from.list.splice(from.index, 1);
  keepWidths(from.row, (widths) => widths.splice(from.index, 1));
  if (into) {
    target.blocks ??= [];
    const place = at ?? target.blocks.length;
    target.blocks.splice(place, 0, block);
    keepWidths(target, (widths) => widths.splice(place, 0, 1));
    return true;
  }
  const index = goal.list.findIndex((each) => each.id === to) + (side === "before" ? 0 : 1);
  goal.list.splice(index, 0, block);
  keepWidths(goal.row, (widths) => widths.splice(index, 0, 1));
  return true;
}

/** Whether a drop of one block at another can do anything. */
export function mayDrop(report: Report, id: string, to: string): boolean {
  const block = blockOf(report, id);
  if (!block || blocksOf({ body: [block] }).some((each) => each.id === to)) return false;
  return mayStandInRow(block) || !placeOf(report, to)?.row;
}

/** Move a block to where it was dropped: below the line of a row is the row's first place. */
export function dropAt(draft: Report, id: string, to: string | null, side: Side): boolean {
  if (to === null) {
    const last = draft.body?.at(-1);
    return last ? moveTo(draft, id, last.id, "after") : false;
  }
  const [block, target] = [blockOf(draft, id), blockOf(draft, to)];
  if (block && mayStandInRow(block) && target?.kind === "row" && side !== "before")
    return moveTo(draft, id, to, "into", 0);
  return moveTo(draft, id, to, side);
}

/** Put the block and the one after it side by side; return the row's id. */
export function joinWithNext(draft: Report, id: string): string | null {
  const place = placeOf(draft, id);
  const [block, next] = [place?.list[place.index], place?.list[place.index + 1]];
  if (!place || place.row || !block || !next || !mayStandInRow(block) || !mayStandInRow(next)) return null;
  const row: Block = { kind: "row", id: newId(draft), blocks: [block, next] };
  place.list.splice(place.index, 2, row);
  return row.id;
}

export const mayStandInRow = (block: { kind: BlockKind }): boolean =>
  block.kind !== "row" && block.kind !== "pagebreak";

function keepWidths(row: Block | null, change: (widths: number[]) => void): void {
  if (row?.kind === "row" && row.widths?.length) change(row.widths);
}
