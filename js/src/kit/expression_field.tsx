// A field for one expression: coloured, completed while one types, checked by the kernel, with what it gives beneath.
import type { RefObject } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { ExpressionChecked, ExpressionFault } from "../protocol/messages";
import type { Store } from "../store";
import { announce } from "./announce";
import { useAnswer } from "./asking";
import { piecesOf } from "./expression_colors";
import { type Completing, type Completion, callAt, completionsAt } from "./expression_completion";
import { CompletionList } from "./expression_list";
import { useUniqueId } from "./ids";
import { __, _n } from "./words";

/** What an expression is for: a calculated field, a measure, a value of a block, a condition on rows, on rows or
 * totals, on the report. */
export type Use = "row" | "total" | "value" | "filter" | "rule" | "visible";

interface ExpressionFieldProps {
  store: Store;
  label: string;
  /** The label is read out and not shown. */
  bare?: boolean;
  value: string;
  use: Use;
  /** What the calculated field or measure is called. */
  name?: string;
  /** The block it stands in. */
  block?: string;
  placeholder?: string;
  hint?: string;
  /** Lines it has at least; of one line Enter commits, Shift and Enter begins another. */
  rows?: number;
  /** Takes what is written with each key. */
  onInput?(value: string): void;
  onCommit(value: string): void;
}

/** Enter or leaving commits, Escape brings back what was. */
export function ExpressionField(props: ExpressionFieldProps) {
  const { store, label, value, use, name = "", block = "", rows = 1, onInput, onCommit } = props;
  const id = useUniqueId();
  const area = useRef<HTMLTextAreaElement>(null);
  const marker = useRef<HTMLSpanElement>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const [completing, setCompleting] = useState<Completing | null>(null);
  const [chosen, setChosen] = useState(0);
  /** A choice is being written: it opens no list of its own. */
  const writing = useRef(false);
  const text = draft ?? value;
  const question = text.trim() ? ({ kind: "expression.check", text, use, name, block } as const) : null;
  const check = useAnswer(store, question, "expression.checked");
  const vocabulary = useVocabulary(store);
  const fault = check?.answer.fault ?? null;
  // while one chooses what comes next, what is there is unfinished and not wrong
  const unfinished = completing !== null;
  const fresh =
    check !== null &&
    check.question.kind === "expression.check" &&
    check.question.text === text &&
    !unfinished;
  const wrong = fresh ? rangeOf(fault, text) : null;

  useEffect(() => {
    if (completing && area.current)
      announce(area.current, _n("%1 suggestion", "%1 suggestions", completing.items.length));
  }, [completing]);

  const complete = (now: string, at: number, asked: boolean) => {
    setCompleting(completionsAt(now, at, vocabulary, asked));
    setChosen(0);
  };
  const typed = (now: string, at: number) => {
    setDraft(now);
    setCaret(at);
    onInput?.(now);
    if (!writing.current) complete(now, at, false);
  };
  const commit = () => {
    setCompleting(null);
    if (draft !== null && draft !== value) onCommit(draft);
    setDraft(null);
  };
  const pick = (item: Completion) => {
    const el = area.current;
    if (!el || !completing) return;
    writing.current = true;
    write(el, completing.from, completing.to, item.insert);
    writing.current = false;
    const to = completing.from + item.caret;
    el.setSelectionRange(to, to);
    setCaret(to);
    setCompleting(null);
  };
  const pressed = (event: KeyboardEvent) => {
    const el = event.currentTarget as HTMLTextAreaElement;
    const take = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (event.code === "Space" && event.ctrlKey) {
      take();
      complete(el.value, el.selectionStart, true);
      return;
    }
    if (completing) {
      const count = completing.items.length;
      const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (by) setChosen((chosen + by + count) % count);
      else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) {
        const item = completing.items[chosen];
        if (item) pick(item);
      } else if (event.key === "Escape") setCompleting(null);
      else return;
      take();
      return;
    }
    if (event.key === "Enter" && (rows === 1 ? !event.shiftKey : event.ctrlKey || event.metaKey)) {
      take();
      commit();
    } else if (event.key === "Escape" && draft !== null) {
      take();
      setDraft(null);
      onInput?.(value);
    }
  };
  const moved = (event: Event) => {
    const el = event.currentTarget as HTMLTextAreaElement;
    const at = el.selectionStart;
    setCaret(at);
    if (completing && at !== caret) complete(el.value, at, false);
  };
  const call = caret === null || completing ? null : callAt(text, caret);
  const signature = call && store.functions.value.find((each) => each.name === call.name);
  return (
    <div class={`nbr-field nbr-expression${wrong || (fault && fresh) ? " nbr-wrong" : ""}`}>
      <label for={id} class={props.bare ? "nbr-vh" : undefined}>
        {label}
      </label>
      <div class="nbr-expression-box" style={{ "--nbr-lines": rows }}>
        <Looks text={text} wrong={wrong} marked={completing?.from ?? null} marker={marker} />
        <textarea
          ref={area}
          id={id}
          rows={1}
          dir="ltr"
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          placeholder={props.placeholder}
          value={text}
          aria-invalid={wrong !== null || (fresh && fault !== null) ? true : undefined}
          aria-describedby={`${id}-says`}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={completing ? `${id}-list` : undefined}
          aria-activedescendant={completing ? `${id}-list-${chosen}` : undefined}
          onInput={(event) => typed(event.currentTarget.value, event.currentTarget.selectionStart)}
          onKeyDown={pressed}
          onKeyUp={moved}
          onClick={moved}
          onFocus={moved}
          onBlur={() => {
            setCaret(null);
            commit();
          }}
        />
      </div>
      {completing && (
        <CompletionList
          key={completing.from}
          id={`${id}-list`}
          anchor={marker}
          items={completing.items}
          chosen={chosen}
          onPick={pick}
          onClose={() => setCompleting(null)}
        />
      )}
      <div id={`${id}-says`} class="nbr-expression-says" aria-live={caret === null ? undefined : "polite"}>
        {fault && !unfinished ? (
          <span class="nbr-error">
            {fault.message}. {fault.remedy}
          </span>
        ) : signature ? (
          <span>
            <code>{signature.usage}</code> {signature.help}
          </span>
        ) : check && !fault && text.trim() ? (
          <span>{saying(check.answer)}</span>
        ) : (
          <span>{props.hint}</span>
        )}
      </div>
    </div>
  );
}

interface LooksProps {
  text: string;
  wrong: readonly [number, number] | null;
  /** Where the list of completions hangs. */
  marked: number | null;
  marker: RefObject<HTMLSpanElement | null>;
}

/** The same text beneath the one that is written: its colours, and the wave under what is wrong. */
function Looks({ text, wrong, marked, marker }: LooksProps) {
  let at = 0;
  return (
    <div class="nbr-expression-looks" dir="ltr" aria-hidden="true">
      {piecesOf(text, wrong).map((piece) => {
        const start = at;
        at += piece.text.length;
        return (
          <span
            key={start}
            ref={start === marked ? marker : null}
            class={`nbr-is-${piece.look}${piece.wrong ? " nbr-is-wrong" : ""}`}
          >
            {piece.text}
          </span>
        );
      })}
      {/* an end that lacks something has a place too, and so has a line that is empty yet */}
      <span
        ref={marked === text.length ? marker : null}
        class={wrong?.[0] === text.length ? "nbr-is-wrong" : ""}
      >
        {"\u00a0"}
      </span>
    </div>
  );
}

function useVocabulary(store: Store) {
  const list = store.fields.value;
  const functions = store.functions.value;
  const { params } = store.report.definition.value;
  return useMemo(
    () => ({
      fields: list?.fields ?? [],
      measures: list?.measures ?? [],
      functions,
      params: params ?? [],
    }),
    [list, functions, params],
  );
}

function rangeOf(fault: ExpressionFault | null, text: string): [number, number] | null {
  if (!fault || fault.start === null) return null;
  return [fault.start, Math.min(Math.max(fault.end ?? 0, fault.start), text.length)];
}

/** Written as if by hand, so that undo takes it back. */
function write(el: HTMLTextAreaElement, from: number, to: number, text: string): void {
  el.focus();
  el.setSelectionRange(from, to);
  if (el.ownerDocument.execCommand?.("insertText", false, text)) return;
  el.setRangeText(text, from, to, "end");
  el.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What a right expression gives, in a line. */
export function saying({ type, per, samples, matching, rows, sampled }: ExpressionChecked): string {
  const parts: string[] = [];
  if (matching !== null && rows !== null) {
    const of = _n("%1 row", "%1 rows", rows);
    parts.push(
      sampled
        ? __("Holds for %1 of %2 looked at", matching.toLocaleString(), of)
        : __("Holds for %1 of %2", matching.toLocaleString(), of),
    );
    return parts.join("");
  }
  if (type) parts.push(type);
  const shown = samples.join(", ");
  if (shown) parts.push(per === "row" || per === "order" ? shown : `= ${shown}`);
  else if (type) parts.push(__("no value yet"));
  else parts.push(__("reads well; its value depends on its place"));
  if (sampled && shown && per !== "row") parts.push(__("of a sample"));
  return parts.join(" · ");
}
