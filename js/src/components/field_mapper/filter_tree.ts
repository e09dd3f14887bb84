// Conditions in groups: all or any of them, or not; and what moving and taking them out does to the groups.
import { alternatives, conditions, denied, isLoose, unwrapped } from "../../kit/expression_text";
import { type Condition, isRow, readCondition, writeCondition } from "./filters";

export interface FilterRow {
  kind: "row";
  condition: Condition;
  /** As it was read; null once it was changed, or before it says anything. */
  text: string | null;
}

/** What is no row stays as it is written. */
export interface FilterText {
  kind: "text";
  text: string;
}

export interface FilterGroup {
  kind: "group";
  op: "and" | "or";
  /** Whether the whole of it must not hold. */
  not: boolean;
  items: FilterNode[];
}

export type FilterNode = FilterRow | FilterText | FilterGroup;
/** Where a node stands: its place in each group from the outermost. */
export type Path = readonly number[];
/** The type of a field as an expression writes it; null where it is not known. */
export type TypeOf = (field: string) => string | null;

export const emptyGroup = (op: FilterGroup["op"] = "and"): FilterGroup => ({
  kind: "group",
  op,
  not: false,
  items: [],
});

/** Read a filter as a group; conditions of fields that are not known stay texts. */
export function readFilter(text: string, typeOf: TypeOf): FilterGroup {
  if (!text.trim()) return emptyGroup();
  const node = readNode(text.trim(), typeOf);
  return node.kind === "group" ? node : { ...emptyGroup(), items: [node] };
}

function readNode(text: string, typeOf: TypeOf): FilterNode {
  const inside = unwrapped(text);
  if (inside) return readNode(inside, typeOf);
  const any = alternatives(text);
  if (any.length > 1) return groupOf("or", any, typeOf);
  const all = conditions(text);
  if (all.length > 1) return groupOf("and", all, typeOf);
  const condition = readCondition(text);
  const type = condition && typeOf(condition.field);
  if (condition && type && isRow(condition, type, text)) return { kind: "row", condition, text };
  const not = condition ? null : denied(text);
  if (not) {
    const node = readNode(not, typeOf);
    if (node.kind === "group" && !node.not) return { ...node, not: true };
    // "none of" is how one alone is denied
    return { kind: "group", op: "or", not: true, items: [node] };
  }
  return { kind: "text", text };
}

const groupOf = (op: FilterGroup["op"], parts: string[], typeOf: TypeOf): FilterGroup => ({
  kind: "group",
  op,
  not: false,
  items: parts.map((part) => readNode(part, typeOf)),
});

/** Write a filter; rows that say nothing yet and groups of nothing are left out. */
export function writeFilter(group: FilterGroup, typeOf: TypeOf): string {
  return writeNode(group, typeOf, false) ?? "";
}

function writeNode(node: FilterNode, typeOf: TypeOf, inside: boolean): string | null {
  if (node.kind === "text") return node.text.trim() || null;
  if (node.kind === "row")
    return node.text ?? writeCondition(node.condition, typeOf(node.condition.field) ?? "text");
  const parts = node.items.map((each) => writeNode(each, typeOf, true)).filter((each) => each !== null);
  if (parts.length === 0) return null;
  const several = parts.length > 1;
  const joined = parts.map((part) => (several && isLoose(part) ? `(${part})` : part)).join(` ${node.op} `);
  if (node.not) return `not (${joined})`;
  return inside && several ? `(${joined})` : joined;
}

/** The node at a place. */
export function nodeAt(root: FilterGroup, path: Path): FilterNode | undefined {
  return path.reduce<FilterNode | undefined>(
    (node, place) => (node?.kind === "group" ? node.items[place] : undefined),
    root,
  );
}

/** The same filter with another node at a place, or without it; groups left empty go too. */
export function put(root: FilterGroup, path: Path, made: FilterNode | null): FilterGroup {
  const [place, ...rest] = path;
  if (place === undefined) return made?.kind === "group" ? made : emptyGroup();
  const here = root.items[place];
  const inner =
    rest.length > 0 && here?.kind === "group"
      ? emptied(put(here, rest, made))
      : rest.length > 0
        ? here
        : made;
  return {
    ...root,
    items: root.items.flatMap((each, at) => (at !== place ? [each] : inner ? [inner] : [])),
  };
}

const emptied = (group: FilterGroup): FilterGroup | null => (group.items.length > 0 ? group : null);

/** The same filter with a node more at the end of a group. */
export function add(root: FilterGroup, group: Path, made: FilterNode): FilterGroup {
  const there = nodeAt(root, group);
  return there?.kind === "group" ? put(root, group, { ...there, items: [...there.items, made] }) : root;
}

/** Put a node into a new group of its own. */
export function wrap(root: FilterGroup, path: Path): FilterGroup {
  const node = nodeAt(root, path);
  const parent = nodeAt(root, path.slice(0, -1));
  if (!node || parent?.kind !== "group" || path.length === 0) return root;
  return put(root, path, { ...emptyGroup(parent.op === "and" ? "or" : "and"), items: [node] });
}

/** Move a node to the end of another group, which is not inside of it. */
export function move(root: FilterGroup, path: Path, group: Path): FilterGroup {
  const node = nodeAt(root, path);
  const to = nodeAt(root, group);
  if (!node || to?.kind !== "group" || isInside(group, path)) return root;
  // the place it goes to is found again by what stands there: taking it out moves places
  const marked = { ...to, items: [...to.items, node] };
  const made = put(root, group, marked);
  return put(made, path, null);
}

const isInside = (path: Path, other: Path): boolean => other.every((place, at) => path[at] === place);

/** Move a node out of its group, to stand behind it. */
export function moveOut(root: FilterGroup, path: Path): FilterGroup {
  const node = nodeAt(root, path);
  const group = path.slice(0, -1);
  const above = nodeAt(root, group.slice(0, -1));
  const at = group.at(-1);
  if (!node || at === undefined || above?.kind !== "group") return root;
  const items = [...above.items.slice(0, at + 1), node, ...above.items.slice(at + 1)];
  const made = put(root, group.slice(0, -1), { ...above, items });
  return put(made, path, null);
}

/** Every group, with its place, the outermost first. */
export function groupsOf(root: FilterGroup, path: Path = []): [Path, FilterGroup][] {
  return [
    [path, root],
    ...root.items.flatMap((each, at) => (each.kind === "group" ? groupsOf(each, [...path, at]) : [])),
  ];
}
