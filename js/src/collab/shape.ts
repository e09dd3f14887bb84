// Which key of a report is held how in the Y document; the table is made from the Python classes.
import table from "./shape.json";

export const SHAPE = table;
export const CLASSES: Record<string, Record<string, string>> = table.classes;
export const KINDS: Record<string, Record<string, string>> = table.kinds;
export const SHORT: Record<string, string> = table.short;
export const ROOT: string = table.root;

/** Return the class of an item: what its list holds, or for blocks and sources what its `kind` says. */
export function classOf(items: string, kind: unknown): string | null {
  const kinds = own(KINDS, items);
  if (kinds !== undefined) return typeof kind === "string" ? (own(kinds, kind) ?? null) : null;
  return own(CLASSES, items) === undefined ? null : items;
}

/** Return how a dotted key is held in the map of `cls`, or null for a key the format does not have. */
export function held(cls: string | null, key: string): string | null {
  const parts = key.split(".");
  const last = parts.pop() ?? "";
  let owner = cls;
  for (const part of parts) {
    const how = own(keysOf(owner), part) ?? "";
    if (!how.startsWith("object ")) return null;
    owner = how.slice("object ".length);
  }
  return own(keysOf(owner), last) ?? null;
}

/** Return how each key of a class is held, in the format's order. */
export function keysOf(cls: string | null): Record<string, string> {
  return own(CLASSES, cls ?? "") ?? {};
}

/** Return how a key is held, in two words: how, and what. */
export function split(how: string): [string, string] {
  const at = how.indexOf(" ");
  return at < 0 ? [how, ""] : [how.slice(0, at), how.slice(at + 1)];
}

/** Look a key up among an object's own. */
export function own<T>(table: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
