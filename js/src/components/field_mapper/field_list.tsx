// The fields of the data: found by letters, added by key, menu or mouse.
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { dragSource, type Payload } from "../../kit/dnd";
import { namesIn } from "../../kit/expression_text";
import { __, _n } from "../../kit/words";
import type { FieldCard, MeasureCard } from "../../protocol/messages";
import { bestWell, wordsFor } from "./adding";
import { Glyph, typeWords } from "./glyph";
import { type Addable, addableField, addableMeasure } from "./known";
import type { Mapper } from "./mapper";
import { textsOf } from "./wells";

interface Entry {
  key: string;
  field: Addable;
  card: FieldCard | null;
  measure: MeasureCard | null;
  group: string;
  summary: string;
  error: string | null;
}

interface Section {
  key: string;
  label: string;
  on: string;
  entries: Entry[];
}

const KINDS = ["text", "number", "date", "boolean"] as const;

export function FieldList({ mapper }: { mapper: Mapper }) {
  const { store } = mapper;
  const query = useSignal("");
  const kind = useSignal<string | null>(null);
  const active = useSignal<string | null>(null);
  const root = useRef<HTMLElement>(null);
  const list = store.fields.value;
  const sections = sectionsOf(mapper, query.value, kind.value);
  const entries = sections.flatMap((section) => section.entries);
  const used = usedBy(mapper);
  const tab = entries.some(({ key }) => key === active.value) ? active.value : (entries[0]?.key ?? null);
  const buttons = () => Array.from(root.current?.querySelectorAll<HTMLElement>("[data-field]") ?? []);
  const go = (key: string | undefined) => {
    if (key === undefined) return;
    active.value = key;
    buttons()
      .find((each) => each.dataset.field === key)
      ?.focus();
  };
  const typed = useRef({ text: "", when: 0 });
  const pressed = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    const key = target.dataset.field;
    if (key === undefined) return;
    const at = entries.findIndex((entry) => entry.key === key);
    const entry = entries[at];
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    // letters after another key begin anew
    if (event.key.length > 1) typed.current = { text: "", when: 0 };
    if (step !== undefined && !event.altKey) {
      event.preventDefault();
      go(entries[Math.max(0, Math.min(step, entries.length - 1))]?.key);
    } else if ((event.key === "Enter" && event.shiftKey) || event.key === "ArrowRight") {
      event.preventDefault();
      if (entry && mapper.filled.peek()) mapper.open.value = { what: "add", field: entry.field, at: target };
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (entry) addBest(mapper, entry.field);
    } else if (event.key === " ") {
      event.preventDefault();
      if (entry) mapper.open.value = { what: "values", field: entry.field, at: target };
    } else if (event.key === "/") {
      event.preventDefault();
      root.current?.querySelector<HTMLInputElement>("input")?.focus();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const now = Date.now();
      typed.current = {
        text: (now - typed.current.when < 800 ? typed.current.text : "") + event.key.toLowerCase(),
        when: now,
      };
      const { text } = typed.current;
      const from = text.length > 1 ? at : at + 1;
      const next = [...entries.slice(from), ...entries].find((each) =>
        each.field.label.toLowerCase().startsWith(text),
      );
      event.preventDefault();
      go(next?.key);
    }
  };
  const shown = entries.filter(({ card }) => card).length;
  const total = list?.fields.length ?? 0;
  return (
    <section ref={root} class="nbr-field-list" aria-label={__("Fields")}>
      <div class="nbr-pane-head">
        <h3>{__("Fields")}</h3>
        <small>{shown === total ? _n("%1 field", "%1 fields", total) : __("%1 of %2", shown, total)}</small>
      </div>
      <div class="nbr-field-search">
        <input
          type="search"
          placeholder={__("Search fields")}
          aria-label={__("Search fields")}
          value={query.value}
          onInput={(event) => {
            query.value = event.currentTarget.value;
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") {
              event.preventDefault();
              go(entries[0]?.key);
            } else if (event.key === "Enter" && entries[0] && query.value) {
              event.preventDefault();
              addBest(mapper, entries[0].field);
            } else if (event.key === "Escape" && query.value) {
              event.preventDefault();
              event.stopPropagation();
              query.value = "";
            }
          }}
        />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset draws its own frame */}
        <div class="nbr-field-kinds" role="group" aria-label={__("Show")}>
          {KINDS.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={kind.value === each}
              aria-label={typeWords(each === "number" ? "integer" : each)}
              title={typeWords(each === "number" ? "integer" : each)}
              onClick={() => {
                kind.value = kind.value === each ? null : each;
              }}
            >
              <Glyph type={each === "number" ? "integer" : each} />
            </button>
          ))}
        </div>
      </div>
      {list?.error && (
        <p class="nbr-wrong" role="alert">
          {list.error}
        </p>
      )}
      {list === null && <Ghosts />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons inside */}
      <div class="nbr-field-rows" onKeyDown={pressed}>
        {sections.map((section) => (
          <div key={section.key} class="nbr-field-section">
            {section.label && (
              <p class="nbr-field-group">
                {section.label}
                {section.on && <span> {__("↗ joined on %1", section.on)}</span>}
              </p>
            )}
            <ul aria-label={section.label || __("Fields")}>
              {section.entries.map((entry) => (
                <Row
                  key={entry.key}
                  entry={entry}
                  used={used.has(entry.key)}
                  tab={tab === entry.key}
                  mapper={mapper}
                  onFocus={() => {
                    active.value = entry.key;
                  }}
                />
              ))}
            </ul>
          </div>
        ))}
        {list && !entries.length && <p class="nbr-field-none nbr-quiet">{__("No field is called that.")}</p>}
      </div>
      {list && !mapper.readOnly.value && (
        <div class="nbr-field-new">
          <New mapper={mapper} kind="field" label={__("New calculated field")} />
          <New mapper={mapper} kind="measure" label={__("New measure")} />
        </div>
      )}
    </section>
  );
}

function New({ mapper, kind, label }: { mapper: Mapper; kind: "field" | "measure"; label: string }) {
  return (
    <button
      type="button"
      onClick={(event) => {
        mapper.open.value = { what: "named", kind, name: null, at: event.currentTarget };
      }}
    >
      <span aria-hidden="true">+</span> {label}
    </button>
  );
}

/** Add to the best place of the block in hand. */
export function addBest(mapper: Mapper, field: Addable): void {
  const block = mapper.filled.peek();
  if (block) mapper.add(field, bestWell(block, field));
}

interface RowProps {
  entry: Entry;
  used: boolean;
  tab: boolean;
  mapper: Mapper;
  onFocus(): void;
}

function Row({ entry, used, tab, mapper, onFocus }: RowProps) {
  const row = useRef<HTMLLIElement>(null);
  const { field, card, measure } = entry;
  const { expr } = field;
  const still = mapper.readOnly.value;
  useEffect(() => {
    const el = row.current;
    const payload: Payload | null = card
      ? { kind: "field", field: card }
      : measure && { kind: "measure", measure };
    if (!el || still || !payload) return;
    const ending = new AbortController();
    dragSource(el, { payload: () => payload, text: () => expr, signal: ending.signal });
    return () => ending.abort();
  }, [card, measure, expr, still]);
  const block = mapper.filled.value;
  const best = block && wordsFor(block, field, bestWell(block, field));
  return (
    <li ref={row} class="nbr-field-row">
      <button
        type="button"
        class="nbr-field-name"
        data-field={entry.key}
        tabIndex={tab ? 0 : -1}
        title={entry.error ?? best ?? field.label}
        onFocus={onFocus}
        onDblClick={() => addBest(mapper, field)}
        onClick={(event) => {
          // a click with no mouse is one of a reader's
          if (event.detail === 0) addBest(mapper, field);
        }}
      >
        <Glyph type={field.type} measure={field.measure} />
        <span class="nbr-field-label">{field.label}</span>
        {used && (
          <span class="nbr-field-used">
            <span class="nbr-vh">{__("used")}</span>
          </span>
        )}
        <small class={entry.error ? "nbr-field-bad" : undefined}>{entry.error ? "⚠" : entry.summary}</small>
      </button>
      {block && !still && (
        <button
          type="button"
          class="nbr-field-add"
          tabIndex={-1}
          aria-label={__("Add %1 to…", field.label)}
          aria-haspopup="menu"
          onClick={(event) => {
            mapper.open.value = { what: "add", field, at: event.currentTarget };
          }}
        >
          +
        </button>
      )}
      {(card?.calculated || field.measure) && !still && (
        <button
          type="button"
          class="nbr-field-add"
          tabIndex={-1}
          aria-label={__("Edit %1", field.label)}
          onClick={(event) => {
            const name = card?.name ?? entry.key.replace(/^measure:/, "");
            mapper.open.value = {
              what: "named",
              kind: card ? "field" : "measure",
              name,
              at: event.currentTarget,
            };
          }}
        >
          ✎
        </button>
      )}
    </li>
  );
}

const Ghosts = () => (
  <div class="nbr-field-ghosts" role="status" aria-label={__("Reading the data…")}>
    {[1, 2, 3, 4, 5, 6, 7, 8].map((each) => (
      <span key={each} />
    ))}
  </div>
);

function sectionsOf(mapper: Mapper, query: string, kind: string | null): Section[] {
  const list = mapper.store.fields.value;
  if (!list) return [];
  const wanted = query.trim().toLowerCase();
  const fits = (label: string, name: string, type: string): boolean =>
    (!wanted || label.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted)) &&
    (kind === null || kindOf(type) === kind);
  const { fields: told } = mapper.store.report.definition.value;
  const known = mapper.known.value;
  const entries: Entry[] = Array.from(known.fields)
    .filter(([key, card]) => !told?.[key]?.hidden && fits(card.label, card.name, card.type))
    .map(([key, card]) => ({
      key,
      card,
      measure: null,
      field: addableField(card),
      group: card.calculated ? "\u0000calculated" : card.group,
      summary: card.summary,
      error: card.error,
    }));
  const made: Section[] = list.groups.map(({ name, label, on }) => ({
    key: `group:${name}`,
    label,
    on,
    entries: entries.filter((entry) => entry.group === name),
  }));
  const grouped = new Set(list.groups.map(({ name }) => name));
  const rest = entries.filter((entry) => !grouped.has(entry.group) && !entry.card?.calculated);
  if (rest.length) made.push({ key: "rest", label: "", on: "", entries: rest });
  made.push({
    key: "calculated",
    label: __("Calculated fields"),
    on: "",
    entries: entries.filter((entry) => entry.card?.calculated),
  });
  const measures = list.measures
    .filter((card) => fits(card.label, card.name, card.type))
    .map((card) => ({
      key: `measure:${card.name}`,
      card: null,
      measure: card,
      field: addableMeasure(card),
      group: "",
      summary: card.expr,
      error: null,
    }));
  made.push({ key: "measures", label: __("Measures"), on: "", entries: measures });
  return made.filter((section) => section.entries.length);
}

function kindOf(type: string): string {
  if (["integer", "float", "decimal", "duration"].includes(type)) return "number";
  return ["date", "datetime", "time"].includes(type) ? "date" : type;
}

/** Keys of the list's entries that the block in hand names. */
function usedBy(mapper: Mapper): Set<string> {
  const block = mapper.block.value;
  if (!block) return new Set();
  const texts = mapper.filled.value
    ? textsOf(mapper.filled.value)
    : Object.values(block).filter((each) => typeof each === "string");
  const names = new Set(texts.flatMap((text) => Array.from(namesIn(text))));
  return new Set(Array.from(names).flatMap((name) => [name, `measure:${name}`]));
}
