// The wells of the block in hand.
import { useLayoutEffect, useRef } from "preact/hooks";
import { dragging, dropPlace, type Payload } from "../../kit/dnd";
import { __ } from "../../kit/words";
import { problemsAt } from "../../store";
import { wordsFor } from "./adding";
import { type Addable, addableField, addableMeasure, labelOf } from "./known";
import { labelOfWell, type Mapper } from "./mapper";
import { fits, moveItem } from "./moving";
import { PillRow } from "./pill";
import { type Filled, pillsOf, type Well, type WellName, wellsOf } from "./wells";

export function WellsPane({ mapper, block }: { mapper: Mapper; block: Filled }) {
  const root = useRef<HTMLDivElement>(null);
  const focus = mapper.focus.value;
  useLayoutEffect(() => {
    if (!focus || !root.current) return;
    const el = root.current.querySelector<HTMLElement>(`[data-pill="${focus.well}:${focus.index}"]`);
    // what was just added from the list leaves the focus there
    const here = root.current.getRootNode() as Document | ShadowRoot;
    if (!here.activeElement?.closest(".nbr-field-list")) el?.focus();
    mapper.focus.value = null;
  });
  return (
    <div ref={root} class="nbr-wells-of">
      <div class="nbr-pane-head">
        <h3>{__("Layout")}</h3>
        <small>{kindWords(block)}</small>
        {block.kind !== "metric" && !mapper.readOnly.value && (
          <button
            type="button"
            class="nbr-link"
            aria-haspopup="dialog"
            onClick={(event) => {
              mapper.open.value = { what: "table", at: event.currentTarget };
            }}
          >
            {__("Options")}
          </button>
        )}
      </div>
      {wellsOf(block).map((well) => (
        <WellBox key={well.name} mapper={mapper} block={block} well={well} />
      ))}
    </div>
  );
}

function kindWords(block: Filled): string {
  if (block.kind === "crosstab") return __("Crosstab");
  if (block.kind === "metric") return __("Figure");
  return block.detail === false ? __("Summary table") : __("Table");
}

function addedBy(payload: Payload): Addable | null {
  if (payload.kind === "field") return addableField(payload.field);
  return payload.kind === "measure" ? addableMeasure(payload.measure) : null;
}

/** What dropping this into a well will do; null where it cannot stand there. */
export function dropWords(mapper: Mapper, payload: Payload, well: WellName): string | null {
  const block = mapper.filled.peek();
  if (!block || mapper.readOnly.peek()) return null;
  const added = addedBy(payload);
  if (added) return wordsFor(block, added, well);
  if (payload.kind !== "item" || payload.block !== block.id) return null;
  const from = { well: payload.well as WellName, index: payload.index };
  if (from.well === well) return __("Move %1 here", payload.label);
  if (!fits(block, from, well, mapper.known.peek())) return null;
  return __("Move %1 to %2", payload.label, labelOfWell(mapper, well));
}

function dropped(mapper: Mapper, payload: Payload, well: WellName, at: number): void {
  const added = addedBy(payload);
  if (added) {
    mapper.add(added, well, at);
  } else if (payload.kind === "item") {
    const from = { well: payload.well as WellName, index: payload.index };
    const into = labelOfWell(mapper, well);
    mapper.edit(
      __("Move %1 to %2", payload.label, into),
      (draft, id) => moveItem(draft, id, from, { well, index: at }, mapper.known.peek()),
      (done) => __("%1 moved to %2, position %3 of %4.", payload.label, into, done.index + 1, done.count),
    );
  }
}

function WellBox({ mapper, block, well }: { mapper: Mapper; block: Filled; well: Well }) {
  const box = useRef<HTMLUListElement>(null);
  const still = mapper.readOnly.value;
  const pills = pillsOf(block, well.name);
  const count = useRef(pills.length);
  count.current = pills.length;
  useLayoutEffect(() => {
    const el = box.current;
    if (!el || still) return;
    const ending = new AbortController();
    dropPlace(el, {
      words: (payload) => dropWords(mapper, payload, well.name),
      onDrop: (payload) => dropped(mapper, payload, well.name, count.current),
      signal: ending.signal,
    });
    return () => ending.abort();
  }, [mapper, well.name, still]);
  const over = dragging.value;
  const words = over ? dropWords(mapper, over, well.name) : null;
  const problems = pills.length
    ? []
    : problemsAt(mapper.store, `${mapper.pointer.value}/${keyOfWell(block, well.name)}`);
  return (
    <section class="nbr-well-box" aria-label={well.label}>
      <h4>
        <span>{well.label}</span>
        {!still && (
          <button
            type="button"
            class="nbr-well-add"
            aria-label={__("Add a field to %1", well.label)}
            aria-haspopup="dialog"
            onClick={(event) => {
              mapper.open.value = { what: "pick", well: well.name, at: event.currentTarget };
            }}
          >
            <span aria-hidden="true">+</span>
            <span class="nbr-well-add-words">{__("Add field")}</span>
          </button>
        )}
      </h4>
      <ul
        ref={box}
        class={`nbr-well${over ? (words ? " nbr-well-open" : " nbr-well-shut") : ""}`}
        aria-label={well.label}
        data-well={well.name}
      >
        {pills.map((pill) => (
          <PillRow
            key={`${pill.index}`}
            pill={pill}
            label={labelOf(pill, mapper.known.value)}
            mapper={mapper}
            block={block}
            drop={(payload, at) => dropped(mapper, payload, well.name, at)}
          />
        ))}
        {(words || !pills.length) && (
          <li class={`nbr-well-hint${words ? " nbr-well-words" : ""}`}>{words ?? well.hint}</li>
        )}
      </ul>
      {problems.map((problem) => (
        <p key={problem.message} class="nbr-wrong">
          {problem.message} {problem.remedy}
        </p>
      ))}
    </section>
  );
}

function keyOfWell(block: Filled, well: WellName): string {
  if (well === "groups") return "group_by";
  if (well === "across") return block.kind === "crosstab" ? "columns" : "-";
  return well === "sort" ? "order_by" : well === "filters" ? "where" : well;
}
