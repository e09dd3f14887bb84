// What can be done to blocks: each a named step, said aloud, with the focus where one goes on.
import { announce } from "../../kit/announce";
import type { MenuItem } from "../../kit/menu";
import { toast } from "../../kit/toasts";
import { __ } from "../../kit/words";
import type { Report } from "../../protocol/report";
import { type Block, type BlockKind, blockOf, placeOf } from "../../report/definition";
import type { Store } from "../../store";
import {
  addBlock,
  dropAt,
  duplicateBlock,
  joinWithNext,
  mayStandInRow,
  moveBlock,
  moveTo,
  putBack,
  removeBlock,
  type Side,
  standing,
} from "./blocks";
import { freshBlock, wordsOf } from "./fresh";

export interface Actions {
  add(kind: BlockKind): void;
  move(id: string, name: string, by: -1 | 1): void;
  /** To a place at another block; at the report's end where that is null. */
  drop(id: string, name: string, to: string | null, side: Side): void;
  duplicate(id: string, name: string): void;
  remove(id: string, name: string): void;
  rename(id: string, title: string): void;
  focus(id: string | null): void;
  menu(block: Block, name: string, more: { rename(): void; settings(): void }): MenuItem[];
}

export function actions(store: Store, el: HTMLElement): Actions {
  const { report, ui } = store;
  // once the lines are drawn, before another key is pressed: without a focus it would be JupyterLab's
  const focus = (id: string | null) =>
    queueMicrotask(() =>
      el
        .querySelector<HTMLElement>(`[data-block-line="${CSS.escape(id ?? "page")}"] .nbr-outline-name`)
        ?.focus(),
    );
  const select = (id: string | null) => {
    ui.selected.value = id;
    focus(id);
  };
  const placeWords = (id: string | null): string => {
    const place = id === null ? null : placeOf(report.definition.value, id);
    return place ? __("position %1 of %2", place.index + 1, place.list.length) : "";
  };
  const told = (id: string, name: string) => {
    announce(el, __("%1 moved to %2", name, placeWords(id)));
    focus(id);
  };
  /** Move in one step, told where it moved at all. */
  const moving = (id: string, name: string, step: string, change: (draft: Report) => boolean) => {
    let moved = false;
    report.edit(step, (draft) => {
      moved = change(draft);
    });
    if (moved) told(id, name);
    else announce(el, __("%1 stays where it is", name));
  };
  const act: Actions = {
    focus,
    add(kind) {
      let id: string | null = null;
      report.edit(__("Add a %1", wordsOf(kind).toLowerCase()), (draft) => {
        const after = blockOf(draft, ui.selected.value)?.id ?? null;
        id = addBlock(draft, freshBlock(draft, kind, store.fields.value), after);
      });
      select(id);
      announce(el, __("%1 added, %2", wordsOf(kind), placeWords(id)));
    },
    move(id, name, by) {
      const step = by < 0 ? __("Move %1 up", name) : __("Move %1 down", name);
      moving(id, name, step, (draft) => moveBlock(draft, id, by));
    },
    drop(id, name, to, side) {
      moving(id, name, __("Move %1", name), (draft) => dropAt(draft, id, to, side));
    },
    duplicate(id, name) {
      let made: string | null = null;
      report.edit(__("Duplicate %1", name), (draft) => {
        made = duplicateBlock(draft, id);
      });
      select(made);
      announce(el, __("%1 duplicated, %2", name, placeWords(made)));
    },
    remove(id, name) {
      const taken = standing(report.definition.value, id);
      if (!taken) return;
      report.edit(__("Remove %1", name), (draft) => {
        removeBlock(draft, id);
      });
      const left = JSON.stringify(report.definition.value);
      select(taken.next);
      const back = () => {
        // what was done since then stays done
        if (JSON.stringify(report.definition.value) === left) report.undo();
        else report.edit(__("Bring back %1", name), (draft) => putBack(draft, taken));
        select(id);
      };
      toast(store, { text: __("%1 removed", name), action: { label: __("Undo"), onPick: back } });
    },
    rename(id, title) {
      report.edit(__("Rename a block"), (draft) => {
        const block = blockOf(draft, id);
        if (!block) return;
        if (title.trim()) block.title = title.trim();
        else delete block.title;
      });
      focus(id);
    },
    menu: (block, name, more) => [
      { label: __("Rename"), hint: "F2", icon: "edit", onPick: more.rename },
      { label: __("Settings"), icon: "settings", onPick: more.settings },
      {
        label: __("Duplicate"),
        hint: __("Ctrl+D"),
        icon: "copy",
        onPick: () => act.duplicate(block.id, name),
      },
      { label: __("Move up"), hint: "Alt+↑", icon: "up", onPick: () => act.move(block.id, name, -1) },
      { label: __("Move down"), hint: "Alt+↓", icon: "down", onPick: () => act.move(block.id, name, 1) },
      ...rowItems(
        report.definition.value,
        block,
        (step, change) => moving(block.id, name, step, change),
        name,
      ),
      {
        label: __("Remove"),
        hint: __("Del"),
        icon: "remove",
        danger: true,
        separator: true,
        onPick: () => act.remove(block.id, name),
      },
    ],
  };
  return act;
}

type Moving = (step: string, change: (draft: Report) => boolean) => void;

/** What a menu says about rows: beside another block, into a row, out of it. */
function rowItems(report: Report, { id, kind }: Block, moving: Moving, name: string): MenuItem[] {
  const place = placeOf(report, id);
  if (!place || !mayStandInRow({ kind })) return [];
  const step = __("Put %1 in a row", name);
  if (place.row) {
    const out = place.row.id;
    return [
      {
        label: __("Out of the row"),
        icon: "row",
        onPick: () => moving(__("Take %1 out of its row", name), (draft) => moveTo(draft, id, out, "after")),
      },
    ];
  }
  const [before, next] = [place.list[place.index - 1], place.list[place.index + 1]];
  const items: MenuItem[] = [];
  if (before?.kind === "row")
    items.push({
      label: __("Into the row above"),
      icon: "row",
      onPick: () => moving(step, (draft) => moveTo(draft, id, before.id, "into")),
    });
  if (next?.kind === "row")
    items.push({
      label: __("Into the row below"),
      icon: "row",
      onPick: () => moving(step, (draft) => moveTo(draft, id, next.id, "into", 0)),
    });
  if (next && mayStandInRow(next))
    items.push({
      label: __("Beside the next block"),
      icon: "row",
      onPick: () => moving(step, (draft) => joinWithNext(draft, id) !== null),
    });
  return items;
}
