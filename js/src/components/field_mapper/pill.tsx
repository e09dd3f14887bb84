// One thing in a well: what it is, how it is written, what is wrong with it, and every key that changes it.
import { useEffect, useRef } from "preact/hooks";
import { dragSource, dropPlace, type Payload } from "../../kit/dnd";
import { __ } from "../../kit/words";
import type { Problem } from "../../protocol/messages";
import { problemsAt } from "../../store";
import { totalWord, unitWord } from "./aggregates";
import { conditionWords, readCondition } from "./filters";
import { Glyph } from "./glyph";
import type { Mapper } from "./mapper";
import { missingIn, nearestOne, replaceField } from "./missing";
import { moveBy, moveItem, neighbour, removeItem } from "./moving";
import { groupValue, rename } from "./options";
import { columnAggregate } from "./pill_menu";
import type { Filled, Pill } from "./wells";
import { dropWords } from "./wells_pane";

interface PillProps {
  pill: Pill;
  label: string;
  mapper: Mapper;
  block: Filled;
  drop(payload: Payload, at: number): void;
}

export function PillRow({ pill, label: told, mapper, block, drop }: PillProps) {
  const row = useRef<HTMLLIElement>(null);
  const { well, index } = pill;
  const known = mapper.known.value;
  const still = mapper.readOnly.value;
  const condition = well === "filters" ? readCondition(pill.text) : null;
  const label = condition ? fieldLabel(mapper, condition.field) : told;
  const key = condition ? condition.field : pill.text;
  const type = condition ? known.typeOf(condition.field) : pill.key === null ? null : known.typeOf(pill.of);
  const measure = pill.key !== null && known.measures.has(pill.key) && !known.fields.has(pill.key);
  const missing = block.source ? [] : missingIn(pill.text, known);
  const problems = problemsOf(mapper, pill);
  useEffect(() => {
    const el = row.current;
    if (!el || still) return;
    const ending = new AbortController();
    const { signal } = ending;
    const payload: Payload = { kind: "item", block: block.id, well, index, label };
    dragSource(el, { payload: () => payload, text: () => pill.text, signal });
    dropPlace(el, {
      words: (given) => dropWords(mapper, given, well),
      onDrop: (given, place) => drop(given, place === "after" ? index + 1 : index),
      edges: "vertical",
      signal,
    });
    return () => ending.abort();
  }, [block.id, well, index, label, pill.text, still]);
  if (mapper.renaming.value?.well === well && mapper.renaming.value.index === index)
    return <Renaming pill={pill} label={label} mapper={mapper} />;
  const open = (at: HTMLElement) => {
    if (!still) mapper.open.value = { what: "menu", pill, at };
  };
  const wrong = problems.length > 0 || missing.length > 0;
  const detail = condition ? conditionWords(condition, type ?? "text") : detailOf(pill, block, mapper);
  return (
    <li ref={row} class={`nbr-pill${wrong ? " nbr-pill-wrong" : ""}`}>
      <div class="nbr-pill-line">
        <button
          type="button"
          class="nbr-pill-main"
          data-pill={`${well}:${index}`}
          aria-haspopup={still ? undefined : "menu"}
          title={key}
          onClick={(event) => open(event.currentTarget)}
          onKeyDown={(event) => pillKey(event, mapper, pill, label)}
        >
          <Glyph type={type} measure={measure} />
          <span class={`nbr-pill-name${missing.length ? " nbr-pill-missing" : ""}`}>{label}</span>
          {detail && <em>{detail}</em>}
        </button>
        {!still && (
          <button
            type="button"
            class="nbr-pill-more"
            tabIndex={-1}
            aria-label={__("Options for %1", label)}
            aria-haspopup="menu"
            onClick={(event) => {
              const main = event.currentTarget.parentElement?.querySelector<HTMLElement>(".nbr-pill-main");
              open(main ?? event.currentTarget);
            }}
          >
            ⋯
          </button>
        )}
      </div>
      {missing.map((name) => (
        <Missing key={name} name={name} mapper={mapper} pill={pill} />
      ))}
      {!missing.length &&
        problems.map((problem) => (
          <p key={problem.message} class="nbr-wrong">
            {problem.message} {problem.remedy}
          </p>
        ))}
    </li>
  );
}

function fieldLabel(mapper: Mapper, text: string): string {
  const found = Array.from(mapper.known.value.fields.values()).find(({ expr }) => expr === text);
  return found?.label ?? text;
}

/** Problems of a pill; the filters are one expression, whose problems stand at the last. */
function problemsOf(mapper: Mapper, pill: Pill): Problem[] {
  const all = problemsAt(mapper.store, `${mapper.pointer.value}${pill.pointer}`);
  if (pill.well !== "filters") return all;
  const block = mapper.filled.value;
  const last = block ? pill.text === (block.where ?? "") || (block.where ?? "").endsWith(pill.text) : false;
  return last ? all : [];
}

function detailOf(pill: Pill, block: Filled, mapper: Mapper): string {
  const parts: string[] = [];
  if (pill.bucket) parts.push(unitWord(pill.bucket));
  if (pill.total) parts.push(totalWord(pill.total));
  if (pill.well === "sort") parts.push(pill.descending ? __("descending") : __("ascending"));
  if (block.kind === "table" && pill.well === "columns") {
    const column = block.columns?.[pill.index];
    const total = columnAggregate(block, pill.index, mapper.known.value);
    if (!pill.total && total) parts.push(totalWord(total));
    if (column?.format) parts.push(column.format);
    if (column?.style?.length) parts.push("◐");
  }
  if (block.kind === "table" && pill.well === "groups") {
    const group = block.group_by?.[pill.index];
    const sort = group ? groupValue(group, "sort") : "asc";
    if (sort !== "asc") parts.push(sort === "desc" ? __("descending") : (sort ?? ""));
    if (group?.top) parts.push(__("top %1", group.top));
    if (group?.page_break) parts.push(__("new page"));
  }
  if (block.kind === "metric" && pill.well === "value" && block.format) parts.push(block.format);
  return parts.join(" · ");
}

function Missing({ name, mapper, pill }: { name: string; mapper: Mapper; pill: Pill }) {
  const near = nearestOne(name, mapper.known.value);
  const source = mapper.store.fields.value?.source ?? "";
  return (
    <p class="nbr-wrong">
      {__("“%1” is not in %2.", name, source)}{" "}
      {near && (
        <button
          type="button"
          class="nbr-link"
          onClick={() =>
            mapper.edit(__("Replace %1 by %2", name, near.label), (draft) => {
              replaceField(draft, name, near.expr);
              return undefined;
            })
          }
        >
          {__("Use %1", near.label)}
        </button>
      )}{" "}
      <button
        type="button"
        class="nbr-link"
        aria-haspopup="menu"
        onClick={(event) => {
          mapper.open.value = { what: "replace", pill: { ...pill, key: name }, at: event.currentTarget };
        }}
      >
        {__("Replace…")}
      </button>
    </p>
  );
}

function Renaming({ pill, label, mapper }: { pill: Pill; label: string; mapper: Mapper }) {
  const input = useRef<HTMLInputElement>(null);
  const done = useRef(false);
  useEffect(() => input.current?.select(), []);
  const end = (text: string | null) => {
    if (done.current) return;
    done.current = true;
    mapper.renaming.value = null;
    mapper.focus.value = { well: pill.well, index: pill.index };
    if (text !== null && text !== label)
      mapper.edit(__("Rename %1", label), (draft, id) => {
        rename(draft, id, pill, text);
        return undefined;
      });
  };
  return (
    <li class="nbr-pill">
      <input
        ref={input}
        class="nbr-input"
        aria-label={__("Name of %1", label)}
        value={label}
        onBlur={(event) => end(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") {
            event.preventDefault();
            end(event.currentTarget.value);
          } else if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            end(null);
          }
        }}
      />
    </li>
  );
}

export const canRename = (pill: Pill): boolean => ["columns", "groups", "value"].includes(pill.well);

function pillKey(event: KeyboardEvent, mapper: Mapper, pill: Pill, label: string): void {
  const block = mapper.filled.peek();
  if (!block) return;
  const at = { well: pill.well, index: pill.index };
  const by = { ArrowUp: -1 as const, ArrowDown: 1 as const }[event.key];
  if (by && event.altKey && event.shiftKey) {
    event.preventDefault();
    event.stopPropagation();
    const to = neighbour(block, at, by, mapper.known.peek());
    if (to) moveTo(mapper, pill, label, to);
    else mapper.said.value = __("%1 can go no further.", label);
  } else if (by && event.altKey) {
    event.preventDefault();
    event.stopPropagation();
    step(mapper, pill, label, by);
  } else if (by && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    const all = Array.from(
      (event.currentTarget as HTMLElement)
        .closest(".nbr-wells-of")
        ?.querySelectorAll<HTMLElement>("[data-pill]") ?? [],
    );
    all[all.indexOf(event.currentTarget as HTMLElement) + by]?.focus();
  } else if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    remove(mapper, pill, label);
  } else if (event.key === "F2" && canRename(pill) && !mapper.readOnly.peek()) {
    event.preventDefault();
    mapper.renaming.value = at;
  }
}

export function step(mapper: Mapper, pill: Pill, label: string, by: -1 | 1): void {
  mapper.edit(
    __("Move %1", label),
    (draft, id) => moveBy(draft, id, pill, by),
    (done) => __("%1 moved to %2 of %3.", label, done.index + 1, done.count),
  );
}

export function moveTo(mapper: Mapper, pill: Pill, label: string, to: Pill["well"]): void {
  const block = mapper.filled.peek();
  if (!block) return;
  mapper.edit(
    __("Move %1", label),
    (draft, id) =>
      moveItem(draft, id, pill, { well: to, index: Number.MAX_SAFE_INTEGER }, mapper.known.peek()),
    (done) => __("%1 moved to %2, position %3 of %4.", label, to, done.index + 1, done.count),
  );
}

export function remove(mapper: Mapper, pill: Pill, label: string): void {
  mapper.edit(
    __("Remove %1", label),
    (draft, id) => removeItem(draft, id, pill),
    () => __("%1 removed.", label),
  );
}
