// Which rows the report takes: conditions as rows, by the type of their field; others as expressions.
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { IconButton, SelectField, TextField } from "../../kit/controls";
import { allOf, conditions } from "../../kit/expression_text";
import { MenuButton } from "../../kit/menu";
import { RefusedError } from "../../kit/questions";
import { useAskedInSight } from "../../kit/seen";
import { __ } from "../../kit/words";
import type { FieldCard } from "../../protocol/messages";
import { problemsAt, type Store } from "../../store";
import {
  type Comparison,
  type Condition,
  comparisonLabel,
  comparisonsFor,
  readCondition,
  valuesOf,
  writeCondition,
} from "../field_mapper/filters";
import { setWhere, whereOf } from "./use";

interface FiltersProps {
  store: Store;
  signal: AbortSignal;
  /** Whether it is looked at. */
  seen: boolean;
}

export function Filters({ store, signal, seen }: FiltersProps) {
  /** Rows begun that say nothing yet. */
  const begun = useSignal<Condition[]>([]);
  const report = store.report.definition.value;
  const fields = store.fields.value?.fields ?? [];
  const where = whereOf(report);
  const all = conditions(where);
  const write = (list: string[]) =>
    store.report.edit(__("Filter the data"), (draft) => setWhere(draft, allOf(list) ?? ""));
  const put = (index: number, text: string | null) =>
    write(
      text === null
        ? all.filter((_, at) => at !== index)
        : all.map((each, at) => (at === index ? text : each)),
    );
  const add = (field: FieldCard) => {
    const [how] = comparisonsFor(field.type);
    if (!how) return;
    const made: Condition = { field: field.expr, how, values: [] };
    const written = writeCondition(made, field.type);
    if (written === null) begun.value = [...begun.value, made];
    else write([...all, written]);
  };
  const wrong = problemsAt(
    store,
    `/sources/${report.source.replace(/~/g, "~0").replace(/\//g, "~1")}/where`,
  )[0]?.message;
  if (fields.length === 0 && all.length === 0) return null;
  return (
    <section aria-label={__("Filters")} class="nbr-filters">
      <h3>
        {__("Filters")}
        <MenuButton
          label={__("Add a filter")}
          icon="add"
          items={() =>
            fields.map((field) => ({ label: field.label, hint: field.group, onPick: () => add(field) }))
          }
        />
      </h3>
      {all.length + begun.value.length === 0 && (
        <p class="nbr-quiet nbr-nothing">{__("No filters: all rows.")}</p>
      )}
      <ul>
        {all.map((text, index) => {
          const condition = readCondition(text);
          const field = fields.find(({ expr }) => expr === condition?.field);
          return (
            <li key={index} class="nbr-filter">
              {condition && field ? (
                <Line
                  field={field}
                  condition={condition}
                  onChange={(made) => put(index, writeCondition(made, field.type) ?? text)}
                />
              ) : (
                <TextField
                  bare
                  label={__("Condition")}
                  value={text}
                  onCommit={(value) => put(index, value.trim() || null)}
                />
              )}
              <IconButton icon="close" label={__("Take this filter off")} onClick={() => put(index, null)} />
            </li>
          );
        })}
        {begun.value.map((condition, index) => {
          const field = fields.find(({ expr }) => expr === condition.field);
          const drop = () => {
            begun.value = begun.value.filter((_, at) => at !== index);
          };
          return field ? (
            <li key={`new ${index}`} class="nbr-filter">
              <Line
                field={field}
                condition={condition}
                onChange={(made) => {
                  const written = writeCondition(made, field.type);
                  if (written === null) {
                    begun.value = begun.value.map((each, at) => (at === index ? made : each));
                    return;
                  }
                  drop();
                  write([...all, written]);
                }}
              />
              <IconButton icon="close" label={__("Take this filter off")} onClick={drop} />
            </li>
          ) : null;
        })}
      </ul>
      {wrong && (
        <p class="nbr-error" role="alert">
          {wrong}
        </p>
      )}
      {where && <Count store={store} signal={signal} seen={seen} />}
    </section>
  );
}

interface LineProps {
  field: FieldCard;
  condition: Condition;
  onChange(condition: Condition): void;
}

function Line({ field, condition, onChange }: LineProps) {
  const count = valuesOf(condition.how);
  const [first = "", second = ""] = condition.values;
  const hint = ["date", "datetime"].includes(field.type) ? "2013-01-31" : (field.samples[0] ?? "");
  return (
    <>
      <span class="nbr-filter-field" title={field.name}>
        {field.label}
      </span>
      <SelectField
        bare
        label={__("How %1 is compared", field.label)}
        value={condition.how}
        options={comparisonsFor(field.type).map((how) => [how, comparisonLabel(how, field.type)] as const)}
        onPick={(how) =>
          onChange({
            ...condition,
            how: how as Comparison,
            values: valuesOf(how as Comparison) === "none" ? [] : condition.values,
          })
        }
      />
      {count === "many" && (
        <TextField
          bare
          label={__("Values of %1", field.label)}
          value={condition.values.join(", ")}
          placeholder={field.samples.slice(0, 2).join(", ")}
          onCommit={(text) =>
            onChange({
              ...condition,
              values: text
                .split(",")
                .map((each) => each.trim())
                .filter(Boolean),
            })
          }
        />
      )}
      {(count === "one" || count === "two") && (
        <TextField
          bare
          label={__("Value of %1", field.label)}
          value={first}
          placeholder={hint}
          onCommit={(text) => onChange({ ...condition, values: count === "two" ? [text, second] : [text] })}
        />
      )}
      {count === "two" && (
        <TextField
          bare
          label={__("Greatest value of %1", field.label)}
          value={second}
          placeholder={hint}
          onCommit={(text) => onChange({ ...condition, values: [first, text] })}
        />
      )}
    </>
  );
}

/** "27,004 of 336,776 rows" */
function Count({ store, signal, seen }: FiltersProps) {
  const words = useSignal("");
  const view = useMemo(() => store.questions.newView(), [store]);
  const rev = store.revision.value;
  useAskedInSight(seen, `${rev} ${JSON.stringify(store.params.value)}`, signal, async (live) => {
    try {
      const { after, before } = (await view.ask({ kind: "rows.count", rev }, "rows.counted", live)).answer;
      words.value = __("%1 of %2 rows", after.toLocaleString(), before.toLocaleString());
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      words.value = "";
    }
  });
  return (
    <p class="nbr-quiet nbr-nothing" role="status">
      {words.value}
    </p>
  );
}
