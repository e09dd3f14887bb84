// Parameters in words.
import { __ } from "../../kit/words";
import type { Param } from "../../protocol/report";
import { isOffered, type ParamType, typeOf } from "./edits";

export const TYPES: readonly (readonly [ParamType, string])[] = [
  ["string", "Text"],
  ["integer", "Whole number"],
  ["decimal", "Number"],
  ["boolean", "Yes or no"],
  ["date", "Date"],
  ["datetime", "Date and time"],
];

/** "Text, of shops.region, several, by region" */
export function wordsOf(param: Param): string {
  const type = TYPES.find(([each]) => each === typeOf(param))?.[1] ?? "";
  const parts = [__(type)];
  if (isOffered(param.values)) parts.push(__("of %1", param.values.field));
  else if (param.values) parts.push(__("of a list"));
  if (param.multi) parts.push(__("several"));
  if (param.depends_on?.length) parts.push(__("by %1", param.depends_on.join(", ")));
  return parts.join(", ");
}
