// A definition taken apart into the nodes that have an identity in a shared document, and put together again.
import { isKeys, type Keys, type Plain } from "./plain";
import { classOf, KINDS, keysOf, own, ROOT, SHAPE, SHORT, split } from "./shape";

/** A report as its file has it. */
export type Definition = Keys;

/** Stands for a fixed object, whose keys are beside it with a dot. */
export const OBJECT = "{}";
/** The key that holds an item which is a scalar. */
export const WORD = "value";
/** The id of the report itself. */
export const REPORT = "report";

/** The report, or one item of one of its lists. */
export class Node {
  /** Scalars by key, those of fixed objects with a dot. */
  values = new Map<string, Plain>();
  /** The items of each list, in order. */
  lists = new Map<string, Node[]>();
  /** Of the report alone: field -> key -> scalar. */
  fields = new Map<string, Map<string, Plain>>();
  /** What an entry of a named list is called. */
  name: Plain | undefined;
  /** The share of a row's width. */
  share: Plain | undefined;

  constructor(
    readonly cls: string | null,
    public id = "",
  ) {}

  list(key: string): Node[] {
    return this.lists.get(key) ?? [];
  }
}

/** Return the nodes of a definition, without ids but for blocks, which all have one afterwards. */
export function parse(definition: Definition): Node {
  const root = node(ROOT, definition);
  root.id = REPORT;
  numberBlocks(root);
  return root;
}

/** Return the definition that `root` holds, short forms short. */
export function build(root: Node): Definition {
  return object(root);
}

/** Return every block below `owner` in printed order, a row before its own. */
export function blocks(owner: Node): Node[] {
  return [...owner.list("body"), ...owner.list("blocks")].flatMap((block) => [block, ...blocks(block)]);
}

/** Give every block an id no other has and return those whose own was taken. */
export function numberBlocks(root: Node): Node[] {
  const every = blocks(root);
  const taken = new Set<Plain>();
  const renamed: Node[] = [];
  for (const block of every) {
    const name = block.values.get("id");
    if (typeof name !== "string" || taken.has(name)) {
      if (typeof name === "string") renamed.push(block);
      block.values.delete("id");
    } else taken.add(name);
  }
  let count = every.length;
  every.forEach((block, place) => {
    if (block.values.has("id")) return;
    let name = `b${place + 1}`;
    while (taken.has(name)) {
      count += 1;
      name = `b${count}`;
    }
    taken.add(name);
    block.values.set("id", name);
  });
  return renamed;
}

// --- taking apart -------------------------------------------------------------------------------

function node(cls: string | null, data: Keys): Node {
  const found = new Node(cls);
  take(found, cls, data, "");
  return found;
}

function take(into: Node, cls: string | null, data: Keys, prefix: string): void {
  const keys = keysOf(cls);
  let shares: Plain = null;
  for (const [key, value] of Object.entries(data)) {
    const [how, of] = split(own(keys, key) ?? "value");
    if (how === "object" && isKeys(value)) {
      into.values.set(prefix + key, OBJECT);
      take(into, of, value, `${prefix}${key}.`);
    } else if (how === "items" || how === "words" || how === "named") {
      if (value !== null) into.lists.set(key, itemsOf(how, of, value));
    } else if (how === "flat") {
      if (!isKeys(value)) continue;
      for (const [name, inner] of Object.entries(value)) {
        into.fields.set(name, new Map(Object.entries(isKeys(inner) ? inner : {})));
      }
    } else if (how === "pairs" && isKeys(value)) into.values.set(prefix + key, Object.entries(value));
    else if (how === "shares") shares = value;
    else into.values.set(prefix + key, value);
  }
  if (!Array.isArray(shares)) return;
  for (const [place, item] of into.list("blocks").entries()) item.share = shares[place];
}

function itemsOf(how: string, of: string, value: Plain): Node[] {
  if (how === "named") {
    return Object.entries(isKeys(value) ? value : {}).map(([name, entry]) => {
      const found = item(of, entry);
      found.name = name;
      return found;
    });
  }
  return (Array.isArray(value) ? value : [value]).map((each) => item(of, each));
}

function item(of: string, value: Plain): Node {
  if (!of || !(typeof value === "string" || isKeys(value))) {
    const word = new Node(null);
    word.values.set(WORD, value);
    return word;
  }
  const data = typeof value === "string" ? long(of, value) : value;
  return node(classOf(of, data.kind), data);
}

function long(of: string, text: string): Keys {
  if (of === "Block") return { kind: "text", md: text };
  if (of === "Source") return { kind: "frame", name: text };
  return { [own(SHORT, of) ?? WORD]: text };
}

// --- putting together ---------------------------------------------------------------------------

function object(of: Node): Keys {
  const found = keysIn(of, of.cls, "");
  return of.cls === ROOT ? { ...found, schema: found.schema ?? SHAPE.schema } : found;
}

function keysIn(from: Node, cls: string | null, prefix: string): Keys {
  const found: Keys = {};
  for (const [key, held] of Object.entries(keysOf(cls))) {
    const [how, of] = split(held);
    const at = prefix + key;
    const value = from.values.get(at);
    if (how === "items" || how === "words" || how === "named") {
      const items = from.lists.get(key);
      if (items !== undefined) found[key] = listOf(how, of, key, items);
    } else if (how === "flat") {
      if (from.fields.size > 0) {
        found[key] = Object.fromEntries(
          [...from.fields].map(([name, each]) => [name, Object.fromEntries(each)]),
        );
      }
    } else if (how === "shares") {
      const shares = from.list("blocks").map((each) => each.share);
      if (shares.some((share) => share !== undefined)) found[key] = shares.map((share) => share ?? 1);
    } else if (how === "object") {
      if (value !== undefined && value !== OBJECT) found[key] = value;
      else if (value === OBJECT || [...from.values.keys()].some((each) => each.startsWith(`${at}.`))) {
        found[key] = keysIn(from, of, `${at}.`);
      }
    } else if (value !== undefined) found[key] = how === "pairs" ? pairs(value) : value;
  }
  return found;
}

function listOf(how: string, of: string, key: string, items: Node[]): Plain {
  if (how === "named") return Object.fromEntries(items.map((each) => [String(each.name), short(of, each)]));
  const found = items.map((each) => short(of, each));
  return key === "group_by" && found.length === 1 && typeof found[0] === "string" ? found[0] : found;
}

function short(of: string, from: Node): Plain {
  if (!of) return from.values.get(WORD) ?? null;
  // a kind the format does not have: for the definition to refuse
  if (from.cls === null) return Object.fromEntries(from.values);
  const data = object(from);
  const keys = Object.keys(data).filter((key) => of !== "Source" || key !== "kind");
  const only = own(SHORT, of === "Source" ? from.cls : of);
  const text =
    only === undefined || (own(KINDS, of) !== undefined && of !== "Source") ? undefined : data[only];
  return keys.length === 1 && keys[0] === only && typeof text === "string" ? text : data;
}

/** Return pairs as an object, or what else somebody wrote there, for the definition to refuse. */
function pairs(value: Plain): Plain {
  if (!Array.isArray(value)) return value;
  const found = value.filter(
    (pair): pair is [string, Plain] =>
      Array.isArray(pair) && pair.length === 2 && typeof pair[0] === "string",
  );
  return found.length === value.length ? Object.fromEntries(found) : value;
}
