// What picking, joining and filtering do to a definition. Drafts are changed where they stand.
import { allOf, conditions, quoted } from "../../kit/expression_text";
import type { SourceCard } from "../../protocol/messages";
import type { FileSource, FrameSource, Join, QuerySource, Report } from "../../protocol/report";
import { keysIn, replaceField } from "../field_mapper/missing";

type AnySource = NonNullable<Report["sources"]>[string];

/** Whether a card is what the report reads first. */
export function inUse(report: Report, card: SourceCard): boolean {
  const first = firstOf(report);
  const said = report.sources?.[first];
  if (card.kind === "file") return said?.kind === "file" && isFile(said, card);
  return said ? said.kind === "frame" && said.name === card.name : first === card.name;
}

const isFile = (said: FileSource, card: Pick<SourceCard, "path" | "table">): boolean =>
  said.path === card.path && (said.table ?? null) === card.table;

/** The name of the source a report reads first: of a query, what it joins others to. */
export function firstOf(report: Report): string {
  const source = report.sources?.[report.source];
  return source?.kind === "query" ? source.from : report.source;
}

/** Read another source; joins and filters of the old one go, all else of the report stays. */
export function useSource(draft: Report, card: SourceCard): void {
  const old = draft.source;
  const before = draft.sources?.[old];
  draft.source = namedSource(draft, card);
  if (draft.source !== old && before && !named(draft, old)) delete draft.sources?.[old];
  if (before?.kind === "query")
    for (const name of [before.from, ...(before.joins ?? []).map(({ to }) => to)])
      if (name !== draft.source && !named(draft, name)) delete draft.sources?.[name];
  if (draft.sources && Object.keys(draft.sources).length === 0) delete draft.sources;
}

/** Whether anything else of the report reads a source. */
function named(draft: Report, name: string): boolean {
  const queries = Object.values(draft.sources ?? {}).filter(
    (source): source is QuerySource => source.kind === "query",
  );
  if (queries.some((query) => query.from === name || (query.joins ?? []).some((join) => join.to === name)))
    return true;
  return JSON.stringify([draft.body ?? [], draft.params ?? []]).includes(`"source":${JSON.stringify(name)}`);
}

function freeName(
  draft: Report,
  wanted: string,
  same: (source: AnySource) => boolean,
  also: readonly string[] = [],
): string {
  const taken = draft.sources ?? {};
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}_${count}`;
    const there = taken[name];
    if ((!there && !also.includes(name)) || (there && same(there))) return name;
  }
}

export const joinsOf = (report: Report): Join[] => {
  const source = report.sources?.[report.source];
  return source?.kind === "query" ? (source.joins ?? []) : [];
};

/** What a source is called in a definition: registered where it is a file, by a name of its own where that is taken. */
function namedSource(draft: Report, card: Joined, also: readonly string[] = []): string {
  if (!card.path) {
    const same = (each: AnySource) => each.kind === "frame" && each.name === card.name;
    const taken = draft.sources?.[card.name];
    // the table of a connection is called by its own name
    const table = card.kind === "table";
    if (!table && (!taken || same(taken))) return card.name;
    const name = freeName(draft, table ? plainName(card.name) : card.name, same, also);
    draft.sources = { ...draft.sources, [name]: { kind: "frame", name: card.name } };
    return name;
  }
  const { path, table } = card;
  const same = (each: AnySource) => each.kind === "file" && isFile(each, { path, table });
  const name = freeName(draft, card.name, same, also);
  draft.sources = {
    ...draft.sources,
    [name]: draft.sources?.[name] ?? { kind: "file", path, ...(table ? { table } : {}) },
  };
  return name;
}

/** What can be joined: a frame, or a file by its path. */
export type Joined = Pick<SourceCard, "kind" | "name" | "path" | "table">;

/** Join another source; the first join makes a query of the report's source. */
export function addJoin(draft: Report, card: Joined, on: Record<string, string>): void {
  // a frame of that name may be what the report reads
  const to = namedSource(draft, card, card.kind === "frame" ? [] : [firstOf(draft)]);
  const join: Join = { to, on: { ...on } };
  const as = freeAlias(joinsOf(draft), to, firstOf(draft));
  if (as !== to) join.as = as;
  const source = draft.sources?.[draft.source];
  if (source?.kind === "query") {
    source.joins = [...(source.joins ?? []), join];
    return;
  }
  const name = freeName(draft, `${draft.source}_joined`, () => false);
  draft.sources = { ...draft.sources, [name]: { kind: "query", from: draft.source, joins: [join] } };
  draft.source = name;
}

/** A name for a join's fields that no other join has, nor the source itself. */
function freeAlias(joins: readonly Join[], wanted: string, first: string): string {
  const taken = new Set([first, ...joins.map(aliasOf)]);
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}_${count}`;
    if (!taken.has(name)) return name;
  }
}

/** What a join's fields stand under. */
export const aliasOf = (join: Join): string => join.as ?? join.to;

/** Let a join's fields stand under another name, wherever the report names them. */
export function renameJoin(draft: Report, index: number, alias: string): void {
  const join = joinsOf(draft)[index];
  if (!join || !alias || alias === aliasOf(join)) return;
  const before = aliasOf(join);
  if (alias === join.to) delete join.as;
  else join.as = alias;
  for (const key of keysIn(draft))
    if (key.startsWith(`${before}.`)) replaceField(draft, key, fieldOf(alias, key.slice(before.length + 1)));
  for (const later of joinsOf(draft))
    later.on = Object.fromEntries(
      Object.entries(later.on).map(([left, right]) => [
        left.startsWith(`${before}.`) ? `${alias}${left.slice(before.length)}` : left,
        right,
      ]),
    );
}

const PLAIN = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;

/** The last part of a name, as an expression writes it without quotes. */
function plainName(name: string): string {
  const last = name.slice(name.lastIndexOf(".") + 1).replace(/[^\p{ID_Continue}]+/gu, "_");
  return PLAIN.test(last) ? last : `data_${last}`;
}

/** A joined field as an expression writes it. */
const fieldOf = (alias: string, name: string): string =>
  PLAIN.test(alias) && PLAIN.test(name) ? `${alias}.${name}` : `col(${quoted(`${alias}.${name}`)})`;

/** Take a join out; without any, the report reads its first source alone again. */
export function removeJoin(draft: Report, index: number): void {
  const name = draft.source;
  const source = draft.sources?.[name];
  if (source?.kind !== "query") return;
  const gone = source.joins?.[index];
  source.joins = (source.joins ?? []).filter((_, at) => at !== index);
  if (gone && !named(draft, gone.to)) delete draft.sources?.[gone.to];
  if (source.joins.length > 0) return;
  const first = source.from;
  const { where } = source;
  delete draft.sources?.[name];
  draft.source = first;
  if (where) setWhere(draft, where);
  if (draft.sources && Object.keys(draft.sources).length === 0) delete draft.sources;
}

export function changeJoin(draft: Report, index: number, change: (join: Join) => void): void {
  const source = draft.sources?.[draft.source];
  const join = source?.kind === "query" ? source.joins?.[index] : undefined;
  if (join) change(join);
}

export const whereOf = (report: Report): string => report.sources?.[report.source]?.where ?? "";

/** Filter the rows of the report's source; an empty text takes the filter off. */
export function setWhere(draft: Report, where: string): void {
  const source = draft.sources?.[draft.source];
  if (source) {
    if (where) source.where = where;
    else delete source.where;
    const only: (keyof FrameSource)[] = Object.keys(source) as (keyof FrameSource)[];
    if (source.kind === "frame" && source.name === draft.source && only.length === 2)
      delete draft.sources?.[draft.source];
    if (draft.sources && Object.keys(draft.sources).length === 0) delete draft.sources;
  } else if (where)
    draft.sources = { ...draft.sources, [draft.source]: { kind: "frame", name: draft.source, where } };
}

/** Filter the rows of the report's source by one condition more. */
export function addCondition(draft: Report, condition: string): void {
  setWhere(draft, allOf([...conditions(whereOf(draft)), condition]) ?? "");
}
