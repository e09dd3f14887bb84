// The field a parameter takes its values from, and the parameters that narrow them.
import { useEffect, useState } from "preact/hooks";
import { SelectField, TextField, Toggle } from "../../kit/controls";
import { keyOf } from "../../kit/expression_text";
import { isAbort } from "../../kit/questions";
import { __ } from "../../kit/words";
import type { SourceCard } from "../../protocol/messages";
import type { Param } from "../../protocol/report";
import { problemsAt, type Store } from "../../store";
import type { Actions } from "./actions";
import * as edits from "./edits";

interface OfferedProps {
  store: Store;
  act: Actions;
  param: Param;
  index: number;
  signal: AbortSignal;
  step: string;
}

interface OfferedField {
  key: string;
  label: string;
  type: string;
}

export function Offered({ store, act, param, index, signal, step }: OfferedProps) {
  const report = store.report.definition.value;
  const said = edits.isOffered(param.values) ? param.values : null;
  const [picked, setPicked] = useState<string | null>(null);
  const source = picked ?? said?.source ?? report.source;
  const cards = useSources(store, signal);
  const fields = fieldsOf(store, cards, source);
  const frames = cards.filter((card) => card.kind === "frame").map(({ name }) => name);
  const sources = Array.from(
    new Set([report.source, ...Object.keys(report.sources ?? {}), ...frames, source]),
  );
  const error = (key: string) => problemsAt(store, `/params/${index}/${key}`)[0]?.message ?? null;
  const pick = (key: string) => {
    if (!key) return;
    const type = edits.typeFor(fields.find((field) => field.key === key)?.type ?? "");
    act.edit(step, (draft) => edits.setOffered(draft, param.name, { source, field: key }, type));
    setPicked(null);
  };
  const now = said?.source === source ? said.field : "";
  const others = (report.params ?? []).filter(
    (other) => other.name !== param.name && !edits.dependsOn(report, other.name, param.name),
  );
  const depends = param.depends_on ?? [];
  return (
    <>
      <div class="nbr-pair">
        <SelectField
          label={__("Data")}
          value={source}
          options={sources.map((name) => [name, name] as const)}
          onPick={setPicked}
        />
        {fields.length > 0 ? (
          <SelectField
            label={__("Field")}
            value={now}
            error={error("values")}
            options={[
              ...(now === "" ? [["", __("Choose…")] as const] : []),
              ...fields.map(({ key, label }) => [key, label] as const),
              ...(now && !fields.some(({ key }) => key === now) ? [[now, now] as const] : []),
            ]}
            onPick={pick}
          />
        ) : (
          <TextField label={__("Field")} value={now} error={error("values")} onCommit={pick} />
        )}
      </div>
      {said && others.length > 0 && (
        <fieldset class="nbr-depends">
          <legend>{__("Narrowed by")}</legend>
          {others.map((other) => (
            <Toggle
              key={other.name}
              label={other.label || other.name}
              checked={depends.includes(other.name)}
              onChange={(on) =>
                act.edit(step, (draft) =>
                  edits.setKey(
                    draft,
                    param.name,
                    "depends_on",
                    on ? [...depends, other.name] : depends.filter((name) => name !== other.name),
                  ),
                )
              }
            />
          ))}
          {error("depends_on") && (
            <small class="nbr-error" role="alert">
              {error("depends_on")}
            </small>
          )}
        </fieldset>
      )}
    </>
  );
}

/** The sources at hand, asked once. */
function useSources(store: Store, signal: AbortSignal): SourceCard[] {
  const [cards, setCards] = useState<SourceCard[]>([]);
  useEffect(() => {
    const ending = new AbortController();
    store.questions
      .newView()
      .ask({ kind: "sources.list" }, "sources.shown", AbortSignal.any([signal, ending.signal]))
      .then(({ answer }) => setCards(answer.sources))
      .catch((error: unknown) => {
        if (!isAbort(error)) setCards([]);
      });
    return () => ending.abort();
  }, [store, signal]);
  return cards;
}

/** The fields of a source, as far as they are known. */
function fieldsOf(store: Store, cards: SourceCard[], source: string): OfferedField[] {
  const report = store.report.definition.value;
  if (source === report.source)
    return (store.fields.value?.fields ?? []).flatMap((card) => {
      const key = keyOf(card.expr);
      return key === null || edits.typeFor(card.type) === null
        ? []
        : [{ key, label: card.label, type: card.type }];
    });
  const own = report.sources?.[source];
  const card = cards.find((each) =>
    own?.kind === "file"
      ? each.path === own.path && (each.table ?? null) === (own.table ?? null)
      : each.kind === "frame" && each.name === (own?.kind === "frame" ? own.name : source),
  );
  return (card?.columns ?? [])
    .filter((column) => edits.typeFor(column.type) !== null)
    .map(({ name, type }) => ({ key: name, label: report.fields?.[name]?.label ?? name, type }));
}
