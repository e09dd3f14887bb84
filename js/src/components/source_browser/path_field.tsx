// A path in the report's folder, typed: folders and files are completed, a file that is there joins the list.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Completion } from "../../kit/expression_completion";
import { CompletionList } from "../../kit/expression_list";
import { useUniqueId } from "../../kit/ids";
import { isAbort, RefusedError } from "../../kit/questions";
import { __ } from "../../kit/words";
import type { PathCard, SourceCard } from "../../protocol/messages";
import type { Store } from "../../store";

interface PathFieldProps {
  store: Store;
  signal: AbortSignal;
  onFound(cards: SourceCard[]): void;
}

/** A pause in typing after which paths are asked for. */
const PAUSE = 120;

export function PathField({ store, signal, onFound }: PathFieldProps) {
  const id = useUniqueId();
  const input = useRef<HTMLInputElement>(null);
  const typed = useSignal("");
  const paths = useSignal<PathCard[]>([]);
  const open = useSignal(false);
  const chosen = useSignal(-1);
  const wrong = useSignal<string | null>(null);
  const view = useMemo(() => store.questions.newView(), [store]);
  const refused = (error: unknown) => {
    if (isAbort(error)) return;
    if (!(error instanceof RefusedError)) throw error;
    paths.value = [];
    wrong.value = `${error.message}. ${error.refusal.remedy}`;
  };
  const text = typed.value;
  const shown = open.value;
  useEffect(() => {
    if (!shown) return;
    const asking = new AbortController();
    const live = AbortSignal.any([signal, asking.signal]);
    const timer = setTimeout(() => {
      view
        .ask({ kind: "paths.complete", path: text.slice(0, 1000) }, "paths.completed", live)
        .then(({ answer }) => {
          paths.value = answer.paths;
          chosen.value = -1;
          wrong.value = null;
        })
        .catch(refused);
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [text, shown, view, signal]);
  const find = (path: string) => {
    open.value = false;
    view
      .ask({ kind: "source.find", path }, "source.found", signal)
      .then(({ answer }) => {
        typed.value = "";
        wrong.value = null;
        onFound(answer.sources);
      })
      .catch(refused);
  };
  const take = (path: string) => {
    typed.value = path;
    input.current?.focus();
    // a folder is opened, a file is what was meant
    if (!path.endsWith("/")) find(path);
  };
  const items: Completion[] = paths.value.map(({ path }) => ({
    kind: "word",
    insert: path,
    caret: path.length,
    label: path,
    type: "",
    detail: path.endsWith("/") ? __("folder") : "",
    help: "",
  }));
  const pressed = (event: KeyboardEvent) => {
    const path = paths.value[chosen.value]?.path;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      open.value = true;
      const by = event.key === "ArrowDown" ? 1 : -1;
      const count = items.length;
      if (count > 0)
        chosen.value = (chosen.value + by + count + (chosen.value < 0 && by < 0 ? 1 : 0)) % count;
    } else if (event.key === "Enter") {
      if (shown && path) take(path);
      else if (text.trim()) find(text.trim());
    } else if (event.key === "Tab" && shown && path && !event.shiftKey) {
      typed.value = path;
    } else if (event.key === "Escape" && (shown || text)) {
      if (shown) open.value = false;
      else typed.value = "";
      wrong.value = null;
      event.stopPropagation();
    } else return;
    event.preventDefault();
  };
  const listed = shown && items.length > 0;
  return (
    <div class={`nbr-field nbr-path${wrong.value ? " nbr-wrong" : ""}`}>
      <label class="nbr-vh" for={id}>
        {__("Path of a file in this folder")}
      </label>
      <input
        ref={input}
        id={id}
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        placeholder={__("Path of a file in this folder")}
        aria-expanded={listed}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={listed && chosen.value >= 0 ? `${id}-list-${chosen.value}` : undefined}
        aria-invalid={wrong.value ? true : undefined}
        aria-describedby={wrong.value ? `${id}-error` : undefined}
        value={text}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
          open.value = true;
        }}
        onKeyDown={pressed}
        onBlur={() => {
          open.value = false;
        }}
      />
      {listed && (
        <CompletionList
          id={`${id}-list`}
          anchor={input}
          items={items}
          chosen={chosen.value}
          onPick={({ insert }) => take(insert)}
          onClose={() => {
            open.value = false;
          }}
        />
      )}
      {wrong.value && (
        <small id={`${id}-error`} class="nbr-error" role="alert">
          {wrong.value}
        </small>
      )}
    </div>
  );
}
