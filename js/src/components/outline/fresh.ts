// A new block of each kind, with what is known of the data in it, so that it shows something at once.
import { __ } from "../../kit/words";
import type { FieldCard, FieldsList } from "../../protocol/messages";
import type { Report } from "../../protocol/report";
import { type Block, type BlockKind, newId } from "../../report/definition";

export const KINDS: {
  kind: BlockKind;
  words: string;
  icon: "table" | "crosstab" | "chart" | "metric" | "text" | "image" | "row" | "break";
}[] = [
  { kind: "table", words: "Table", icon: "table" },
  { kind: "crosstab", words: "Crosstab", icon: "crosstab" },
  { kind: "chart", words: "Chart", icon: "chart" },
  { kind: "metric", words: "Metric", icon: "metric" },
  { kind: "text", words: "Text", icon: "text" },
  { kind: "image", words: "Image", icon: "image" },
  { kind: "row", words: "Row", icon: "row" },
  { kind: "pagebreak", words: "Page break", icon: "break" },
];

export const wordsOf = (kind: BlockKind): string =>
  __(KINDS.find((each) => each.kind === kind)?.words ?? kind);

/** Columns a new table shows. */
const FIRST = 6;

export function freshBlock(draft: Report, kind: BlockKind, known: FieldsList | null): Block {
  const id = newId(draft);
  const fields = (known?.fields ?? []).filter((field) => field.error === null);
  const categories = byGroups(fields);
  const [first, second] = categories;
  const number = fields.find((field) => field.role === "measure" && field.total !== "count");
  const figure = number ? `${number.total}(${number.expr})` : "count()";
  switch (kind) {
    case "table":
      return { kind, id, columns: fields.slice(0, FIRST).map((field) => ({ value: field.expr })) };
    case "crosstab":
      return {
        kind,
        id,
        rows: first ? [first.expr] : [],
        columns: second ? [second.expr] : [],
        values: [figure],
        totals: true,
      };
    case "chart":
      return { kind, id, type: "bar", x: (first ?? fields[0])?.expr ?? "", y: figure };
    case "metric":
      return number ? { kind, id, value: figure } : { kind, id, value: "count()", label: __("Rows") };
    case "text":
      return { kind, id, md: __("Write here. **Bold**, lists, and figures such as {{ count() }}.") };
    case "image":
      // chosen next; until then it is left out of the page
      return { kind, id, src: "" };
    case "row": {
      const row: Block = { kind, id, blocks: [] };
      for (const more of [{ value: "count()", label: __("Rows") }, { value: figure }])
        row.blocks?.push({
          kind: "metric",
          id: newId({ ...draft, body: [...(draft.body ?? []), row] }),
          ...more,
        });
      return row;
    }
    case "pagebreak":
      return { kind, id };
  }
}

/** Fields that make groups: those of few values first, true or false only where there is nothing better. */
function byGroups(fields: FieldCard[]): FieldCard[] {
  return fields
    .filter((field) => field.role === "category" && field.distinct !== 1)
    .sort((one, other) => size(one) - size(other));
}

/** A size that is not known is taken for a large one. */
const UNKNOWN = 1000;

const size = ({ distinct, type }: FieldCard): number => {
  if (type === "boolean" || distinct === null || distinct < 2) return UNKNOWN;
  return distinct;
};
