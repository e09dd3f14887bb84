// What one author did to the maps of a report, so that it can be taken back whatever others did since.
import { type Content, emptyContent } from "./content";
import { type Edit, isText, type Root, replaced } from "./difference";
import { alike, ordered, type Plain } from "./plain";

type Item = Map<string, Plain>;

/** A value before and after; undefined where the key is not there. */
interface Change {
  root: Root;
  item: string | undefined;
  key: string;
  old: Plain | undefined;
  now: Plain | undefined;
}

/** What changed between two moments. */
export class Step {
  readonly keys = new Map<string, Change>();
  /** Id -> map before and after, of items that came or went. */
  readonly items = new Map<string, [old: Item | undefined, now: Item | undefined]>();

  constructor(readonly name: string) {}

  get empty(): boolean {
    return this.keys.size === 0 && this.items.size === 0;
  }

  put(change: Change): void {
    this.keys.set(JSON.stringify([change.root, change.item ?? null, change.key]), change);
  }
}

/** Return what changed from `before` to `after`. */
export function stepBetween(name: string, before: Content, after: Content): Step {
  const step = new Step(name);
  compareKeys(step, "report", undefined, before.report, after.report);
  compareKeys(step, "fields", undefined, before.fields, after.fields);
  for (const id of ordered(new Set([...before.items.keys(), ...after.items.keys()]))) {
    const [old, now] = [before.items.get(id), after.items.get(id)];
    if (old === undefined || now === undefined) step.items.set(id, [old, now]);
    else compareKeys(step, "items", id, old, now);
  }
  return step;
}

/** Return two steps as one, or null where the second does not go on from what the first left. */
export function joined(first: Step, second: Step): Step | null {
  // others may have written in between; and what comes or goes is a step of its own
  if (second.items.size > 0) return null;
  const whole = new Step(first.name);
  for (const change of first.keys.values()) whole.put(change);
  for (const [id, pair] of first.items) whole.items.set(id, pair);
  for (const [address, change] of second.keys) {
    const before = whole.keys.get(address);
    const came = change.item === undefined ? undefined : whole.items.get(change.item);
    if (before !== undefined) {
      if (!alike(before.now, change.old)) return null;
      whole.put({ ...change, old: before.old });
    } else if (came !== undefined) {
      const [old, made] = came;
      if (made === undefined || !alike(made.get(change.key), change.old)) return null;
      const now = new Map(made);
      if (change.now === undefined) now.delete(change.key);
      else now.set(change.key, change.now);
      whole.items.set(change.item as string, [old, now]);
    } else whole.put(change);
  }
  return whole;
}

/** Return the edits that take `step` back; what others have changed since stays as it is. */
export function takenBack(step: Step, now: Content = emptyContent()): Edit[] {
  const edits: Edit[] = [];
  for (const [key, [old]] of step.items) {
    const there = now.items.has(key);
    if (old === undefined && there) edits.push({ kind: "remove", root: "items", key });
    else if (old !== undefined && !there) edits.push({ kind: "add", root: "items", key, value: old });
  }
  for (const change of step.keys.values()) {
    const owner =
      change.item === undefined ? now[change.root as "report" | "fields"] : now.items.get(change.item);
    const edit = owner === undefined ? null : editBack(change, owner);
    if (edit !== null) edits.push(edit);
  }
  return edits;
}

function editBack({ root, item, key, old, now }: Change, owner: Item): Edit | null {
  const value = owner.get(key);
  const where = item === undefined ? { root, key } : { root, key, item };
  if (item !== undefined && isText(owner, key) && typeof old === "string" && typeof now === "string") {
    const back = typeof value === "string" ? textBack(old, now, value) : null;
    return back === null || back === value ? null : { kind: "text", root, key, value: back, item };
  }
  if (!alike(value, now)) return null;
  if (old === undefined) return { kind: "delete", ...where };
  if (item !== undefined && typeof old === "string" && isText(new Map(owner).set(key, old), key)) {
    return { kind: "text", root, key, value: old, item };
  }
  return { kind: "set", value: old, ...where };
}

function compareKeys(step: Step, root: Root, item: string | undefined, before: Item, after: Item): void {
  for (const key of ordered(new Set([...before.keys(), ...after.keys()]))) {
    const [old, now] = [before.get(key), after.get(key)];
    if (!alike(old, now)) step.put({ root, item, key, old, now });
  }
}

/** Return `value` without what led from `old` to `now`, or null where others wrote into or around that. */
function textBack(old: string, now: string, value: string): string | null {
  let [start, length, put] = replaced(old, now);
  const [theirs, gone, came] = replaced(now, value);
  const lost = old.slice(start, start + length);
  if (theirs + gone <= start) start += came.length - gone;
  else if (theirs < start + put.length) return null;
  return value.slice(0, start) + lost + value.slice(start + put.length);
}
