// From what a document holds to what it shall hold, in as few edits as can be.
import { type Content, type Reading, write } from "./content";
import { alike, ordered, type Plain } from "./plain";
import { classOf, held, own, SHORT } from "./shape";
import { blocks, type Node, WORD } from "./tree";

export type Root = "report" | "fields" | "items";

/** One edit of a map: by name, or of the item `item`. */
export type Edit =
  | { kind: "add"; root: Root; key: string; value: Map<string, Plain> }
  | { kind: "remove"; root: Root; key: string }
  | { kind: "delete"; root: Root; key: string; item?: string }
  | { kind: "set"; root: Root; key: string; value: Plain; item?: string }
  | { kind: "text"; root: Root; key: string; value: string; item: string };

/** Return an id for a new item of the list `key` that no one else will make. */
export function fresh(key: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(6));
  return `${key}-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Return the maps that hold `root`, whose items become those of `reading` that they are. */
export function target(
  reading: Reading,
  root: Node,
  taken: Set<string>,
  name: (key: string) => string = fresh,
): Content {
  const old = new Map(blocks(reading.root).map((block) => [block.values.get("id"), block]));
  const pairs: [Node | undefined, Node][] = [[reading.root, root]];
  for (const block of blocks(root)) {
    const was = old.get(block.values.get("id"));
    if (was !== undefined) block.id = was.id;
    pairs.push([was, block]);
  }
  for (let pair = pairs.pop(); pair !== undefined; pair = pairs.pop()) {
    const [was, node] = pair;
    for (const [key, items] of node.lists) {
      if (key !== "body" && key !== "blocks") pairs.push(...paired(was?.list(key) ?? [], items));
    }
  }
  for (const [node, key, item] of unnamed(root)) {
    const plain = `${node.id}.${key}.${item.name}`;
    item.id = item.name !== undefined && !taken.has(plain) ? plain : name(key);
    taken.add(item.id);
  }
  return write(root, reading);
}

/** Return the edits that lead from `old` to `updated`, in an order that depends on nothing else. */
export function difference(old: Content, updated: Content): Edit[] {
  const edits = [
    ...keyEdits(old.report, updated.report, "report"),
    ...keyEdits(old.fields, updated.fields, "fields"),
  ];
  for (const key of ordered(old.items.keys())) {
    if (!updated.items.has(key)) edits.push({ kind: "remove", root: "items", key });
  }
  for (const key of ordered(updated.items.keys())) {
    const value = updated.items.get(key) ?? new Map<string, Plain>();
    const was = old.items.get(key);
    if (was === undefined) edits.push({ kind: "add", root: "items", key, value });
    else edits.push(...keyEdits(was, value, "items", key));
  }
  return edits;
}

/** Return where two texts differ, in UTF-16 units: start and length in `old`, and what stands there now. */
export function replaced(old: string, now: string): [start: number, length: number, put: string] {
  const least = Math.min(old.length, now.length);
  let start = 0;
  while (start < least && old[start] === now[start]) start += 1;
  // no character is cut in half
  if (start > 0 && /[\ud800-\udbff]/.test(old.charAt(start - 1))) start -= 1;
  let end = 0;
  while (end < least - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  if (end > 0 && /[\udc00-\udfff]/.test(old.charAt(old.length - end))) end -= 1;
  return [start, old.length - start - end, now.slice(start, now.length - end)];
}

/** Say whether `key` of an item is shared text. */
export function isText(item: Map<string, Plain>, key: string): boolean {
  return held(classOf("Block", item.get("kind")), key) === "text";
}

function keyEdits(old: Map<string, Plain>, updated: Map<string, Plain>, root: Root, item?: string): Edit[] {
  const where = item === undefined ? { root } : { root, item };
  const edits: Edit[] = [];
  for (const key of ordered(old.keys())) if (!updated.has(key)) edits.push({ kind: "delete", key, ...where });
  for (const key of ordered(updated.keys())) {
    const value = updated.get(key) as Plain;
    if (old.has(key) && alike(old.get(key), value)) continue;
    if (item !== undefined && typeof value === "string" && isText(updated, key)) {
      edits.push({ kind: "text", root, key, value, item });
    } else edits.push({ kind: "set", key, value, ...where });
  }
  return edits;
}

/** Return the items without an id, owners before their own, in the order they are read. */
function unnamed(node: Node): [Node, string, Node][] {
  const found: [Node, string, Node][] = [];
  for (const [key, items] of node.lists) {
    for (const item of items) {
      if (!item.id) found.push([node, key, item]);
      found.push(...unnamed(item));
    }
  }
  return found;
}

/** Pair the items of a list with those they were: the same ones, else of the same name, else at the same place. */
function paired(old: Node[], now: Node[]): [Node | undefined, Node][] {
  const free = new Map(old.entries());
  const found = new Map<number, Node>();
  const pair = (place: number, at: number): void => {
    found.set(place, free.get(at) as Node);
    free.delete(at);
  };
  for (const [place, item] of now.entries()) {
    const was = free.get(place);
    if (was !== undefined && same(was, item)) pair(place, place);
  }
  for (const fits of [same, called]) {
    for (const [place, item] of now.entries()) {
      if (found.has(place)) continue;
      for (const [at, was] of free) {
        if (fits(was, item)) {
          pair(place, at);
          break;
        }
      }
    }
  }
  for (const [place, item] of now.entries()) {
    if (!found.has(place) && item.name === undefined && free.has(place)) pair(place, place);
  }
  for (const [place, was] of found) (now[place] as Node).id = was.id;
  return now.map((item, place) => [found.get(place), item]);
}

function same(was: Node, item: Node): boolean {
  return (
    was.name === item.name &&
    alike(Object.fromEntries(was.values), Object.fromEntries(item.values)) &&
    was.lists.size === item.lists.size &&
    [...was.lists].every(([key, items]) => {
      const others = item.lists.get(key);
      return (
        others?.length === items.length && items.every((each, place) => same(each, others[place] as Node))
      );
    })
  );
}

function called(was: Node, item: Node): boolean {
  if (item.name !== undefined) return was.name === item.name;
  const label = labelOf(item);
  return label !== undefined && label !== null && was.cls === item.cls && alike(labelOf(was), label);
}

function labelOf(node: Node): Plain | undefined {
  if (node.cls === null) return node.values.get(WORD);
  return node.values.get("name") ?? node.values.get(own(SHORT, node.cls) ?? "name");
}
