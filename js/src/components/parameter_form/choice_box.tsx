// One or several of many values: a button that opens a list with a search over it.
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../kit/icons";
import { useUniqueId } from "../../kit/ids";
import { Popover } from "../../kit/popover";
import { isAbort } from "../../kit/questions";
import { __ } from "../../kit/words";
import type { FormField, ParamChoice } from "../../protocol/messages";
import type { Value } from "../../store";
import { listOf, unset } from "./field_values";
import type { Found } from "./form";

/** Milliseconds that typing is gathered for. */
const GATHER = 120;

interface ChoiceBoxProps {
  field: FormField;
  id: string;
  described: string | undefined;
  onValue(value: Value): void;
  onSearch(text: string, signal: AbortSignal): Promise<Found>;
}

export function ChoiceBox({ field, id, described, onValue, onSearch }: ChoiceBoxProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const close = useRef(() => setOpen(false));
  // once the popover shows, and before the next key is pressed
  useLayoutEffect(() => {
    if (open) input.current?.focus();
  }, [open]);
  const words = chosenWords(field);
  return (
    <>
      <button
        ref={button}
        id={id}
        type="button"
        class="nbr-choice-box"
        aria-label={`${field.label}: ${words}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        aria-describedby={described}
        data-wrong={field.error ? "" : undefined}
        title={words}
        onClick={() => setOpen(!open)}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
          event.preventDefault();
          setOpen(true);
        }}
      >
        <span>{words}</span>
        <Icon name="down" />
      </button>
      <Popover anchor={button} open={open} label={field.label} class="nbr-choices" onClose={close.current}>
        {open && (
          <Choices
            field={field}
            input={input}
            onSearch={onSearch}
            onValue={onValue}
            onDone={() => {
              setOpen(false);
              button.current?.focus();
            }}
          />
        )}
      </Popover>
    </>
  );
}

interface ChoicesProps extends Pick<ChoiceBoxProps, "field" | "onValue" | "onSearch"> {
  input: RefObject<HTMLInputElement | null>;
  onDone(): void;
}

/** The list itself; what is typed narrows it, arrows go through it, Enter takes or leaves. */
function Choices({ field, input, onValue, onSearch, onDone }: ChoicesProps) {
  const id = useUniqueId();
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const found = useFound(field, text, onSearch);
  const chosen = listOf(field.value).map(String);
  const options: (ParamChoice | null)[] = field.required || text ? found.choices : [null, ...found.choices];
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      options.findIndex((each) => isChosen(each, chosen)),
    ),
  );
  const here = Math.min(at, options.length - 1);
  useEffect(() => {
    list.current?.querySelector(".nbr-here")?.scrollIntoView({ block: "nearest" });
  }, [here]);
  const pick = (choice: ParamChoice | null) => {
    if (choice === null) onValue(unset(field));
    else if (!field.multi) onValue(choice.value);
    else {
      const taken = String(choice.value);
      const rest = listOf(field.value).filter((each) => String(each) !== taken);
      const value = chosen.includes(taken) ? rest : [...listOf(field.value), choice.value];
      onValue(value.length > 0 ? value : unset(field));
    }
    if (!field.multi) onDone();
  };
  const pressed = (event: KeyboardEvent) => {
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + 8, PageUp: here - 8 }[event.key];
    if (to !== undefined) setAt(Math.max(0, Math.min(to, options.length - 1)));
    else if (event.key === "Enter" && options[here] !== undefined) pick(options[here] ?? null);
    else if (event.key === "Tab") {
      onDone();
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <>
      <input
        ref={input}
        class="nbr-search"
        type="text"
        role="combobox"
        aria-label={__("Search %1", field.label)}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={here >= 0 ? `${id}-${here}` : undefined}
        aria-autocomplete="list"
        placeholder={__("Search")}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={pressed}
      />
      <div
        ref={list}
        id={`${id}-list`}
        class="nbr-choice-list"
        role="listbox"
        aria-label={field.label}
        aria-multiselectable={field.multi}
        aria-busy={found.busy}
      >
        {options.map((choice, place) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the search field has the focus and names the option
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the search field's
          <div
            key={choice === null ? "" : `= ${choice.value}`}
            id={`${id}-${place}`}
            class={place === here ? "nbr-here" : undefined}
            role="option"
            aria-selected={isChosen(choice, chosen)}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => {
              setAt(place);
              pick(choice);
            }}
          >
            <span class="nbr-menu-mark" aria-hidden="true">
              {isChosen(choice, chosen) ? "✓" : ""}
            </span>
            {choice === null ? __("All") : choice.text}
          </div>
        ))}
      </div>
      {options.length === 0 && !found.busy && <p class="nbr-quiet">{__("Nothing fits.")}</p>}
      {found.more && <p class="nbr-quiet">{__("There are more: type to find them.")}</p>}
    </>
  );
}

/** What there is to choose for a search: from what is known, or asked where there is more. */
function useFound(
  field: FormField,
  text: string,
  onSearch: ChoiceBoxProps["onSearch"],
): Found & { busy: boolean } {
  const known = field.choices ?? [];
  const [asked, setAsked] = useState<(Found & { text: string }) | null>(null);
  const search = useRef(onSearch);
  search.current = onSearch;
  const away = field.more && text !== "";
  useEffect(() => {
    if (!away) return;
    const ending = new AbortController();
    const timer = setTimeout(() => {
      search
        .current(text, ending.signal)
        .then(({ choices, more }) => setAsked({ choices, more, text }))
        .catch((error: unknown) => {
          if (!isAbort(error)) setAsked({ choices: [], more: false, text });
        });
    }, GATHER);
    return () => {
      clearTimeout(timer);
      ending.abort();
    };
  }, [away, text]);
  const sought = text.toLowerCase();
  const near = known.filter((each) => each.text.toLowerCase().includes(sought));
  if (!away) return { choices: near, more: field.more, busy: false };
  if (asked?.text === text) return { ...asked, busy: false };
  return { choices: near, more: false, busy: true };
}

const isChosen = (choice: ParamChoice | null, chosen: string[]): boolean =>
  choice === null ? chosen.length === 0 : chosen.includes(String(choice.value));

function chosenWords(field: FormField): string {
  const chosen = listOf(field.value).map(String);
  if (chosen.length === 0) return field.required ? __("Choose…") : __("All");
  const texts = new Map(field.choices?.map((each) => [String(each.value), each.text]));
  return chosen.map((each) => texts.get(each) ?? each).join(", ");
}
