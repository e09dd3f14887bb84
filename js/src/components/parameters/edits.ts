// What is done to the parameters of a report. Drafts are changed where they stand.
import type { Param, ParamValues, Report } from "../../protocol/report";
import { compareUses, renameUses } from "./references";

export type ParamType = NonNullable<Param["type"]>;
export type Scalar = string | number | boolean;

export const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
const RANGED = new Set<ParamType>(["integer", "decimal", "date", "datetime"]);
const DATES = /^\d{4}-\d{2}-\d{2}$/;
const MOMENTS = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:\d{2}|Z)?)?$/;

export const typeOf = (param: Param): ParamType => param.type ?? "string";
export const isRanged = (type: ParamType): boolean => RANGED.has(type);
export const isOffered = (values: Param["values"]): values is ParamValues =>
  typeof values === "object" && values !== null && !Array.isArray(values);

export const paramOf = (report: Report, name: string | null): Param | null =>
  (report.params ?? []).find((param) => param.name === name) ?? null;

/** Return a name no parameter has: the wanted one, or that with a number. */
export function freeName(report: Report, wanted: string): string {
  const taken = new Set((report.params ?? []).map(({ name }) => name));
  const plain =
    wanted
      .replace(/[^A-Za-z0-9_]+/g, "_")
      .replace(/^(?=\d)/, "_")
      .slice(0, 58) || "parameter";
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? plain : `${plain}_${count}`;
    if (!taken.has(name)) return name;
  }
}

/** Put a parameter at the end. */
export function addParam(draft: Report, made: Param): void {
  draft.params = [...(draft.params ?? []), made];
}

/** Put a copy behind a parameter and return its name. */
export function duplicateParam(draft: Report, name: string): string | null {
  const list = draft.params ?? [];
  const at = list.findIndex((param) => param.name === name);
  const found = list[at];
  if (!found) return null;
  const copy = { ...structuredClone(found), name: freeName(draft, name.replace(/_\d+$/, "")) };
  if (found.label) copy.label = `${found.label} 2`;
  draft.params = [...list.slice(0, at + 1), copy, ...list.slice(at + 1)];
  return copy.name;
}

/** Move a parameter before the one that stands at `to` then; return whether it moved. */
export function moveParam(draft: Report, name: string, to: number): boolean {
  const list = [...(draft.params ?? [])];
  const at = list.findIndex((param) => param.name === name);
  const [moved] = at < 0 ? [] : list.splice(at, 1);
  const place = Math.max(0, Math.min(to, list.length));
  if (!moved || place === at) return false;
  list.splice(place, 0, moved);
  draft.params = list;
  return true;
}

/** Take a parameter out; others no longer depend on it. Expressions that name it stay as they are. */
export function removeParam(draft: Report, name: string): void {
  const left = (draft.params ?? []).filter((param) => param.name !== name);
  for (const param of left) {
    if (!param.depends_on?.includes(name)) continue;
    param.depends_on = param.depends_on.filter((each) => each !== name);
    if (param.depends_on.length === 0) delete param.depends_on;
  }
  draft.params = left;
  if (left.length === 0) delete draft.params;
}

/** Give a parameter another name, everywhere. */
export function renameParam(draft: Report, name: string, to: string): void {
  renameUses(draft, name, to);
  const param = paramOf(draft, name);
  if (param) param.name = to;
}

/** Set one key; null, false and nothing take it out. */
export function setKey<K extends keyof Param>(
  draft: Report,
  name: string,
  key: K,
  value: Param[K] | null,
): void {
  const param = paramOf(draft, name);
  if (!param) return;
  const none =
    value === null || value === "" || value === false || (Array.isArray(value) && value.length === 0);
  if (none && !(key === "default" && value === false)) delete param[key];
  else param[key] = value as Param[K];
}

/** Give a parameter another type; what does not fit it goes. */
export function setType(draft: Report, name: string, type: ParamType): void {
  const param = paramOf(draft, name);
  if (!param) return;
  if (type === "string") delete param.type;
  else param.type = type;
  const kept = (value: unknown): Scalar | null => parsed(type, String(value));
  if (Array.isArray(param.values)) {
    const values = param.values.map(kept).filter((value) => value !== null);
    if (values.length > 0) param.values = values;
    else delete param.values;
  }
  for (const key of ["min", "max"] as const) {
    const value = param[key];
    const fit = isRanged(type) && value != null ? kept(value) : null;
    if (fit === null) delete param[key];
    else param[key] = fit;
  }
  if (type !== "string") delete param.max_length;
  const all = Array.isArray(param.default) ? param.default : [param.default];
  if (param.default != null && all.some((value) => kept(value) === null)) delete param.default;
  else if (param.default != null) {
    const fits = all.map(kept) as Scalar[];
    param.default = Array.isArray(param.default) ? fits : (fits[0] as Scalar);
  }
}

/** Take one value or several; filters that compare with it follow. */
export function setMulti(draft: Report, name: string, multi: boolean): void {
  compareUses(draft, name, multi);
  const param = paramOf(draft, name);
  if (!param) return;
  if (multi) param.multi = true;
  else delete param.multi;
  if (!multi && Array.isArray(param.default)) {
    const [first] = param.default;
    if (first === undefined) delete param.default;
    else param.default = first;
  }
}

/** Take the values from a field, whose type the parameter takes too. */
export function setOffered(draft: Report, name: string, values: ParamValues, type: ParamType | null): void {
  const param = paramOf(draft, name);
  if (!param) return;
  delete param.values;
  if (type !== null && type !== typeOf(param)) setType(draft, name, type);
  param.values = values;
}

/** List the values, or let them be typed; nothing can narrow them then. */
export function setListed(draft: Report, name: string, values: Scalar[]): void {
  const param = paramOf(draft, name);
  if (!param) return;
  if (values.length > 0) param.values = values;
  else delete param.values;
  delete param.depends_on;
}

/** Whether `name` depends on `other`, by whatever way. */
export function dependsOn(report: Report, name: string, other: string): boolean {
  const seen = new Set<string>();
  const pending = [name];
  while (pending.length > 0) {
    const each = pending.pop() as string;
    if (seen.has(each)) continue;
    seen.add(each);
    pending.push(...(paramOf(report, each)?.depends_on ?? []));
  }
  return seen.has(other);
}

/** Read what was typed as a value of a type; null where it is none. Dates may be expressions, such as today(). */
export function parsed(type: ParamType, typed: string): Scalar | null {
  const text = typed.trim();
  if (type === "string") return typed;
  if (type === "boolean") return text === "true" ? true : text === "false" ? false : null;
  if (type === "integer")
    return /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : null;
  if (type === "decimal") return text !== "" && Number.isFinite(Number(text)) ? Number(text) : null;
  if ((type === "date" ? DATES : MOMENTS).test(text) && !Number.isNaN(Date.parse(text))) return text;
  return null;
}

/** The type of a parameter that takes values of a field of that type. */
export const typeFor = (field: string): ParamType | null =>
  (
    ({
      text: "string",
      integer: "integer",
      float: "decimal",
      decimal: "decimal",
      boolean: "boolean",
      date: "date",
      datetime: "datetime",
    }) as Record<string, ParamType>
  )[field] ?? null;

/** The condition by which a parameter filters a field. */
export const conditionOf = (field: string, param: Param): string =>
  `${field} ${param.multi ? "in" : "=="} param.${param.name}`;
