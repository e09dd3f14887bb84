// The report in long form: what may be written short is written out, so that editors meet one shape.
import { isKeys, type Keys, type Plain } from "../collab/plain";
import { classOf, keysOf, own, ROOT, SHORT, split } from "../collab/shape";
import type { Definition } from "../collab/tree";
import type { Chart, Crosstab, Image, Metric, PageBreak, Report, Row, Table, Text } from "../protocol/report";

export type Block = Table | Crosstab | Chart | Metric | Text | Row | Image | PageBreak;
export type BlockKind = Block["kind"];

/** Return a definition as its document gives it, in long form. */
export const longForm = (definition: Definition): Report => object(ROOT, definition) as unknown as Report;

/** Return every block in printed order, a row before its own. */
export const blocksOf = (report: Pick<Report, "body">): Block[] =>
  (report.body ?? []).flatMap((block) => [
    block,
    ...(block.kind === "row" ? blocksOf({ body: block.blocks ?? [] }) : []),
  ]);

export const blockOf = (report: Report, id: string | null): Block | null =>
  blocksOf(report).find((block) => block.id === id) ?? null;

/** Return the list a block stands in and its place there. */
export function placeOf(
  report: Report,
  id: string,
): { list: Block[]; index: number; row: Row | null } | null {
  const look = (list: Block[], row: Row | null): { list: Block[]; index: number; row: Row | null } | null => {
    const index = list.findIndex((block) => block.id === id);
    if (index >= 0) return { list, index, row };
    for (const block of list) {
      if (block.kind !== "row") continue;
      const found = look(block.blocks ?? [], block);
      if (found) return found;
    }
    return null;
  };
  return look(report.body ?? [], null);
}

/** Return an id no block of the report has. */
export function newId(report: Report): string {
  const taken = new Set(blocksOf(report).map((block) => block.id));
  let count = taken.size + 1;
  while (taken.has(`b${count}`)) count += 1;
  return `b${count}`;
}

/** Return the JSON pointer of a block. */
export function pointerOf(report: Report, id: string): string {
  const look = (list: Block[], at: string): string | null => {
    for (const [index, block] of list.entries()) {
      if (block.id === id) return `${at}/${index}`;
      const found = block.kind === "row" ? look(block.blocks ?? [], `${at}/${index}/blocks`) : null;
      if (found) return found;
    }
    return null;
  };
  return look(report.body ?? [], "/body") ?? "/body";
}

/** Return the block a JSON pointer leads into. */
export function blockAt(report: Report, where: string): Block | null {
  const parts = where.split("/").slice(1);
  let found: Block | null = null;
  let list: Block[] | undefined = parts[0] === "body" ? (report.body ?? []) : undefined;
  for (let place = 1; list && place < parts.length; place += 2) {
    const block: Block | undefined = list[Number(parts[place])];
    if (!block) break;
    found = block;
    list = parts[place + 1] === "blocks" && block.kind === "row" ? (block.blocks ?? []) : undefined;
  }
  return found;
}

function object(cls: string | null, data: Keys): Keys {
  const keys = keysOf(cls);
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const [how, of] = split(own(keys, key) ?? "value");
      return [key, long(how, of, value)];
    }),
  );
}

function long(how: string, of: string, value: Plain): Plain {
  if (value === null) return null;
  if (how === "object" && isKeys(value)) return object(of, value);
  if (how === "items") return (Array.isArray(value) ? value : [value]).map((each) => item(of, each));
  if (how === "words") return Array.isArray(value) ? value : [value];
  if (how === "named" && isKeys(value))
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, item(of, each)]));
  return value;
}

function item(of: string, value: Plain): Plain {
  if (!of) return value;
  if (typeof value === "string") {
    if (of === "Block") return { kind: "text", md: value };
    if (of === "Source") return { kind: "frame", name: value };
    return { [own(SHORT, of) ?? "value"]: value };
  }
  return isKeys(value) ? object(classOf(of, value.kind), value) : value;
}
