// The values of a parameter's field, whatever number of them it takes.
import type { FormField } from "../../protocol/messages";
import type { Value } from "../../store";

export type Scalar = string | number | boolean | null;

export const listOf = (value: FormField["value"]): Scalar[] =>
  Array.isArray(value) ? value : value === null ? [] : [value];

/** What says that a parameter restricts nothing; one that is required goes back to its default. */
export const unset = (field: Pick<FormField, "required" | "has_default">): Value =>
  field.has_default && !field.required ? "all" : null;
