// A report's definition and its Y document: seed it, read it, apply what changed.
import * as Y from "yjs";
import {
  type Content,
  emptyContent,
  nameItems,
  type Reading,
  readContent,
  withHidden,
  write,
} from "./content";
import { difference, type Edit, fresh, isText, replaced, target } from "./difference";
import { isPlain, ordered, type Plain } from "./plain";
import { build, type Definition, parse } from "./tree";

export type { Definition, Edit, Reading };

export interface Maps {
  report: Y.Map<unknown>;
  fields: Y.Map<unknown>;
  items: Y.Map<unknown>;
}

/** Return the maps a report is held in. */
export function mapsOf(doc: Y.Doc): Maps {
  return { report: doc.getMap("report"), fields: doc.getMap("fields"), items: doc.getMap("items") };
}

/** Write a report into a document that holds none; say whether it did. Seeding twice, or in two copies, adds nothing. */
export function seed(doc: Y.Doc, definition: Definition, origin: unknown = null): boolean {
  const update = seedUpdate(definition);
  const { report, fields, items } = mapsOf(doc);
  if (report.size + fields.size + items.size > 0) return false;
  Y.applyUpdate(doc, update, origin);
  return true;
}

/** Return the update that seeds a report: always the same edits of the same author, in every language. */
export function seedUpdate(definition: Definition): Uint8Array {
  const root = parse(definition);
  nameItems(root);
  const content = write(root);
  return encoded(content, author(content));
}

/** Return the definition a document holds, as the object of a report's file. */
export function read(doc: Y.Doc): Definition {
  return build(reading(doc).root);
}

/** Return the report in a document with all that was mended to read it. */
export function reading(doc: Y.Doc): Reading {
  return readContent(contentOf(doc));
}

/** Make a document hold `definition` by as few edits as can be, in one transaction. */
export function apply(
  doc: Y.Doc,
  definition: Definition,
  origin: unknown = null,
  name: (key: string) => string = fresh,
): Edit[] {
  const root = parse(definition);
  const content = contentOf(doc);
  const before = readContent(content);
  const after = target(before, root, new Set(content.items.keys()), name);
  const edits = difference(withHidden(content, before, root), after);
  if (edits.length > 0) doc.transact(() => perform(doc, edits), origin);
  return edits;
}

/** Return what the maps of a document hold; what is no scalar, text or item is left out. */
export function contentOf(doc: Y.Doc): Content {
  const maps = mapsOf(doc);
  const found = emptyContent();
  for (const root of ["report", "fields"] as const) {
    for (const [key, value] of maps[root]) if (isPlain(value)) found[root].set(key, value);
  }
  for (const [name, item] of maps.items) {
    if (!(item instanceof Y.Map)) continue;
    const into = new Map<string, Plain>();
    found.items.set(name, into);
    for (const [key, value] of item) {
      if (value instanceof Y.Text) into.set(key, value.toString());
      else if (isPlain(value)) into.set(key, value);
    }
  }
  return found;
}

function encoded(content: Content, client: number): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = client;
  const { report, fields, items } = mapsOf(doc);
  doc.transact(() => {
    for (const key of ordered(content.report.keys())) report.set(key, content.report.get(key));
    for (const key of ordered(content.fields.keys())) fields.set(key, content.fields.get(key));
    for (const name of ordered(content.items.keys())) add(items, name, content.items.get(name) ?? new Map());
  });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

/** Return a client id made from what is written (FNV-1a, 32 bits): other content, other author. */
function author({ report, fields, items }: Content): number {
  const parts = { report: Object.fromEntries(report), fields: Object.fromEntries(fields) };
  const things = Object.fromEntries([...items].map(([name, item]) => [name, Object.fromEntries(item)]));
  let found = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(spelled({ ...parts, items: things }))) {
    found = Math.imul(found ^ byte, 0x01000193) >>> 0;
  }
  return found || 1;
}

/** Return a value as text, the same in every language; numbers are those of 64-bit floats where they fit. */
function spelled(value: Plain): string {
  if (value === null) return "n";
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value === "bigint") return `i${value}`;
  if (typeof value === "number") {
    const bytes = new DataView(new ArrayBuffer(8));
    bytes.setFloat64(0, value === 0 ? 0 : value); // there is no -0 in a file
    return bytes.getBigUint64(0).toString(16).padStart(16, "0");
  }
  if (typeof value === "string") return `s${new TextEncoder().encode(value).length}:${value}`;
  if (Array.isArray(value)) return `[${value.map(spelled).join("")}]`;
  return `{${ordered(Object.keys(value))
    .map((key) => spelled(key) + spelled(value[key] as Plain))
    .join("")}}`;
}

/** Make the edits in a document, inside the caller's transaction. */
export function perform(doc: Y.Doc, edits: Edit[]): void {
  const maps = mapsOf(doc);
  for (const edit of edits) {
    const root = maps[edit.root];
    if (edit.kind === "add") {
      add(root, edit.key, edit.value);
      continue;
    }
    const owner = "item" in edit && edit.item !== undefined ? root.get(edit.item) : root;
    if (!(owner instanceof Y.Map)) continue;
    if (edit.kind === "set") owner.set(edit.key, edit.value);
    else if (edit.kind === "text") retype(owner, edit.key, edit.value);
    else owner.delete(edit.key);
  }
}

function add(items: Y.Map<unknown>, name: string, item: Map<string, Plain>): void {
  // key by key: the order of the edits is part of what a seed is
  const made = new Y.Map<unknown>();
  items.set(name, made);
  for (const key of ordered(item.keys())) {
    const value = item.get(key);
    if (typeof value === "string" && isText(item, key)) retype(made, key, value);
    else made.set(key, value);
  }
}

function retype(item: Y.Map<unknown>, key: string, now: string): void {
  let text = item.get(key);
  if (!(text instanceof Y.Text)) {
    text = new Y.Text();
    item.set(key, text);
  }
  const shared = text as Y.Text;
  const [start, length, put] = replaced(shared.toString(), now);
  if (length > 0) shared.delete(start, length);
  if (put) shared.insert(start, put);
}
