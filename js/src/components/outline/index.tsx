// The blocks of the report in printed order: chosen, added, moved, doubled, renamed, removed.
import { useComputed } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Dialog } from "../../kit/dialog";
import { dragSource, dropPlace } from "../../kit/dnd";
import { Icon } from "../../kit/icons";
import { MenuButton } from "../../kit/menu";
import { useRoving } from "../../kit/roving";
import { adopt } from "../../kit/sheet";
import { __, _n } from "../../kit/words";
import type { PartProps } from "../../part";
import type { Block } from "../../report/definition";
import { problemsAt, type Store } from "../../store";
import { Parameters } from "../parameters";
import { type Actions, actions } from "./actions";
import { mayDrop } from "./blocks";
import { KINDS } from "./fresh";
import { nameOf } from "./naming";
import { BlockSettings } from "./settings";
import css from "./style.css";

export { BlockSettings } from "./settings";

export function Outline({ store, el, signal }: PartProps) {
  useMemo(() => adopt(el, css), [el]);
  const list = useRef<HTMLDivElement>(null);
  useRoving(list, { selector: "[data-row]" });
  const act = useMemo(() => actions(store, el), [store, el]);
  const report = store.report.definition.value;
  const still = isStill(store);
  const count = (report.body ?? []).length;
  // in the builder they stand beside the list
  const alone = useMemo(() => !el.parentElement?.closest(".nbr"), [el]);
  return (
    <section class="nbr-outline" aria-label={__("Outline")}>
      <header>
        <h3>{__("Outline")}</h3>
        <MenuButton
          label={__("Add a block")}
          icon="add"
          disabled={still}
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
        <ParametersLine store={store} />
        {(report.body ?? []).map((block) => (
          <Branch key={block.id} store={store} act={act} signal={signal} block={block} />
        ))}
      </div>
      {count > 0 && !still && <Tail act={act} signal={signal} />}
      {alone && store.ui.selected.value === "params" && <Parameters store={store} el={el} signal={signal} />}
      {alone && ![null, "params"].includes(store.ui.selected.value) && <BlockSettings store={store} />}
      {count === 0 && <p class="nbr-quiet nbr-outline-empty">{__("Add a table, a chart or a text.")}</p>}
    </section>
  );
}

/** Whether the report can only be read. */
const isStill = (store: Store): boolean => store.file.value.state === "readonly";

/** Below all lines: the end of the report. */
function Tail({ act, signal }: { act: Actions; signal: AbortSignal }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    return dropPlace(place.current, {
      signal,
      words: (payload) => (payload.kind === "block" ? __("Move %1 to the end", payload.label) : null),
      onDrop: (payload) => {
        if (payload.kind === "block") act.drop(payload.id, payload.label, null, "after");
      },
    });
  }, [act, signal]);
  return <div ref={place} class="nbr-outline-tail" />;
}

/** The line that leads to the report's parameters. */
function ParametersLine({ store }: { store: Store }) {
  const chosen = useComputed(() => store.ui.selected.value === "params").value;
  const count = (store.report.definition.value.params ?? []).length;
  const wrong = problemsAt(store, "/params").length;
  return (
    // biome-ignore lint/a11y/useSemanticElements: drawn as a line of a list
    <div role="listitem" class={`nbr-outline-line${chosen ? " nbr-chosen" : ""}`} data-block-line="params">
      <button
        type="button"
        class="nbr-outline-name"
        data-row=""
        aria-current={chosen ? "true" : undefined}
        onClick={() => {
          store.ui.selected.value = "params";
        }}
      >
        <Icon name="settings" />
        <span>{__("Parameters")}</span>
        {count > 0 && <small class="nbr-quiet">{count}</small>}
        {wrong > 0 && <Wrong count={wrong} />}
      </button>
    </div>
  );
}

function Wrong({ count }: { count: number }) {
  return (
    <span class="nbr-outline-wrong">
      <Icon name="warn" />
      <span class="nbr-vh">{_n("%1 problem", "%1 problems", count)}</span>
    </span>
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
  const [setting, setSetting] = useState(false);
  const id = block?.id ?? "page";
  const still = isStill(store);
  const chosen = useComputed(() => store.ui.selected.value === id).value;
  const name = block ? nameOf(block, store.fields.value) : __("Report and page");
  const wrong = store.problems.value.filter((problem) => block !== null && problem.block === block.id).length;
  const named = useRef(name);
  named.current = name;
  useEffect(() => {
    const element = row.current;
    if (!element || still || id === "page") return;
    const ends = [
      dragSource(element, { payload: () => ({ kind: "block", id, label: named.current }), signal }),
      dropPlace(element, {
        edges: "vertical",
        signal,
        words: (payload) =>
          payload.kind === "block" && mayDrop(store.report.definition.peek(), payload.id, id)
            ? __("Move %1 here", payload.label)
            : null,
        onDrop: (payload, place) => {
          if (payload.kind === "block") act.drop(payload.id, payload.label, id, place);
        },
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [id, signal, act, store, still]);
  const pressed = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || !block || still) return;
    const up = event.key === "ArrowUp";
    if (event.altKey && (up || event.key === "ArrowDown")) act.move(id, name, up ? -1 : 1);
    else if (event.key === "Delete" || event.key === "Backspace") act.remove(id, name);
    else if (event.key === "F2") setRenaming(true);
    else if (event.key.toLowerCase() === "d" && (event.ctrlKey || event.metaKey)) act.duplicate(id, name);
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey))
      row.current?.querySelector<HTMLElement>("[aria-haspopup=menu]")?.click();
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
            if (title !== null && title !== (block.title ?? "")) act.rename(id, title);
            else act.focus(id);
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
          onDblClick={() => setRenaming(block !== null && !still)}
          onKeyDown={pressed}
        >
          <Icon name={icon} />
          <span>{name}</span>
          {wrong > 0 && <Wrong count={wrong} />}
        </button>
      )}
      {block && !still && (
        <MenuButton
          class="nbr-pill-menu"
          label={__("Options for %1", name)}
          items={() =>
            act.menu(block, name, {
              rename: () => setRenaming(true),
              settings: () => {
                store.ui.selected.value = id;
                setSetting(true);
              },
            })
          }
        />
      )}
      {setting && (
        <Dialog label={__("Settings of %1", name)} onClose={() => setSetting(false)}>
          <BlockSettings store={store} />
        </Dialog>
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
  // before the next key is pressed
  useLayoutEffect(() => input.current?.select(), []);
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
