// Which fields a join may compare, and which two to begin with.
import type { ColumnCard, FieldCard, JoinCard, SourceCard } from "../../protocol/messages";
import type { Join, Report } from "../../protocol/report";
import { NUMBERS } from "../field_mapper/aggregates";
import { aliasOf, firstOf, joinsOf } from "./use";

/** What a source of the report is among those at hand. */
export function cardOf(report: Report, cards: readonly SourceCard[], name: string): SourceCard | undefined {
  const said = report.sources?.[name];
  return cards.find((card) =>
    said?.kind === "file"
      ? card.path === said.path && card.table === (said.table ?? null)
      : card.kind !== "file" && card.name === (said?.kind === "frame" ? said.name : name),
  );
}

/** Columns that a join may name on its left: the source's own, and those of the joins before it. */
export function leftColumns(
  report: Report,
  cards: readonly SourceCard[],
  fields: readonly FieldCard[],
  before: number,
): ColumnCard[] {
  const own = cardOf(report, cards, firstOf(report))?.columns ?? [];
  const told = fields.filter(({ group, calculated }) => group === "" && !calculated);
  const joined = joinsOf(report)
    .slice(0, before)
    .flatMap((join) =>
      rightColumns(report, cards, fields, join).map(({ name, type }) => ({
        name: `${aliasOf(join)}.${name}`,
        type,
      })),
    );
  return [...(own.length > 0 ? own : told), ...joined];
}

/** Columns of what is joined. */
export function rightColumns(
  report: Report,
  cards: readonly SourceCard[],
  fields: readonly FieldCard[],
  join: Join,
): ColumnCard[] {
  const own = cardOf(report, cards, join.to)?.columns ?? [];
  if (own.length > 0) return own;
  const alias = aliasOf(join);
  return fields
    .filter(({ group }) => group === alias)
    .map(({ name, type }) => ({ name: name.slice(alias.length + 1), type }));
}

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

const comparable = (one: ColumnCard, other: ColumnCard): boolean =>
  one.type === other.type || (NUMBERS.has(one.type) && NUMBERS.has(other.type));

/** Two columns that begin a join: as proposed, else of one name, else of one type. */
export function firstKeys(
  left: readonly ColumnCard[],
  right: readonly ColumnCard[],
  proposed: JoinCard | undefined,
): Record<string, string> | null {
  if (proposed) return { ...proposed.on };
  const pair = (like: (a: ColumnCard, b: ColumnCard) => boolean) => {
    for (const a of left) {
      const b = right.find((each) => comparable(a, each) && like(a, each));
      if (b) return { [a.name]: b.name };
    }
    return null;
  };
  return pair((a, b) => plain(a.name) === plain(b.name)) ?? pair(() => true);
}
