// Values of a parameter as they are typed: a list of them, a default, a bound.
import { useState } from "preact/hooks";
import { SelectField, TextField } from "../../kit/controls";
import { __ } from "../../kit/words";
import type { Param } from "../../protocol/report";
import * as edits from "./edits";

interface ListProps {
  type: edits.ParamType;
  values: edits.Scalar[];
  error: string | null;
  onValues(values: edits.Scalar[]): void;
}

export function ListField({ type, values, error, onValues }: ListProps) {
  const [refused, setRefused] = useState<string | null>(null);
  return (
    <TextField
      label={__("Values, one a line")}
      value={values.map(String).join("\n")}
      rows={4}
      error={refused ?? error}
      onCommit={(text) => {
        const lines = text.split("\n").filter((line) => line.trim() !== "");
        const read = lines.map((line) => edits.parsed(type, line));
        const wrong = lines[read.indexOf(null)];
        setRefused(wrong === undefined ? null : __("%1 does not fit the type.", wrong.trim()));
        if (wrong === undefined) onValues(Array.from(new Set(read as edits.Scalar[])));
      }}
    />
  );
}

interface DefaultProps {
  param: Param;
  error: string | null;
  onDefault(value: Param["default"]): void;
}

export function DefaultField({ param, error, onDefault }: DefaultProps) {
  const type = edits.typeOf(param);
  const now = param.default ?? null;
  if (type === "boolean" && !param.multi)
    return (
      <SelectField
        label={__("Default")}
        value={now === null ? "" : String(now)}
        error={error}
        options={[
          ["", __("none")],
          ["true", __("Yes")],
          ["false", __("No")],
        ]}
        onPick={(value) => onDefault(value === "" ? null : value === "true")}
      />
    );
  return (
    <ValueField
      key={`${type} ${param.multi}`}
      label={__("Default")}
      type={type}
      several={param.multi ?? false}
      computed
      value={now}
      error={error}
      onValue={onDefault}
    />
  );
}

interface ValueFieldProps {
  label: string;
  type: edits.ParamType;
  several?: boolean;
  /** Whether a date may be an expression. */
  computed?: boolean;
  value: NonNullable<Param["default"]> | null;
  error: string | null;
  onValue(value: NonNullable<Param["default"]> | null): void;
}

/** A value of a parameter's type, or several; what is no value is refused at the field. */
export function ValueField({ label, type, several, computed, value, error, onValue }: ValueFieldProps) {
  const [refused, setRefused] = useState<string | null>(null);
  const dated = type === "date" || type === "datetime";
  const hint = several
    ? __("Several with commas between them")
    : computed && dated && __("Or an expression: today(), today() - 30");
  const read = (text: string): edits.Scalar | null => {
    const found = edits.parsed(type, text);
    const free = computed && (text.trim() === "all" || (dated && /[()]/.test(text)));
    return found ?? (free ? text.trim() : null);
  };
  const commit = (text: string) => {
    const parts = several ? text.split(",").map((part) => part.trim()) : [text];
    const filled = parts.filter((part) => part.trim() !== "");
    const values = filled.map(read);
    const wrong = filled[values.indexOf(null)];
    setRefused(wrong === undefined ? null : __("%1 does not fit the type.", wrong.trim()));
    if (wrong !== undefined) return;
    const [first] = values as edits.Scalar[];
    onValue(first === undefined ? null : several && values.length > 1 ? (values as edits.Scalar[]) : first);
  };
  return (
    <TextField
      label={label}
      value={value === null ? "" : Array.isArray(value) ? value.map(String).join(", ") : String(value)}
      placeholder={dated ? "2024-01-31" : __("none")}
      {...(hint ? { hint } : {})}
      error={refused ?? error}
      onCommit={commit}
    />
  );
}
