// Conditions as rows: a field, how it is compared, with what. What is not of that kind stays an expression.
import { allOf, conditions, keyOf, quoted, references, unquoted } from "../../kit/expression_text";
import { __ } from "../../kit/words";
import type { Report } from "../../protocol/report";
import { MOMENTS, NUMBERS } from "./aggregates";
import { filledOf } from "./place";
import { rangeOf, rangeValues, rangeWords, readRange, writeRange } from "./relative_dates";

export type Comparison =
  | "is"
  | "is_not"
  | "one_of"
  | "not_one_of"
  | "contains"
  | "lacks"
  | "starts"
  | "ends"
  | "less"
  | "at_most"
  | "more"
  | "at_least"
  | "between"
  | "relative"
  | "true"
  | "false"
  | "empty"
  | "not_empty";

export interface Condition {
  /** The field as the expression writes it. */
  field: string;
  how: Comparison;
  /** What it is compared with: literals without their quotes, or a parameter; of `relative` unit, first and last. */
  values: string[];
}

const NAME = String.raw`((?:[\p{ID_Start}_]\p{ID_Continue}*(?:\.[\p{ID_Start}_]\p{ID_Continue}*)?)|col\((?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\))`;
const LITERAL = String.raw`('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|param\.[\p{ID_Start}_]\p{ID_Continue}*)`;
const EMPTY = new RegExp(`^${NAME} is (not )?none$`, "u");
const BETWEEN = new RegExp(`^${LITERAL} <= ${NAME} <= ${LITERAL}$`, "u");
const COMPARED = new RegExp(`^${NAME} (==|!=|<=|>=|<|>) ${LITERAL}$`, "u");
const LIST = new RegExp(
  String.raw`^${NAME} (not )?in (?:\[((?:${LITERAL}(?:, *|(?=\])))*)\]|(param\.[\p{ID_Start}_]\p{ID_Continue}*))$`,
  "u",
);
const CALLED = new RegExp(`^(contains|not contains|startswith|endswith)\\(${NAME}, ${LITERAL}\\)$`, "u");
const DAY_ENDED = new RegExp(
  String.raw`^(?:${LITERAL} <= )?${NAME} (<|>=) date\('(\d{4}-\d\d-\d\d)'\) \+ 1$`,
  "u",
);
const BARE = new RegExp(`^(not )?${NAME}$`, "u");

const SIGNS: Record<string, Comparison> = {
  "==": "is",
  "!=": "is_not",
  "<": "less",
  "<=": "at_most",
  ">": "more",
  ">=": "at_least",
};
const CALLS: Partial<Record<Comparison, string>> = {
  contains: "contains",
  lacks: "not contains",
  starts: "startswith",
  ends: "endswith",
};
const SIGN_OF = Object.fromEntries(Object.entries(SIGNS).map(([sign, how]) => [how, sign]));

/** Read a condition that is a row; null for any other. */
export function readCondition(text: string): Condition | null {
  let match = EMPTY.exec(text);
  if (match?.[1]) return { field: match[1], how: match[2] ? "not_empty" : "empty", values: [] };
  match = BETWEEN.exec(text);
  if (match?.[2]) return { field: match[2], how: "between", values: [bare(match[1]), bare(match[3])] };
  match = COMPARED.exec(text);
  if (match?.[1]) return { field: match[1], how: SIGNS[match[2] ?? ""] ?? "is", values: [bare(match[3])] };
  match = CALLED.exec(text);
  if (match?.[2]) {
    const how = Object.entries(CALLS).find(([, call]) => call === match?.[1])?.[0] as Comparison;
    return { field: match[2], how, values: [bare(match[3])] };
  }
  match = DAY_ENDED.exec(text);
  if (match?.[2] && match[4]) {
    if (match[1]) return { field: match[2], how: "between", values: [bare(match[1]), match[4]] };
    return { field: match[2], how: match[3] === "<" ? "at_most" : "more", values: [match[4]] };
  }
  match = LIST.exec(text);
  if (match?.[1]) {
    const values = match[5]
      ? [match[5]]
      : Array.from((match[3] ?? "").matchAll(literal()), ([each]) => bare(each));
    return { field: match[1], how: match[2] ? "not_one_of" : "one_of", values };
  }
  const [named] = references(text);
  const field = named && text.slice(named.start, named.end);
  const range = field && text.includes("today()") ? readRange(field, text) : null;
  if (field && range) return { field, how: "relative", values: rangeValues(range) };
  match = BARE.exec(text);
  if (match?.[2] && keyOf(match[2]) !== null)
    return { field: match[2], how: match[1] ? "false" : "true", values: [] };
  return null;
}

const literal = (): RegExp => new RegExp(LITERAL, "gu");
const bare = (written: string | undefined): string =>
  written && /^['"]/.test(written) ? unquoted(written) : (written ?? "");

const isParameter = (value: string): boolean => /^param\.[\p{ID_Start}_]\p{ID_Continue}*$/u.test(value);

/** Write a row as a condition on a field of that type; null while a value is missing or none. */
export function writeCondition({ field, how, values }: Condition, type: string): string | null {
  const written = values.map((value) => literalOf(value, type));
  const [first, second] = written;
  switch (how) {
    case "empty":
      return `${field} is none`;
    case "not_empty":
      return `${field} is not none`;
    case "true":
      return field;
    case "false":
      return `not ${field}`;
    case "one_of":
    case "not_one_of": {
      const list = written.filter((each) => each !== null);
      if (!list.length) return null;
      const all = list.length === 1 && isParameter(list[0] ?? "") ? list[0] : `[${list.join(", ")}]`;
      return `${field} ${how === "one_of" ? "in" : "not in"} ${all}`;
    }
    case "relative": {
      const range = rangeOf(values);
      return range && writeRange(field, range);
    }
    case "between":
      if (!first || !second) return null;
      return isDay(values[1], type)
        ? `${first} <= ${field} < ${dayAfter(second)}`
        : `${first} <= ${field} <= ${second}`;
    case "contains":
    case "lacks":
    case "starts":
    case "ends":
      return first ? `${CALLS[how]}(${field}, ${first})` : null;
    case "at_most":
    case "more":
      if (first && isDay(values[0], type))
        return `${field} ${how === "more" ? ">=" : "<"} ${dayAfter(first)}`;
      break;
    default:
  }
  return first ? `${field} ${SIGN_OF[how]} ${first}` : null;
}

/** Whether a day is meant where moments are compared: it lasts until the next one. */
const isDay = (value: string | undefined, type: string): boolean =>
  type === "datetime" && /^\d{4}-\d\d-\d\d$/.test(value?.trim() ?? "");

const dayAfter = (day: string): string => `date(${day}) + 1`;

/** Whether a condition as read says of a field of that type what its row would. */
export const isRow = (condition: Condition, type: string, text: string): boolean =>
  comparisonsFor(type).includes(condition.how) &&
  (type !== "datetime" ||
    condition.values.length === 0 ||
    singleQuoted(writeCondition(condition, type) ?? "") === singleQuoted(text));

const singleQuoted = (text: string): string =>
  text.replace(/"(?:[^"\\]|\\.)*"/gs, (literal) => quoted(unquoted(literal)));

function literalOf(value: string, type: string): string | null {
  const text = value.trim();
  if (isParameter(text)) return text;
  if (MOMENTS.has(type) || type === "time") return text === "" ? null : quoted(text);
  if (!NUMBERS.has(type)) return value === "" ? null : quoted(value);
  return /^-?\d+(?:\.\d+)?$/.test(text) ? text : null;
}

/** How values of a type are compared. */
export function comparisonsFor(type: string): Comparison[] {
  if (type === "boolean") return ["true", "false", "empty", "not_empty"];
  if (NUMBERS.has(type))
    return [
      ...(["is", "is_not", "more", "at_least", "less", "at_most", "between"] as const),
      ...(["one_of", "not_one_of", "empty", "not_empty"] as const),
    ];
  if (MOMENTS.has(type) || type === "time")
    return [
      ...(type === "time" ? [] : (["relative"] as const)),
      ...(type === "datetime" ? [] : (["is", "is_not"] as const)),
      ...(["less", "at_most", "more", "at_least", "between", "empty", "not_empty"] as const),
    ];
  if (type !== "text") return ["empty", "not_empty"];
  return [
    ...(["one_of", "not_one_of", "is", "is_not", "contains", "lacks", "starts", "ends"] as const),
    ...(["empty", "not_empty"] as const),
  ];
}

export function comparisonLabel(how: Comparison, type: string): string {
  const date = MOMENTS.has(type) || type === "time";
  switch (how) {
    case "is":
      return __("is");
    case "is_not":
      return __("is not");
    case "one_of":
      return __("is one of");
    case "not_one_of":
      return __("is none of");
    case "contains":
      return __("contains");
    case "lacks":
      return __("does not contain");
    case "starts":
      return __("starts with");
    case "ends":
      return __("ends with");
    case "relative":
      return __("is in");
    case "less":
      return date ? __("is before") : __("is less than");
    case "at_most":
      return date ? __("is on or before") : __("is at most");
    case "more":
      return date ? __("is after") : __("is more than");
    case "at_least":
      return date ? __("is on or after") : __("is at least");
    case "between":
      return __("is between");
    case "true":
      return __("is true");
    case "false":
      return __("is false");
    case "empty":
      return __("is empty");
    case "not_empty":
      return __("is not empty");
  }
}

/** How many values a comparison takes. */
export function valuesOf(how: Comparison): "none" | "one" | "two" | "many" | "range" {
  if (how === "between") return "two";
  if (how === "relative") return "range";
  if (how === "one_of" || how === "not_one_of") return "many";
  return ["true", "false", "empty", "not_empty"].includes(how) ? "none" : "one";
}

/** The same row compared in another way; values stay where they mean the same. */
export function compared(condition: Condition, how: Comparison): Condition {
  const before = valuesOf(condition.how);
  const after = valuesOf(how);
  if (after === "range") return { ...condition, how, values: rangeValues({ unit: "day", from: -6, to: 0 }) };
  if (after === "none" || before === "range") return { ...condition, how, values: [] };
  const most = { one: 1, two: 2, many: condition.values.length }[after];
  return { ...condition, how, values: condition.values.slice(0, most) };
}

/** What a pill says beside the field: "is one of AA, UA". */
export function conditionWords({ how, values }: Condition, type: string): string {
  const label = comparisonLabel(how, type);
  if (!values.length) return label;
  const range = how === "relative" ? rangeOf(values) : null;
  if (range) return `${label} ${rangeWords(range)}`;
  const shown = how === "between" ? __("%1 and %2", values[0] ?? "", values[1] ?? "") : values.join(", ");
  return `${label} ${shown}`;
}

/** Write the condition at a place; null takes it out. */
export function setCondition(draft: Report, id: string, index: number, text: string | null): void {
  const block = filledOf(draft, id);
  if (!block) return;
  const all = conditions(block.where);
  all.splice(index, 1, ...(text?.trim() ? [text.trim()] : []));
  const left = allOf(all);
  if (left) block.where = left;
  else delete block.where;
}
