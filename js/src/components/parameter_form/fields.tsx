// A control for each parameter; a value is told once it is whole, and what is wrong stands beneath it.
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../../kit/announce";
import { useUniqueId } from "../../kit/ids";
import { __ } from "../../kit/words";
import type { FormField, ParamChoice } from "../../protocol/messages";
import type { Value } from "../../store";
import { ChoiceBox } from "./choice_box";
import { listOf, type Scalar, unset } from "./field_values";
import type { Form, Found } from "./form";

const INPUTS = {
  string: "text",
  integer: "number",
  decimal: "number",
  boolean: "checkbox",
  date: "date",
  datetime: "datetime-local",
} as const satisfies Record<FormField["type"], string>;

const YES_NO: ParamChoice[] = [
  { value: true, text: "Yes" },
  { value: false, text: "No" },
];
/** Choices up to which each is a button of its own, where several may be chosen. */
const MOST_CHIPS = 5;
/** Choices up to which one of them is chosen from a plain list. */
const MOST_OPTIONS = 12;

interface FieldsProps {
  form: Form;
}

export function Fields({ form }: FieldsProps) {
  const root = useRef<HTMLDivElement>(null);
  const dropped = form.dropped.value;
  const fields = form.fields.value;
  useEffect(() => {
    const said = Object.entries(dropped).map(([name, texts]) => {
      const label = form.fields.peek().find((field) => field.name === name)?.label ?? name;
      return __("%1: %2 taken out", label, texts.join(", "));
    });
    if (said.length > 0 && root.current) announce(root.current, said.join(". "));
  }, [dropped, form]);
  return (
    <div ref={root} class="nbr-fields">
      {fields.map((field) => (
        <Field
          key={field.name}
          field={field}
          dropped={dropped[field.name] ?? []}
          onValue={(value) => form.set(field.name, value)}
          onSearch={(text, signal) => form.search(field.name, text, signal)}
        />
      ))}
    </div>
  );
}

interface FieldProps {
  field: FormField;
  dropped: string[];
  /** Takes a value that is whole; null unsets it, so that its default holds. */
  onValue(value: Value): void;
  onSearch(text: string, signal: AbortSignal): Promise<Found>;
}

function Field({ field, dropped, ...act }: FieldProps) {
  const id = useUniqueId();
  const wrong = field.error !== null;
  return (
    <div class={`nbr-field nbr-field-${field.type}`} data-param={field.name}>
      <label for={id}>
        {field.label}
        {field.required && (
          <span class="nbr-must" title={__("Required")}>
            *
          </span>
        )}
      </label>
      <Control field={field} id={id} described={wrong ? `${id}-error` : undefined} {...act} />
      {dropped.length > 0 && (
        <p class="nbr-dropped">{__("%1 is not among them: taken out", dropped.join(", "))}</p>
      )}
      {wrong && (
        <p class="nbr-wrong" id={`${id}-error`} role="alert">
          {field.error}
        </p>
      )}
    </div>
  );
}

interface ControlProps extends Omit<FieldProps, "dropped"> {
  id: string;
  described: string | undefined;
}

function Control({ field, id, described, onValue, onSearch }: ControlProps) {
  const shared = {
    id,
    "aria-describedby": described,
    "aria-invalid": field.error ? (true as const) : undefined,
  };
  const choices = field.choices ?? (field.type === "boolean" ? YES_NO : null);
  if (choices === null) return <Typed field={field} shared={shared} onValue={onValue} />;
  if (field.multi && choices.length <= MOST_CHIPS && !field.more) {
    return <Chips field={field} choices={choices} shared={shared} onValue={onValue} />;
  }
  if (field.multi || choices.length > MOST_OPTIONS || field.more) {
    return <ChoiceBox field={field} id={id} described={described} onValue={onValue} onSearch={onSearch} />;
  }
  const at = choices.findIndex((each) => String(each.value) === String(field.value ?? ""));
  return (
    <select
      {...shared}
      value={at < 0 ? "" : String(at)}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        onValue(chosen === "" ? unset(field) : (choices[Number(chosen)]?.value ?? null));
      }}
    >
      {(!field.required || at < 0) && <option value="">{field.required ? __("Choose…") : __("All")}</option>}
      {choices.map((each, place) => (
        <option key={String(each.value)} value={String(place)}>
          {each.value === true ? __("Yes") : each.value === false ? __("No") : each.text}
        </option>
      ))}
    </select>
  );
}

interface SharedProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

interface ChipsProps {
  field: FormField;
  choices: ParamChoice[];
  shared: SharedProps;
  onValue(value: Value): void;
}

/** Few choices, of which several may hold: a button each. */
function Chips({ field, choices, shared, onValue }: ChipsProps) {
  const chosen = new Set(listOf(field.value).map(String));
  return (
    <fieldset class="nbr-chips" {...shared} aria-label={field.label}>
      {choices.map((each) => {
        const on = chosen.has(String(each.value));
        const left = choices
          .filter((other) => (other === each ? !on : chosen.has(String(other.value))))
          .map(({ value }) => value);
        return (
          <button
            key={String(each.value)}
            type="button"
            aria-pressed={on}
            onClick={() => onValue(left.length > 0 ? left : unset(field))}
          >
            {each.text}
          </button>
        );
      })}
    </fieldset>
  );
}

interface TypedProps {
  field: FormField;
  shared: SharedProps;
  onValue(value: Value): void;
}

/** A value that is typed: what is being typed is never replaced by an answer to what was typed before. */
function Typed({ field, shared, onValue }: TypedProps) {
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState<string | null>(null);
  const told = useRef(shown(field));
  useEffect(() => {
    if (input.current?.matches(":focus")) return;
    told.current = shown(field);
    setDraft(null);
  }, [field]);
  const commit = (text: string) => {
    if (text === told.current) return;
    told.current = text;
    onValue(text === "" ? unset(field) : field.multi ? text.split(",").map((each) => each.trim()) : text);
  };
  // one element, whose attributes fit any of these types
  const kind = { type: field.multi ? "text" : INPUTS[field.type] } as { type: "text" };
  return (
    <input
      {...shared}
      {...kind}
      ref={input}
      step={field.type === "decimal" ? "any" : undefined}
      min={bound(field.min)}
      max={bound(field.max)}
      value={draft ?? shown(field)}
      placeholder={field.required ? undefined : __("All")}
      onInput={(event) => setDraft(event.currentTarget.value)}
      onBlur={(event) => commit(event.currentTarget.value)}
      onChange={(event) => commit(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit(event.currentTarget.value);
      }}
    />
  );
}

const shown = (field: FormField): string =>
  Array.isArray(field.value) ? field.value.join(", ") : field.value === null ? "" : String(field.value);

const bound = (value: Scalar): string | undefined => (value === null ? undefined : String(value));
