// How a group breaks, and what the block as a whole shows.
import { NumberField, SelectField, TextField, Toggle } from "../../kit/controls";
import { ExpressionField } from "../../kit/expression_field";
import { __ } from "../../kit/words";
import type { Crosstab, Group, Table } from "../../protocol/report";
import { TOTALS, totalLabel } from "./aggregates";
import type { FormProps } from "./forms";
import type { Mapper } from "./mapper";
import * as options from "./options";
import type { Filled } from "./wells";

export function GroupForm({ mapper, block, pill, label }: FormProps) {
  if (block.kind !== "table") return null;
  const group = block.group_by?.[pill.index];
  if (!group) return null;
  const set = <K extends keyof Group>(key: K, value: Group[K] | null) =>
    void mapper.edit(__("Group by %1", label), (draft, id) => {
      options.setGroup(draft, id, pill.index, key, value);
      return undefined;
    });
  const get = <K extends keyof Group>(key: K) => options.groupValue(group, key);
  const sort = get("sort") ?? "asc";
  const measures = (block.columns ?? []).flatMap(({ value, total }) =>
    typeof total === "string"
      ? [`${total}(${value})`]
      : block.totals && mapper.known.value.typeOf(value) === "float"
        ? [`${block.totals}(${value})`]
        : [],
  );
  const sorts: [string, string][] = [
    ["asc", __("Ascending")],
    ["desc", __("Descending")],
    ...measures.flatMap((text): [string, string][] => [
      [`-${text}`, __("%1, largest first", text)],
      [text, __("%1, smallest first", text)],
    ]),
  ];
  if (!sorts.some(([value]) => value === sort)) sorts.push([sort, sort]);
  return (
    <div class="nbr-form nbr-form-wide">
      <SelectField label={__("Order")} value={sort} options={sorts} onPick={(value) => set("sort", value)} />
      <div class="nbr-pair">
        <NumberField
          label={__("Only the first")}
          value={group.top ?? null}
          min={1}
          placeholder={__("all")}
          onCommit={(value) => set("top", value)}
        />
        <SelectField
          label={__("Totals")}
          value={get("totals_at") ?? "footer"}
          options={[
            ["footer", __("below")],
            ["header", __("above")],
            ["both", __("both")],
            ["none", __("none")],
          ]}
          onPick={(value) => set("totals_at", value as Group["totals_at"] & string)}
        />
      </div>
      {group.top ? (
        <Toggle
          label={__("One line for the rest")}
          checked={group.other ?? false}
          onChange={(on) => set("other", on || null)}
        />
      ) : null}
      <SelectField
        label={__("New page")}
        value={group.page_break ?? ""}
        options={[
          ["", __("no")],
          ["before", __("before each group")],
          ["between", __("between groups")],
          ["after", __("after each group")],
        ]}
        onPick={(value) => set("page_break", (value || null) as Group["page_break"] & string)}
      />
      <SelectField
        label={__("Kept together")}
        value={get("keep_together") ?? "first_rows"}
        options={[
          ["first_rows", __("heading with its first rows")],
          ["whole", __("the whole group")],
          ["none", __("no")],
        ]}
        onPick={(value) => set("keep_together", value as Group["keep_together"] & string)}
      />
      <TextField
        label={__("Heading")}
        value={group.header ?? ""}
        placeholder="{{ group.label }}"
        onCommit={(value) => set("header", value || null)}
      />
      <TextField
        label={__("Line below")}
        value={group.footer ?? ""}
        onCommit={(value) => set("footer", value || null)}
      />
      <Toggle
        label={__("Heading again on each page")}
        checked={get("repeat_header") ?? true}
        onChange={(on) => set("repeat_header", on)}
      />
      <Toggle
        label={__("Folded in HTML")}
        checked={get("collapsed") ?? false}
        onChange={(on) => set("collapsed", on)}
      />
      <Toggle
        label={__("In the PDF's outline")}
        checked={get("bookmark") ?? true}
        onChange={(on) => set("bookmark", on)}
      />
    </div>
  );
}

export function TableForm({ mapper, block }: { mapper: Mapper; block: Filled }) {
  if (block.kind === "crosstab") return <CrosstabForm mapper={mapper} block={block} />;
  if (block.kind !== "table") return null;
  const set = <K extends keyof Table>(key: K, value: Table[K] | null) =>
    void mapper.edit(__("Options of the table"), (draft, id) => {
      options.setTable(draft, id, key, value);
      return undefined;
    });
  const grand = options.tableValue(block, "grand_total");
  return (
    <div class="nbr-form nbr-form-wide">
      <SelectField
        label={__("Totals of numbers")}
        value={block.totals ?? ""}
        options={[
          ["", __("only those of columns")],
          ...TOTALS.map((total) => [total, totalLabel(total)] as const),
        ]}
        onPick={(value) => set("totals", (value || null) as Table["totals"] & string)}
      />
      <Toggle
        label={__("Rows in detail")}
        checked={options.tableValue(block, "detail") ?? true}
        onChange={(on) => set("detail", on)}
      />
      <Toggle label={__("Grand total")} checked={grand !== false} onChange={(on) => set("grand_total", on)} />
      {grand !== false && (
        <TextField
          label={__("Its label")}
          value={typeof grand === "string" ? grand : ""}
          placeholder={__("Total")}
          onCommit={(value) => set("grand_total", value || true)}
        />
      )}
      <NumberField
        label={__("Only the first rows")}
        value={block.limit ?? null}
        min={1}
        placeholder={__("all")}
        onCommit={(value) => set("limit", value)}
      />
      <TextField
        label={__("Where there are none")}
        value={block.no_data ?? ""}
        placeholder={__("No data")}
        onCommit={(value) => set("no_data", value || null)}
      />
      <TextField
        label={__("Title")}
        value={block.title ?? ""}
        onCommit={(value) => set("title", value || null)}
      />
      <TextField
        label={__("Note below")}
        value={block.note ?? ""}
        onCommit={(value) => set("note", value || null)}
      />
      <ExpressionField
        store={mapper.store}
        label={__("Shown where")}
        value={block.visible ?? ""}
        use="visible"
        block={block.id}
        placeholder={__("always")}
        onCommit={(value) => set("visible", value || null)}
      />
    </div>
  );
}

function CrosstabForm({ mapper, block }: { mapper: Mapper; block: Crosstab }) {
  const totals = options.crosstabTotals(block);
  const set = (side: "rows" | "columns", on: boolean) =>
    void mapper.edit(__("Totals of the crosstab"), (draft, id) => {
      options.setCrosstabTotals(draft, id, side, on);
      return undefined;
    });
  const text = (key: "title" | "note" | "no_data" | "visible", value: string) =>
    void mapper.edit(__("Options of the crosstab"), (draft) => {
      const found = (draft.body ?? [])
        .flatMap((each) => (each.kind === "row" ? (each.blocks ?? []) : [each]))
        .find(({ id }) => id === block.id);
      if (found?.kind === "crosstab") {
        if (value) found[key] = value;
        else delete found[key];
      }
      return undefined;
    });
  return (
    <div class="nbr-form nbr-form-wide">
      <Toggle
        label={__("A total beneath each column")}
        checked={totals.rows !== false}
        onChange={(on) => set("rows", on)}
      />
      <Toggle
        label={__("A total at the end of each row")}
        checked={totals.columns !== false}
        onChange={(on) => set("columns", on)}
      />
      <TextField label={__("Title")} value={block.title ?? ""} onCommit={(value) => text("title", value)} />
      <TextField
        label={__("Note below")}
        value={block.note ?? ""}
        onCommit={(value) => text("note", value)}
      />
      <TextField
        label={__("Where there is nothing")}
        value={block.no_data ?? ""}
        onCommit={(value) => text("no_data", value)}
      />
      <ExpressionField
        store={mapper.store}
        label={__("Shown where")}
        value={block.visible ?? ""}
        use="visible"
        block={block.id}
        placeholder={__("always")}
        onCommit={(value) => text("visible", value)}
      />
    </div>
  );
}
