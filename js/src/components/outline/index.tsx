// The blocks of the report in printed order: chosen, added, moved, doubled, renamed, removed.
import { useComputed } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { announce } from "../../kit/announce";
import { dragSource, dropPlace } from "../../kit/dnd";
import { Icon } from "../../kit/icons";
import { MenuButton, type MenuItem } from "../../kit/menu";
import { useRoving } from "../../kit/roving";
import { adopt } from "../../kit/sheet";
import { toast } from "../../kit/toasts";
import { __, _n } from "../../kit/words";
import type { PartProps } from "../../part";
import type { Report } from "../../protocol/report";
import { type Block, type BlockKind, blockOf, placeOf } from "../../report/definition";
import type { Store } from "../../store";
import {
  addBlock,
  duplicateBlock,
  joinWithNext,
  mayStandInRow,
  moveBlock,
  moveTo,
  removeBlock,
} from "./blocks";
import { freshBlock, KINDS, wordsOf } from "./fresh";
import { nameOf } from "./naming";
import css from "./style.css";

export { BlockSettings } from "./settings";

export function Outline({ store, el, signal }: PartProps) {
  useMemo(() => adopt(el, css), [el]);
  const list = useRef<HTMLDivElement>(null);
  useRoving(list, { selector: "[data-row]" });
  const act = useMemo(() => actions(store, el), [store, el]);
  const report = store.report.definition.value;
  const count = (report.body ?? []).length;
  return (
    <section class="nbr-outline" aria-label={__("Outline")}>
      <header>
        <h3>{__("Outline")}</h3>
        <MenuButton
          label={__("Add a block")}
          icon="add"
          items={KINDS.map(({ kind, words, icon }) => ({
            label: __(words),
            icon,
            onPick: () => act.add(kind),
          }))}
        />
      </header>
      {/* biome-ignore lint/a11y/useSemanticElements: a list of choices with menus in it */}
      <div ref={list} role="list" class="nbr-outline-list">
        <Line store={store} act={act} signal={signal} block={null} depth={0} />
        {(report.body ?? []).map((block) => (
          <Branch key={block.id} store={store} act={act} signal={signal} block={block} />
        ))}
      </div>
      {count === 0 && <p class="nbr-quiet nbr-outline-empty">{__("Add a table, a chart or a text.")}</p>}
    </section>
  );
}

interface LineProps {
  store: Store;
  act: Actions;
  signal: AbortSignal;
  /** Null for the report itself. */
  block: Block | null;
  depth: number;
}

function Branch(props: Omit<LineProps, "depth" | "block"> & { block: Block }) {
  const { block } = props;
  return (
    <>
      <Line {...props} depth={0} />
      {block.kind === "row" &&
        (block.blocks ?? []).map((inner) => <Line key={inner.id} {...props} block={inner} depth={1} />)}
    </>
  );
}

function Line({ store, act, signal, block, depth }: LineProps) {
  const row = useRef<HTMLDivElement>(null);
  const [renaming, setRenaming] = useState(false);
  const id = block?.id ?? "page";
  const chosen = useComputed(() => store.ui.selected.value === id).value;
  const name = block ? nameOf(block, store.fields.value) : __("Report and page");
  const wrong = store.problems.value.filter((problem) => block !== null && problem.block === block.id).length;
  const named = useRef(name);
  named.current = name;
  useEffect(() => {
    const element = row.current;
    if (!element || id === "page") return;
    const ends = [
      dragSource(element, { payload: () => ({ kind: "block", id, label: named.current }), signal }),
      dropPlace(element, {
        edges: "vertical",
        signal,
        words: (payload) =>
          payload.kind === "block" && payload.id !== id ? __("Move %1 here", payload.label) : null,
        onDrop: (payload, place) => {
          if (payload.kind === "block")
            act.drop(payload.id, payload.label, id, place === "before" ? "before" : "after");
        },
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [id, signal, act]);
  const pressed = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || !block) return;
    const up = event.key === "ArrowUp";
    if (event.altKey && (up || event.key === "ArrowDown")) act.move(id, name, up ? -1 : 1);
    else if (event.key === "Delete" || event.key === "Backspace") act.remove(id, name);
    else if (event.key === "F2") setRenaming(true);
    else return;
    event.preventDefault();
  };
  const icon = block ? (KINDS.find(({ kind }) => kind === block.kind)?.icon ?? "table") : "page";
  return (
    // biome-ignore lint/a11y/useSemanticElements: drawn as a line of a list
    <div
      ref={row}
      role="listitem"
      class={`nbr-outline-line${chosen ? " nbr-chosen" : ""}`}
      data-depth={depth}
      data-block-line={id}
    >
      {renaming && block ? (
        <Renaming
          value={block.title ?? ""}
          placeholder={name}
          onDone={(title) => {
            setRenaming(false);
            if (title !== null) act.rename(id, title);
          }}
        />
      ) : (
        <button
          type="button"
          class="nbr-outline-name"
          data-row=""
          aria-current={chosen ? "true" : undefined}
          title={name}
          onClick={() => {
            store.ui.selected.value = id;
          }}
          onDblClick={() => setRenaming(block !== null)}
          onKeyDown={pressed}
        >
          <Icon name={icon} />
          <span>{name}</span>
          {wrong > 0 && (
            <span class="nbr-outline-wrong">
              <Icon name="warn" />
              <span class="nbr-vh">{_n("%1 problem", "%1 problems", wrong)}</span>
            </span>
          )}
        </button>
      )}
      {block && (
        <MenuButton
          class="nbr-pill-menu"
          label={__("Options for %1", name)}
          items={() => act.menu(block, name, () => setRenaming(true))}
        />
      )}
    </div>
  );
}

function Renaming({
  value,
  placeholder,
  onDone,
}: {
  value: string;
  placeholder: string;
  onDone(title: string | null): void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const over = useRef(false);
  useEffect(() => input.current?.select(), []);
  const done = (title: string | null) => {
    if (over.current) return;
    over.current = true;
    onDone(title);
  };
  return (
    <input
      ref={input}
      class="nbr-search"
      aria-label={__("Title of the block")}
      placeholder={placeholder}
      defaultValue={value}
      onBlur={(event) => done(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") done(event.currentTarget.value);
        if (event.key === "Escape") {
          event.preventDefault();
          event.stopPropagation();
          done(null);
        }
      }}
    />
  );
}

export interface Actions {
  add(kind: BlockKind): void;
  move(id: string, name: string, by: -1 | 1): void;
  drop(id: string, name: string, to: string, side: "before" | "after"): void;
  remove(id: string, name: string): void;
  rename(id: string, title: string): void;
  menu(block: Block, name: string, rename: () => void): MenuItem[];
}

/** What can be done to blocks, each a named step that is said aloud. */
export function actions(store: Store, el: HTMLElement): Actions {
  const { report, ui } = store;
  const focus = (id: string | null) =>
    requestAnimationFrame(() =>
      el.querySelector<HTMLElement>(`[data-block-line="${CSS.escape(id ?? "page")}"] button`)?.focus(),
    );
  const select = (id: string | null) => {
    ui.selected.value = id;
    focus(id);
  };
  const placeWords = (draft: Report, id: string): string => {
    const place = placeOf(draft, id);
    return place ? __("position %1 of %2", place.index + 1, place.list.length) : "";
  };
  const act: Actions = {
    add(kind) {
      let id: string | null = null;
      report.edit(__("Add a %1", wordsOf(kind).toLowerCase()), (draft) => {
        id = addBlock(
          draft,
          freshBlock(draft, kind, store.fields.value),
          blockOf(draft, ui.selected.value)?.id ?? null,
        );
      });
      select(id);
      announce(el, __("%1 added, %2", wordsOf(kind), id ? placeWords(report.definition.value, id) : ""));
    },
    move(id, name, by) {
      let moved = false;
      report.edit(by < 0 ? __("Move %1 up", name) : __("Move %1 down", name), (draft) => {
        moved = moveBlock(draft, id, by);
      });
      if (moved) announce(el, __("%1 moved to %2", name, placeWords(report.definition.value, id)));
      focus(id);
    },
    drop(id, name, to, side) {
      report.edit(__("Move %1", name), (draft) => {
        moveTo(draft, id, to, side);
      });
      announce(el, __("%1 moved to %2", name, placeWords(report.definition.value, id)));
    },
    remove(id, name) {
      let next: string | null = null;
      report.edit(__("Remove %1", name), (draft) => {
        next = removeBlock(draft, id);
      });
      select(next);
      toast(store, {
        text: __("%1 removed", name),
        action: { label: __("Undo"), onPick: () => report.undo() },
      });
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
    menu(block, name, rename) {
      const definition = report.definition.value;
      const place = placeOf(definition, block.id);
      const next = place?.list[place.index + 1];
      const items: MenuItem[] = [
        { label: __("Rename"), hint: "F2", icon: "edit", onPick: rename },
        {
          label: __("Duplicate"),
          icon: "copy",
          onPick: () => {
            let id: string | null = null;
            report.edit(__("Duplicate %1", name), (draft) => {
              id = duplicateBlock(draft, block.id);
            });
            select(id);
          },
        },
        { label: __("Move up"), hint: "Alt+↑", icon: "up", onPick: () => act.move(block.id, name, -1) },
        { label: __("Move down"), hint: "Alt+↓", icon: "down", onPick: () => act.move(block.id, name, 1) },
      ];
      if (place && !place.row && next && mayStandInRow(block) && mayStandInRow(next)) {
        items.push({
          label: __("Beside the next block"),
          icon: "row",
          onPick: () =>
            report.edit(__("Put %1 in a row", name), (draft) => void joinWithNext(draft, block.id)),
        });
      }
      items.push({
        label: __("Remove"),
        hint: __("Del"),
        icon: "remove",
        danger: true,
        separator: true,
        onPick: () => act.remove(block.id, name),
      });
      return items;
    },
  };
  return act;
}
