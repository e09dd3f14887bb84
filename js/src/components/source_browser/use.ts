// What picking, joining and filtering do to a definition. Drafts are changed where they stand.
import { allOf, conditions } from "../../kit/expression_text";
import type { JoinCard, SourceCard } from "../../protocol/messages";
import type { FileSource, FrameSource, Join, QuerySource, Report } from "../../protocol/report";

type AnySource = NonNullable<Report["sources"]>[string];

/** Whether a card is what the report reads first. */
export function inUse(report: Report, card: SourceCard): boolean {
  const first = firstOf(report);
  const said = report.sources?.[first];
  if (card.kind === "file") return said?.kind === "file" && isFile(said, card);
  return said ? said.kind === "frame" && said.name === card.name : first === card.name;
}

const isFile = (said: FileSource, card: SourceCard): boolean =>
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
  if (card.kind === "file" && card.path) {
    const name = freeName(draft, card.name, (source) => source.kind === "file" && isFile(source, card));
    const made: FileSource = { kind: "file", path: card.path };
    if (card.table) made.table = card.table;
    draft.sources = { ...draft.sources, [name]: draft.sources?.[name] ?? made };
    draft.source = name;
  } else {
    const taken = draft.sources?.[card.name];
    if (taken && !(taken.kind === "frame" && taken.name === card.name)) {
      const name = freeName(
        draft,
        card.name,
        (source) => source.kind === "frame" && source.name === card.name,
      );
      draft.sources = { ...draft.sources, [name]: { kind: "frame", name: card.name } };
      draft.source = name;
    } else draft.source = card.name;
  }
  if (draft.source !== old && before && !named(draft, old)) delete draft.sources?.[old];
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

function freeName(draft: Report, wanted: string, same: (source: AnySource) => boolean): string {
  const taken = draft.sources ?? {};
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? wanted : `${wanted}_${count}`;
    const there = taken[name];
    if (!there || same(there)) return name;
  }
}

export const joinsOf = (report: Report): Join[] => {
  const source = report.sources?.[report.source];
  return source?.kind === "query" ? (source.joins ?? []) : [];
};

/** Join another source; the first join makes a query of the report's source. */
export function addJoin(draft: Report, card: Pick<JoinCard, "to" | "on">): void {
  const join: Join = { to: card.to, on: { ...card.on } };
  const source = draft.sources?.[draft.source];
  if (source?.kind === "query") {
    const taken = new Set((source.joins ?? []).map((each) => each.as ?? each.to));
    if (taken.has(join.to)) join.as = `${join.to}_${taken.size + 1}`;
    source.joins = [...(source.joins ?? []), join];
    return;
  }
  const name = freeName(draft, `${draft.source}_joined`, () => false);
  draft.sources = { ...draft.sources, [name]: { kind: "query", from: draft.source, joins: [join] } };
  draft.source = name;
}

/** Take a join out; without any, the report reads its first source alone again. */
export function removeJoin(draft: Report, index: number): void {
  const name = draft.source;
  const source = draft.sources?.[name];
  if (source?.kind !== "query") return;
  source.joins = (source.joins ?? []).filter((_, at) => at !== index);
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
