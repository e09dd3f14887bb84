// The values of "is one of", ticked among those the field has; one that it has not may be typed.
import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Button, SearchField } from "../../kit/controls";
import { Popover } from "../../kit/popover";
import { isAbort, RefusedError } from "../../kit/questions";
import { useRoving } from "../../kit/roving";
import { __, _n } from "../../kit/words";
import type { FieldCard, ValueCard } from "../../protocol/messages";
import type { Store } from "../../store";

interface ValuePickerProps {
  store: Store;
  field: Pick<FieldCard, "expr" | "label" | "type">;
  values: string[];
  onChange(values: string[]): void;
}

export function ValuePicker({ store, field, values, onChange }: ValuePickerProps) {
  const button = useRef<HTMLButtonElement>(null);
  const open = useSignal(false);
  const close = useMemo(
    () => () => {
      open.value = false;
    },
    [open],
  );
  const told = values.length > 3 ? _n("%1 value", "%1 values", values.length) : values.join(", ");
  return (
    <>
      <div class="nbr-field">
        <button
          ref={button}
          type="button"
          class="nbr-values-button"
          aria-haspopup="dialog"
          aria-expanded={open.value}
          aria-label={__("Values of %1: %2", field.label, told || __("none yet"))}
          title={values.join(", ")}
          onClick={() => {
            open.value = !open.value;
          }}
        >
          <bdi>{told || __("choose values…")}</bdi>
        </button>
      </div>
      <Popover anchor={button} open={open.value} label={__("Values of %1", field.label)} onClose={close}>
        <Choices
          store={store}
          field={field}
          values={values}
          onChange={onChange}
          onDone={() => {
            close();
            button.current?.focus();
          }}
        />
      </Popover>
    </>
  );
}

/** A pause in typing after which values are asked for. */
const PAUSE = 200;

function Choices({ store, field, values, onChange, onDone }: ValuePickerProps & { onDone(): void }) {
  const search = useSignal("");
  const found = useSignal<{ values: ValueCard[]; more: boolean } | null>(null);
  const failed = useSignal<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const view = useMemo(() => store.questions.newView(), [store]);
  useRoving(list, { selector: "input" });
  useEffect(() => root.current?.querySelector("input")?.focus(), []);
  const text = field.type === "text";
  const word = search.value;
  // numbers are few enough to be looked through here
  const asked = text ? word : "";
  useEffect(() => {
    const asking = new AbortController();
    const ask = () => {
      view
        .ask(
          { kind: "values.list", rev: store.revision.peek(), field: field.expr, search: asked.slice(0, 200) },
          "values.listed",
          asking.signal,
        )
        .then(({ answer }) => {
          found.value = answer;
          failed.value = null;
        })
        .catch((error: unknown) => {
          if (isAbort(error)) return;
          if (!(error instanceof RefusedError)) throw error;
          failed.value = error.message;
        });
    };
    const timer = setTimeout(ask, found.peek() ? PAUSE : 0);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [asked, field.expr, view, store]);
  const fits = (value: string) => value.toLowerCase().includes(word.toLowerCase());
  const there = (found.value?.values ?? []).filter(({ value }) => text || fits(value));
  const chosen = values.filter((value) => fits(value) && !there.some((each) => each.value === value));
  const shown = [...chosen.map((value) => ({ value, count: null })), ...there];
  const toggle = (value: string, on: boolean) =>
    onChange(on ? [...values, value] : values.filter((each) => each !== value));
  const typed = word !== "" && !shown.some(({ value }) => value === word);
  return (
    <div ref={root} class="nbr-form nbr-values-form">
      <SearchField
        label={__("Search values of %1", field.label)}
        value={word}
        onInput={(value) => {
          search.value = value;
        }}
      />
      {failed.value && (
        <p class="nbr-error" role="alert">
          {failed.value}
        </p>
      )}
      <ul ref={list} class="nbr-values-list">
        {shown.map(({ value, count }) => (
          <li key={value}>
            <label class="nbr-toggle">
              <input
                type="checkbox"
                checked={values.includes(value)}
                onChange={(event) => toggle(value, event.currentTarget.checked)}
              />
              <bdi>{value}</bdi>
              {count !== null && <small class="nbr-quiet">{count.toLocaleString()}</small>}
            </label>
          </li>
        ))}
      </ul>
      <p class="nbr-quiet" role="status">
        {found.value === null && !failed.value
          ? __("Looking for values…")
          : found.value?.more
            ? __("The most frequent are shown.")
            : shown.length === 0
              ? __("No values.")
              : ""}
      </p>
      {typed && (
        <Button
          onClick={() => {
            toggle(word, true);
            search.value = "";
          }}
        >
          {__("Add “%1”", word)}
        </Button>
      )}
      <Button onClick={onDone}>{__("Done")}</Button>
    </div>
  );
}
