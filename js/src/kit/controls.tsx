// Controls with their label and, beneath, what is wrong. Enter or leaving commits, Escape brings back what was.
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icons";
import { useUniqueId } from "./ids";
import { __ } from "./words";

interface ButtonProps {
  children: ComponentChildren;
  primary?: boolean;
  danger?: boolean;
  disabled?: boolean;
  title?: string;
  onClick(): void;
}

export function Button({ children, primary, danger, disabled, title, onClick }: ButtonProps) {
  const look = primary ? " nbr-primary" : danger ? " nbr-danger" : "";
  return (
    <button type="button" class={`nbr-button${look}`} disabled={disabled} title={title} onClick={onClick}>
      {children}
    </button>
  );
}

interface IconButtonProps {
  icon: IconName;
  label: string;
  disabled?: boolean;
  pressed?: boolean;
  tabIndex?: number;
  onClick(): void;
}

export function IconButton({ icon, label, disabled, pressed, tabIndex, onClick }: IconButtonProps) {
  return (
    <button
      type="button"
      class="nbr-icon-button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      disabled={disabled}
      tabIndex={tabIndex}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

interface FieldProps {
  label: string;
  /** The label is read out and not shown. */
  bare?: boolean;
  error?: string | null;
  hint?: string;
}

function Labelled({
  label,
  bare,
  error,
  hint,
  id,
  children,
}: FieldProps & { id: string; children: ComponentChildren }) {
  return (
    <div class={`nbr-field${error ? " nbr-wrong" : ""}`}>
      <label for={id} class={bare ? "nbr-vh" : undefined}>
        {label}
      </label>
      {children}
      {hint && !error && <small class="nbr-quiet">{hint}</small>}
      {error && (
        <small id={`${id}-error`} class="nbr-error" role="alert">
          {error}
        </small>
      )}
    </div>
  );
}

interface TextFieldProps extends FieldProps {
  value: string;
  placeholder?: string;
  rows?: number;
  disabled?: boolean;
  /** What is typed is told after so many milliseconds too. */
  live?: number;
  /** Takes what is written with each key. */
  onInput?(value: string): void;
  onCommit(value: string): void;
}

export function TextField(props: TextFieldProps) {
  const { value, placeholder, rows, disabled, live, onInput, onCommit, ...field } = props;
  const id = useUniqueId();
  const [draft, setDraft] = useState<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  /** What stood there when typing began: what is told meanwhile is taken back too. */
  const before = useRef(value);
  useEffect(() => () => clearTimeout(timer.current), []);
  const commit = () => {
    clearTimeout(timer.current);
    if (draft !== null && draft !== value) onCommit(draft);
    setDraft(null);
  };
  const typed = (text: string) => {
    if (draft === null) before.current = value;
    setDraft(text);
    onInput?.(text);
    if (live === undefined) return;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onCommit(text), live);
  };
  const common = {
    id,
    placeholder,
    disabled,
    "aria-invalid": field.error ? true : undefined,
    "aria-describedby": field.error ? `${id}-error` : undefined,
    value: draft ?? value,
    onBlur: commit,
  } as const;
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !rows) commit();
    if (event.key === "Escape" && draft !== null) {
      event.preventDefault();
      event.stopPropagation();
      clearTimeout(timer.current);
      setDraft(null);
      onInput?.(value);
      if (live !== undefined && before.current !== value) onCommit(before.current);
    }
  };
  return (
    <Labelled {...field} id={id}>
      {rows ? (
        <textarea
          {...common}
          rows={rows}
          onKeyDown={pressed}
          onInput={(event) => typed(event.currentTarget.value)}
        />
      ) : (
        <input
          {...common}
          type="text"
          onKeyDown={pressed}
          onInput={(event) => typed(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

interface NumberFieldProps extends FieldProps {
  value: number | null;
  min?: number;
  max?: number;
  step?: number | "any";
  placeholder?: string;
  /** Null where it was emptied. */
  onCommit(value: number | null): void;
}

export function NumberField({
  value,
  min,
  max,
  step,
  placeholder,
  onCommit,
  error,
  ...field
}: NumberFieldProps) {
  const id = useUniqueId();
  const [draft, setDraft] = useState<string | null>(null);
  const [refused, setRefused] = useState<string | null>(null);
  const commit = () => {
    if (draft === null) return;
    const made = draft.trim() === "" ? null : Number(draft);
    // it stays there to be corrected
    const wrong = made === null ? null : outside(made, min, max);
    setRefused(wrong);
    if (wrong !== null) return;
    setDraft(null);
    if (made !== value) onCommit(made);
  };
  const said = refused ?? error ?? null;
  return (
    <Labelled {...field} error={said} id={id}>
      <input
        id={id}
        type="number"
        min={min}
        max={max}
        step={step}
        placeholder={placeholder}
        aria-invalid={said ? true : undefined}
        aria-describedby={said ? `${id}-error` : undefined}
        value={draft ?? value ?? ""}
        onInput={(event) => {
          setDraft(event.currentTarget.value);
          setRefused(null);
        }}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
          if (event.key !== "Escape" || draft === null) return;
          event.preventDefault();
          event.stopPropagation();
          setDraft(null);
          setRefused(null);
        }}
      />
    </Labelled>
  );
}

function outside(number: number, min: number | undefined, max: number | undefined): string | null {
  if (!Number.isFinite(number)) return __("This is no number.");
  if (min !== undefined && number < min) return __("At least %1.", min);
  if (max !== undefined && number > max) return __("At most %1.", max);
  return null;
}

interface SelectFieldProps extends FieldProps {
  value: string;
  options: readonly (readonly [value: string, words: string])[];
  disabled?: boolean;
  onPick(value: string): void;
}

export function SelectField({ value, options, disabled, onPick, ...field }: SelectFieldProps) {
  const id = useUniqueId();
  return (
    <Labelled {...field} id={id}>
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={(event) => onPick(event.currentTarget.value)}
      >
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

interface ToggleProps {
  label: string;
  checked: boolean;
  disabled?: boolean;
  onChange(checked: boolean): void;
}

export function Toggle({ label, checked, disabled, onChange }: ToggleProps) {
  return (
    <label class="nbr-toggle">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [value: string, words: string])[];
  onPick(value: string): void;
}

/** One of a few, side by side. */
export function Choice({ label, value, options, onPick }: ChoiceProps) {
  const group = useRef<HTMLDivElement>(null);
  const pressed = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const at = options.findIndex(([each]) => each === value);
    const to = (at + by + options.length) % options.length;
    onPick(options[to]?.[0] ?? value);
    group.current?.querySelectorAll("button")[to]?.focus();
  };
  return (
    <div ref={group} class="nbr-choice" role="radiogroup" aria-label={label} onKeyDown={pressed}>
      {options.map(([each, words]) => (
        // biome-ignore lint/a11y/useSemanticElements: a radio that looks like a segment
        <button
          key={each}
          type="button"
          role="radio"
          aria-checked={each === value}
          tabIndex={each === value ? 0 : -1}
          onClick={() => onPick(each)}
        >
          {words}
        </button>
      ))}
    </div>
  );
}

interface SearchFieldProps {
  label: string;
  value: string;
  onInput(value: string): void;
}

export function SearchField({ label, value, onInput }: SearchFieldProps) {
  return (
    <input
      class="nbr-search"
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      onInput={(event) => onInput(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !value) return;
        event.preventDefault();
        event.stopPropagation();
        onInput("");
      }}
    />
  );
}
