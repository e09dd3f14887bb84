// The nodes of a report as the maps of its Y document, and back, mending what edits made apart can leave.
//
// `report` holds scalars, `fields` those of every field side by side, `items` one map for each item of every list.
// An item says in `@at` where it stands: owner, list, order.
import { arrange, isKey, type Placed } from "./order";
import { compare, ordered, type Plain } from "./plain";
import { classOf, held, keysOf, own, ROOT, split } from "./shape";
import { blocks, Node, numberBlocks, REPORT } from "./tree";

export const AT = "@at";
export const NAME = "@name";
export const SHARE = "@share";
/** The order of a field, beside its keys. */
export const ORDER = "@";
/** Rows inside rows beyond this stand in the report's body. */
export const MOST_NESTED = 31;

export type Place = [owner: string, list: string, order: string];

/** What the three maps hold; shared text is a plain string here. */
export interface Content {
  report: Map<string, Plain>;
  fields: Map<string, Plain>;
  items: Map<string, Map<string, Plain>>;
}

export function emptyContent(): Content {
  return { report: new Map(), fields: new Map(), items: new Map() };
}

/** A report read from its maps. */
export interface Reading {
  root: Node;
  /** The part of the content that the format has and that is in `root`, as it stands in the document. */
  known: Content;
  /** Blocks shown at the end of the body because where they stood is gone. */
  adrift: Set<string>;
  /** What was mended, one sentence each. */
  repairs: string[];
  /** Keys that another release wrote, as `item/key`. */
  unknown: string[];
}

// --- nodes to maps ------------------------------------------------------------------------------

/** Give every item the id it is seeded with: a block its own, others `<parent>.<list>.<n>`. */
export function nameItems(root: Node): void {
  const taken = new Set([REPORT]);
  for (const block of blocks(root)) {
    block.id = String(block.values.get("id"));
    taken.add(block.id);
  }
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const [key, items] of node.lists) {
      for (const [place, item] of items.entries()) {
        if (!item.id) {
          item.id = `${node.id}.${key}.${item.name === undefined ? place + 1 : item.name}`;
          while (taken.has(item.id)) item.id += "'";
          taken.add(item.id);
        }
        waiting.push(item);
      }
    }
  }
}

/** Return the maps of `root`, every item of which has an id; whoever need not move keeps its place. */
export function write(root: Node, reading?: Reading): Content {
  const found = emptyContent();
  const known = reading?.known ?? emptyContent();
  found.report = new Map(root.values);
  const names = [...root.fields.keys()];
  const orders = arrange(names.map((name) => [name, key(known.fields.get(`${escaped(name)}/${ORDER}`))]));
  for (const [place, name] of names.entries()) {
    found.fields.set(`${escaped(name)}/${ORDER}`, orders[place] as string);
    for (const [each, value] of root.fields.get(name) ?? [])
      found.fields.set(`${escaped(name)}/${each}`, value);
  }
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const [list, items] of node.lists) {
      put(found, node.id, list, items, known, reading?.adrift ?? new Set());
      waiting.push(...items);
    }
  }
  return found;
}

function put(
  found: Content,
  owner: string,
  list: string,
  items: Node[],
  known: Content,
  adrift: Set<string>,
): void {
  let settled = items.length;
  if (owner === REPORT && list === "body") {
    // blocks shown at the end stay where they are written: their row may still arrive
    const tail = items
      .map((item) => item.id)
      .filter((id) => adrift.has(id))
      .sort(compare);
    while (settled > 0 && tail.length > 0 && items[settled - 1]?.id === tail.at(-1)) {
      settled -= 1;
      tail.pop();
    }
  }
  const orders = items.slice(0, settled).map((item): Placed => {
    const at = placeOf(known.items.get(item.id)?.get(AT));
    return [item.id, at !== null && at[0] === owner && at[1] === list ? key(at[2]) : null];
  });
  for (const [place, order] of arrange(orders).entries()) {
    const item = items[place] as Node;
    found.items.set(item.id, new Map([[AT, [owner, list, order] as Plain], ...entries(item)]));
  }
  for (const item of items.slice(settled)) {
    const was = known.items.get(item.id) ?? new Map<string, Plain>();
    item.share = was.get(SHARE);
    found.items.set(item.id, new Map([[AT, was.get(AT) ?? null], ...entries(item)]));
  }
}

function key(value: unknown): string | null {
  return isKey(value) ? value : null;
}

function entries(node: Node): [string, Plain][] {
  const own: [string, Plain][] = [];
  if (node.name !== undefined && node.name !== null) own.push([NAME, node.name]);
  if (node.share !== undefined && node.share !== null) own.push([SHARE, node.share]);
  return [...node.values, ...own];
}

// --- maps to nodes ------------------------------------------------------------------------------

/** Return the report that the maps hold, mended where it must be, the same for everyone who holds them. */
export function readContent(content: Content): Reading {
  const reader = new Reader(content);
  reader.run();
  return {
    root: reader.root,
    known: reader.known,
    adrift: reader.adrift,
    repairs: reader.repairs,
    unknown: reader.unknown,
  };
}

class Reader {
  readonly root = new Node(ROOT, REPORT);
  readonly known = emptyContent();
  readonly adrift = new Set<string>();
  readonly repairs: string[] = [];
  readonly unknown: string[] = [];
  private readonly reached = new Set<string>();
  /** Owner -> list -> order and id of each item. */
  private readonly children = new Map<string, Map<string, [string, string][]>>();

  constructor(private readonly content: Content) {}

  run(): void {
    for (const [name, item] of this.content.items) {
      const at = placeOf(item.get(AT));
      if (at === null) continue;
      const lists = this.children.get(at[0]) ?? new Map<string, [string, string][]>();
      this.children.set(at[0], lists);
      lists.set(at[1], [...(lists.get(at[1]) ?? []), [at[2], name]]);
    }
    this.root.values = this.values(REPORT, ROOT, this.content.report);
    this.known.report = new Map(this.root.values);
    this.fields();
    this.lists(this.root, 0);
    this.takeIn();
    this.names();
    for (const block of numberBlocks(this.root)) {
      this.repairs.push(`two blocks had one id; the later one is ${block.values.get("id")} now`);
    }
  }

  private values(name: string, cls: string | null, data: Map<string, Plain>): Map<string, Plain> {
    const found = new Map<string, Plain>();
    for (const each of ordered(data.keys())) {
      if (each.startsWith("@")) continue;
      const how = held(cls, each);
      if (how === null) this.unknown.push(`${name}/${each}`);
      else if (["value", "text", "pairs", "object"].includes(split(how)[0])) {
        found.set(each, data.get(each) as Plain);
      }
    }
    return found;
  }

  private fields(): void {
    const orders = new Map<string, string>();
    const inner = keysOf("Field");
    for (const [at, value] of this.content.fields) {
      const slash = at.lastIndexOf("/");
      const last = at.slice(slash + 1);
      if (slash < 0 || (last !== ORDER && own(inner, last) === undefined)) {
        this.unknown.push(`fields/${at}`);
        continue;
      }
      const name = at.slice(0, slash);
      this.known.fields.set(at, value);
      if (last === ORDER || !orders.has(name)) orders.set(name, last === ORDER ? (key(value) ?? "") : "");
    }
    const sorted = [...orders].sort(
      (one, other) => compare(one[1] || "~", other[1] || "~") || compare(one[0], other[0]),
    );
    for (const [name] of sorted) {
      const found = new Map<string, Plain>();
      for (const each of Object.keys(inner)) {
        const value = this.known.fields.get(`${name}/${each}`);
        if (value !== undefined) found.set(each, value);
      }
      this.root.fields.set(unescaped(name), found);
    }
  }

  private lists(node: Node, depth: number): void {
    for (const [list, how] of Object.entries(keysOf(node.cls))) {
      const [kind, of] = split(how);
      if (!["items", "words", "named"].includes(kind)) continue;
      if (of === "Block" && depth >= MOST_NESTED) continue;
      const children = this.children.get(node.id)?.get(list) ?? [];
      const found: Node[] = [];
      const sorted = children.sort((one, other) => compare(one[0], other[0]) || compare(one[1], other[1]));
      for (const [, name] of sorted) if (!this.reached.has(name)) found.push(this.node(name, of, depth));
      if (found.length > 0) node.lists.set(list, found);
    }
  }

  private node(name: string, of: string, depth: number): Node {
    this.reached.add(name);
    const item = this.content.items.get(name) ?? new Map<string, Plain>();
    const cls = of ? classOf(of, item.get("kind")) : null;
    const node = new Node(cls, name);
    if (!of) node.values = new Map([...item].filter(([each]) => each === "value"));
    // a kind of another release: told by the definition, which refuses it
    else if (cls === null) node.values = new Map([...item].filter(([each]) => !each.startsWith("@")));
    else node.values = this.values(name, cls, item);
    node.name = item.get(NAME);
    node.share = item.get(SHARE) ?? undefined;
    this.known.items.set(name, new Map([[AT, item.get(AT) as Plain], ...entries(node)]));
    this.lists(node, of === "Block" ? depth + 1 : depth);
    return node;
  }

  /** Show the blocks of rows that are gone, or that stand in each other, at the end of the body. */
  private takeIn(): void {
    const lost = [...this.content.items]
      .filter(([name, item]) => {
        const at = placeOf(item.get(AT));
        return !this.reached.has(name) && at !== null && (at[1] === "body" || at[1] === "blocks");
      })
      .map(([name]) => name)
      .sort(compare);
    const late: Node[] = [];
    for (let taken = true; taken; ) {
      taken = false;
      for (const name of lost) {
        if (this.reached.has(name) || !this.isLoose(name)) continue;
        this.repairs.push(`the row of ${name} is gone; it stands at the end`);
        this.adrift.add(name);
        late.push(this.node(name, "Block", 0));
        taken = true;
      }
    }
    if (late.length === 0) return;
    // whatever was found first: told by id, so that everyone shows the same
    late.sort((one, other) => compare(one.id, other.id));
    this.root.lists.set("body", [...this.root.list("body"), ...late]);
  }

  /** Say whether nothing but the end of the body can show a block: no row, a row too deep, or itself. */
  private isLoose(name: string): boolean {
    const seen = new Set<string>();
    let each = name;
    while (!seen.has(each)) {
      seen.add(each);
      const at = placeOf(this.content.items.get(each)?.get(AT));
      const owner = at === null ? undefined : this.content.items.get(at[0]);
      if (at === null || classOf("Block", owner?.get("kind")) !== "Row" || this.reached.has(at[0])) break;
      each = at[0];
    }
    return each === name;
  }

  private names(): void {
    for (const [list, how] of Object.entries(keysOf(ROOT))) {
      if (split(how)[0] !== "named") continue;
      const taken = new Set<string>();
      for (const node of this.root.list(list)) {
        const wanted = typeof node.name === "string" && node.name ? node.name : "unnamed";
        let name = wanted;
        for (let count = 2; taken.has(name); count++) name = `${wanted}_${count}`;
        if (name !== node.name)
          this.repairs.push(`${list} had '${wanted}' twice; the later one is '${name}' now`);
        node.name = name;
        taken.add(name);
      }
    }
  }
}

/** Return what a document holds of the items of `root`, with those that its blocks' kinds did not show. */
export function withHidden(content: Content, reading: Reading, root: Node): Content {
  // a block that becomes what it once was must not show what it had then
  const lists = new Map<string, Set<string>>();
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const keys = Object.entries(keysOf(node.cls)).filter(([, how]) => how === "words" || how.includes(" "));
    lists.set(node.id, new Set(keys.map(([each]) => each)));
    waiting.push(...[...node.lists.values()].flat());
  }
  const items = new Map(reading.known.items);
  for (const [name, item] of content.items) {
    const at = placeOf(item.get(AT));
    if (!items.has(name) && at !== null && lists.get(at[0])?.has(at[1])) items.set(name, item);
  }
  return { ...reading.known, items };
}

function placeOf(value: unknown): Place | null {
  const fits = Array.isArray(value) && value.length === 3 && value.every((each) => typeof each === "string");
  return fits ? (value as Place) : null;
}

/** Return a field's name as it stands before the `/`. */
export function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Return the name that `escaped` wrote. */
export function unescaped(name: string): string {
  return name.replaceAll("~1", "/").replaceAll("~0", "~");
}
