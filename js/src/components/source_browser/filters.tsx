// Which rows the report takes: conditions as rows in groups, by the type of their field; others as expressions.
import { useSignal } from "@preact/signals";
import { __ } from "../../kit/words";
import { problemsAt } from "../../store";
import { type FilterGroup, readFilter, writeFilter } from "../field_mapper/filter_tree";
import { Count, type CountProps } from "./count";
import { Group } from "./filter_group";
import { setWhere, whereOf } from "./use";

export function Filters({ store, signal, seen }: CountProps) {
  const report = store.report.definition.value;
  const fields = store.fields.value?.fields ?? [];
  const where = whereOf(report);
  /** What was edited here last: rows that say nothing yet and groups of one stand in no expression. */
  const edited = useSignal<{ where: string; source: string; tree: FilterGroup } | null>(null);
  const types = new Map(fields.map((field) => [field.expr, field.type]));
  const typeOf = (field: string) => types.get(field) ?? null;
  const last = edited.value;
  const tree = last?.where === where && last.source === report.source ? last.tree : readFilter(where, typeOf);
  const change = (made: FilterGroup) => {
    const text = writeFilter(made, typeOf);
    edited.value = { where: text, source: report.source, tree: made };
    if (text !== where) store.report.edit(__("Filter the data"), (draft) => setWhere(draft, text));
  };
  const wrong = problemsAt(
    store,
    `/sources/${report.source.replace(/~/g, "~0").replace(/\//g, "~1")}/where`,
  )[0]?.message;
  if (fields.length === 0 && !where) return null;
  return (
    <section aria-label={__("Filters")} class="nbr-filters">
      <Group store={store} fields={fields} root={tree} path={[]} onChange={change} />
      {tree.items.length === 0 && <p class="nbr-quiet nbr-nothing">{__("No filters: all rows.")}</p>}
      {wrong && (
        <p class="nbr-error" role="alert">
          {wrong}
        </p>
      )}
      {where && <Count store={store} signal={signal} seen={seen} />}
    </section>
  );
}
