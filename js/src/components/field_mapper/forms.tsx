// Small forms of a pill: its format, its width, its expression, its condition.
import { useState } from "preact/hooks";
import { Button, TextField } from "../../kit/controls";
import { ExpressionField } from "../../kit/expression_field";
import { keyOf } from "../../kit/expression_text";
import { FormatField } from "../../kit/format_field";
import { __ } from "../../kit/words";
import type { Metric, Table } from "../../protocol/report";
import { ConditionFields } from "./condition_fields";
import { isRow, readCondition, setCondition, writeCondition } from "./filters";
import type { Mapper } from "./mapper";
import * as options from "./options";
import type { Filled, Pill } from "./wells";

export interface FormProps {
  mapper: Mapper;
  block: Filled;
  pill: Pill;
  label: string;
  onClose(): void;
}

export function FormatForm({ mapper, block, pill, label }: FormProps) {
  return (
    <div class="nbr-form nbr-form-wide">
      <FormatField
        store={mapper.store}
        text={pill.text}
        block={block.id}
        value={formatOf(block, pill) ?? ""}
        onCommit={(format) =>
          void mapper.edit(__("Format of %1", label), (draft, id) => {
            if (block.kind === "metric") options.setMetric(draft, id, "format", format || null);
            else options.setColumn(draft, id, pill.index, "format", format || null);
            return undefined;
          })
        }
      />
    </div>
  );
}

function formatOf(block: Filled, pill: Pill): string | null {
  if (block.kind === "metric") return (block as Metric).format ?? null;
  return block.kind === "table" ? ((block as Table).columns?.[pill.index]?.format ?? null) : null;
}

export function WidthForm({ mapper, block, pill, label }: FormProps) {
  const now = block.kind === "table" ? (block.columns?.[pill.index]?.width ?? "") : "";
  return (
    <div class="nbr-form">
      <TextField
        label={__("Width")}
        value={now}
        placeholder="20mm, 12%, 2fr"
        hint={__("In mm, in % of the table, or as a share (fr)")}
        onCommit={(value) =>
          void mapper.edit(__("Width of %1", label), (draft, id) => {
            options.setColumn(draft, id, pill.index, "width", value.trim() || null);
            return undefined;
          })
        }
      />
    </div>
  );
}

export function ExpressionForm({ mapper, block, pill, label, onClose }: FormProps) {
  return (
    <div class="nbr-form nbr-form-wide">
      <ExpressionField
        store={mapper.store}
        label={__("Expression")}
        value={pill.text}
        use="value"
        block={block.id}
        rows={3}
        hint={__("Fields, + - * /, sum(), count()… Ctrl+Space lists them.")}
        onCommit={(text) => {
          if (text.trim())
            mapper.edit(__("Edit %1", label), (draft, id) => {
              options.setText(draft, id, pill, text.trim());
              return undefined;
            });
        }}
      />
      <Button onClick={onClose}>{__("Done")}</Button>
    </div>
  );
}

export function FilterForm({ mapper, block, pill, label }: FormProps) {
  const read = readCondition(pill.text);
  const type = read && mapper.known.value.typeOf(read.field);
  const [draft, setDraft] = useState(read && type && isRow(read, type, pill.text) ? read : null);
  const put = (text: string | null) =>
    void mapper.edit(__("Filter by %1", label), (report, id) => {
      setCondition(report, id, pill.index, text);
      return undefined;
    });
  const field = draft && mapper.known.value.fields.get(keyOf(draft.field) ?? "");
  if (!draft || !field)
    return (
      <div class="nbr-form nbr-form-wide">
        <ExpressionField
          store={mapper.store}
          label={__("Condition")}
          value={pill.text}
          use="filter"
          block={block.id}
          rows={3}
          onCommit={(text) => text.trim() && put(text)}
        />
      </div>
    );
  return (
    <div class="nbr-form">
      <ConditionFields
        store={mapper.store}
        field={field}
        condition={draft}
        onChange={(made) => {
          setDraft(made);
          const written = writeCondition(made, field.type);
          if (written !== null && written !== pill.text) put(written);
        }}
      />
    </div>
  );
}
