// A control for each parameter; a value is told once it is whole, and what is wrong stands beneath it.
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { __ } from "../../kit/words";
import type { FormField } from "../../protocol/messages";
import type { Value } from "../../store";

const INPUTS = {
  string: "text",
  integer: "number",
  decimal: "number",
  boolean: "checkbox",
  date: "date",
  datetime: "datetime-local",
} as const satisfies Record<FormField["type"], string>;

/** Choices up to which each is a button of its own. */
const MOST_CHIPS = 5;

type Scalar = string | number | boolean | null;

interface FieldsProps {
  fields: FormField[];
  /** Takes a value that is whole; null unsets it, so that its default holds. */
  onValue(name: string, value: Value): void;
}

export function Fields({ fields, onValue }: FieldsProps) {
  return (
    <div class="nbr-fields">
      {fields.map((field) => (
        <Field key={field.name} field={field} onValue={(value) => onValue(field.name, value)} />
      ))}
    </div>
  );
}

function Field({ field, onValue }: { field: FormField; onValue(value: Value): void }) {
  const id = useId();
  const wrong = field.error !== null;
  return (
    <div class={`nbr-field nbr-field-${field.type}`}>
      <label for={id}>
        {field.label}
        {field.required && (
          <span class="nbr-must" title={__("Required")}>
            *
          </span>
        )}
      </label>
      <Control field={field} id={id} described={wrong ? `${id}-error` : undefined} onValue={onValue} />
      {wrong && (
        <p class="nbr-wrong" id={`${id}-error`} role="alert">
          {field.error}
        </p>
      )}
    </div>
  );
}

interface ControlProps {
  field: FormField;
  id: string;
  described: string | undefined;
  onValue(value: Value): void;
}

function Control({ field, id, described, onValue }: ControlProps) {
  const shared = {
    id,
    "aria-describedby": described,
    "aria-invalid": field.error ? (true as const) : undefined,
  };
  if (field.values && field.multi) {
    const chosen = new Set(list(field.value).map(String));
    const all = field.values;
    if (all.length <= MOST_CHIPS) {
      return (
        <fieldset class="nbr-chips" {...shared} aria-label={field.label}>
          {all.map((each) => {
            const on = chosen.has(String(each));
            const others = all.filter((other) => (other === each ? !on : chosen.has(String(other))));
            return (
              <button
                key={String(each)}
                type="button"
                aria-pressed={on}
                onClick={() => onValue(others.length ? others : null)}
              >
                {String(each)}
              </button>
            );
          })}
        </fieldset>
      );
    }
    return (
      <select
        {...shared}
        multiple
        size={Math.min(all.length, 4)}
        onChange={(event) => {
          const options = Array.from(
            event.currentTarget.selectedOptions,
            (option) => all[Number(option.value)],
          );
          onValue(options.length ? options.map((each) => each ?? null) : null);
        }}
      >
        {all.map((each, at) => (
          <option key={String(each)} value={at} selected={chosen.has(String(each))}>
            {String(each)}
          </option>
        ))}
      </select>
    );
  }
  if (field.values || field.type === "boolean") {
    const all: Scalar[] = field.values ?? [true, false];
    const at = all.findIndex((each) => String(each) === String(field.value ?? ""));
    const words = (each: Scalar) => (each === true ? __("Yes") : each === false ? __("No") : String(each));
    return (
      <select
        {...shared}
        value={at < 0 ? "" : String(at)}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          onValue(chosen === "" ? null : (all[Number(chosen)] ?? null));
        }}
      >
        {(!field.required || at < 0) && (
          <option value="">{field.required ? __("Choose…") : __("All")}</option>
        )}
        {all.map((each, place) => (
          <option key={String(each)} value={String(place)}>
            {words(each)}
          </option>
        ))}
      </select>
    );
  }
  return <Typed field={field} shared={shared} onValue={onValue} />;
}

interface TypedProps {
  field: FormField;
  shared: { id: string; "aria-describedby": string | undefined; "aria-invalid": true | undefined };
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
    onValue(text === "" ? null : field.multi ? text.split(",").map((each) => each.trim()) : text);
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

const list = (value: FormField["value"]): Scalar[] =>
  Array.isArray(value) ? value : value === null ? [] : [value];

const shown = (field: FormField): string =>
  Array.isArray(field.value) ? field.value.join(", ") : field.value === null ? "" : String(field.value);

const bound = (value: Scalar): string | undefined => (value === null ? undefined : String(value));
